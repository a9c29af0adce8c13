import type { Command } from 'commander'
import type { Choose } from './choose.ts'
import { partitionsOption } from './partitions-option.ts'

const help = `
--suite prints a suite of Great Expectations that holds on the table as it is, as JSON: a file for expectations(table, suite).

  assets profile orders --suite > assets/orders.suite.json`

export function addProfile(program: Command, choose: Choose): void {
  program
    .command('profile')
    .description('what the columns of a table hold: missing, distinct and frequent values, quantiles, histograms')
    .argument('<asset>')
    .addOption(partitionsOption('only of these'))
    .option('--version <version>', 'an older version, by the first digits of its hash')
    .option('--suite', 'a suite that holds on it instead')
    .addHelpText('after', help)
    .action((asset, flags) =>
      choose('profile', async (context) =>
        (await import('../commands/profile.ts')).profile(context, { asset, ...flags }),
      ),
    )
}
