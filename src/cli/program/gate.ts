import { type Command, Option } from 'commander'
import { selecting } from './arguments.ts'
import type { Choose } from './choose.ts'
import { partitionsOption } from './partitions-option.ts'

export function addGate(program: Command, choose: Choose): void {
  selecting(program.command('check'), 'exit 1 where anything is not up to date; writes nothing')
    .addOption(partitionsOption('of what has partitions only these'))
    .option('--fail-on <kinds>', 'only for these: stale, missing, failed, tests, late; with commas between')
    .option('--changed <ref>', 'only what this branch has changed, compared with the lock of a git ref')
    .addOption(new Option('-o, --output <format>').choices(['text', 'github', 'md', 'junit', 'json']).default('text'))
    .option('--exit-zero', 'exit 0 whatever is found')
    .action((words, flags) =>
      choose('check', async (context) => (await import('../commands/check.ts')).check(context, { words, ...flags })),
    )
}
