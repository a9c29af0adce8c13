import { type Command, Option } from 'commander'
import { positive, selecting } from './arguments.ts'
import type { Choose } from './choose.ts'
import { partitionsOption } from './partitions-option.ts'

export function addMaterialize(program: Command, choose: Choose): void {
  selecting(
    program.command('materialize').aliases(['m', 'backfill']),
    'make what is not fresh, and everything it reads',
  )
    .addOption(partitionsOption('of what has partitions only these, and what they read'))
    .option('-j, --concurrency <n>', 'how many assets run at once (default: one a core)', positive)
    .option('--only', 'the named assets alone, without what they read')
    .option('--force', 'run them even where they are fresh')
    .option('--from-scratch', 'run those that read their last version as if they had none')
    .option('--verify', 'ask effects whether what is outside still is what their receipts say')
    .option('--no-effects', 'do nothing outside: effects are left out')
    .option('--allow-removed', 'let vector indexes lose more rows than their maxRemoved allows')
    .option('--fail-fast', 'stop at the first failure')
    .option('--wait <duration>', 'wait at most this long for another process: 500ms, 30s, 5m')
    .option('--no-wait', 'exit 4 where another process makes the same')
    .action((words, flags) =>
      choose('materialize', async (context) =>
        (await import('../commands/materialize.ts')).materialize(context, { words, ...flags }),
      ),
    )
}

export function addPlan(program: Command, choose: Choose): void {
  selecting(program.command('plan'), 'what materialize would do, and why; writes nothing')
    .addOption(partitionsOption('of what has partitions only these, and what they read'))
    .option('--no-effects', 'without what would be done outside')
    .option('--only', 'the named assets alone, without what they read')
    .addOption(new Option('--force', 'as if nothing were fresh').conflicts('changed'))
    .addOption(new Option('--from-scratch', 'as if what reads its last version had none').conflicts('changed'))
    .option('--changed <ref>', 'only what this branch makes again, compared with the lock of a git ref')
    .action((words, flags) =>
      choose('plan', async (context) => (await import('../commands/plan.ts')).plan(context, { words, ...flags })),
    )
}

export function addRetry(program: Command, choose: Choose): void {
  program
    .command('retry')
    .description('materialize what failed in the last run, or in the one that is named')
    .argument('[run]', 'its id, or the first digits of it')
    .option('-j, --concurrency <n>', 'how many assets run at once (default: one a core)', positive)
    .option('--fail-fast', 'stop at the first failure')
    .option('--wait <duration>', 'wait at most this long for another process: 500ms, 30s, 5m')
    .option('--no-wait', 'exit 4 where another process makes the same')
    .action((run, flags) =>
      choose('retry', async (context) =>
        (await import('../commands/retry.ts')).retry(context, { ...(run && { run }), ...flags }),
      ),
    )
}
