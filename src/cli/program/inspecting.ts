import { type Command, Option } from 'commander'
import { historyEntries } from '../../app/defaults.ts'
import { natural, positive, selecting } from './arguments.ts'
import type { Choose } from './choose.ts'
import { partitionsOption } from './partitions-option.ts'

export function addOverview(program: Command, choose: Choose): void {
  selecting(program.command('list').alias('ls'), 'the assets of the project').action((words, flags) =>
    choose('list', async (context) => (await import('../commands/list.ts')).list(context, { words, ...flags })),
  )
  selecting(program.command('status'), 'what is fresh, what is not, and why')
    .option('--partitions [which]', 'partition by partition, of all or of these')
    .action((words, flags) =>
      choose('status', async (context) => (await import('../commands/status.ts')).status(context, { words, ...flags })),
    )
}

export function addReasons(program: Command, choose: Choose): void {
  program
    .command('explain')
    .description('why an asset is stale, or why it is not')
    .argument('<asset>')
    .option('--vs <run>', 'compared with what this run made, and not with what is current')
    .addOption(partitionsOption('the one partition that is meant'))
    .action((asset, flags) =>
      choose('explain', async (context) =>
        (await import('../commands/explain.ts')).explain(context, { asset, ...flags }),
      ),
    )
  selecting(program.command('lineage'), 'what reads what, and which row came of which')
    .addOption(new Option('--format <format>').choices(['tree', 'mermaid', 'dot', 'json']).default('tree'))
    .option('--up <depth>', 'also so many steps upstream', natural)
    .option('--down <depth>', 'also so many steps downstream', natural)
    .option('--row <key>', 'where this row of one asset came from: its key, or column=value')
    .addOption(partitionsOption('the state of only these; with --row, the one that has the row'))
    .action((words, flags) =>
      choose('lineage', async (context) =>
        (await import('../commands/lineage.ts')).lineage(context, { words, ...flags }),
      ),
    )
}

export function addPast(program: Command, choose: Choose): void {
  program
    .command('history')
    .description('what was made, when and why; the newest first')
    .argument('[asset]')
    .addOption(partitionsOption('only of these'))
    .option('--limit <n>', 'at most so many', positive, historyEntries)
    .action((asset, flags) =>
      choose('history', async (context) =>
        (await import('../commands/history.ts')).history(context, { asset, ...flags }),
      ),
    )
  program
    .command('logs')
    .description('what the assets of a run printed')
    .argument('[run|asset]')
    .addOption(partitionsOption('only of these'))
    .action((subject, flags) =>
      choose('logs', async (context) => (await import('../commands/logs.ts')).logs(context, { subject, ...flags })),
    )
}
