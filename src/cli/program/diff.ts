import type { Command } from 'commander'
import { natural } from './arguments.ts'
import type { Choose } from './choose.ts'
import { partitionsOption } from './partitions-option.ts'

const help = `
A version is the first digits of its hash (assets history), or git:<ref> for what the lock of that commit says.
Under --environment, without a version, what is current there is compared with what development has.`

export function addDiff(program: Command, choose: Choose): void {
  program
    .command('diff')
    .description('how two versions of a table differ: columns, rows, values')
    .argument('<asset>')
    .argument('[before]', 'a version (default: the one before)')
    .argument('[after]', 'a version (default: what is current)')
    .addOption(partitionsOption('of this one'))
    .option('--key <column>', 'the column that names a row; without it rows are compared as a whole')
    .option('--limit <n>', 'show so many rows of each kind', natural, 5)
    .option('--exit-code', 'exit 1 where they differ')
    .addHelpText('after', help)
    .action((asset, before, after, flags) =>
      choose('diff', async (context) =>
        (await import('../commands/diff.ts')).diff(context, {
          asset,
          ...(before && { before }),
          ...(after && { after }),
          ...flags,
        }),
      ),
    )
}
