import { type Command, Option } from 'commander'
import { searchHits } from '../../app/defaults.ts'
import { rowFormats } from '../row-formats.ts'
import { natural, positive } from './arguments.ts'
import type { Choose } from './choose.ts'
import { partitionsOption } from './partitions-option.ts'

export function addReading(program: Command, choose: Choose): void {
  program
    .command('show')
    .description('rows of an asset')
    .argument('<asset>')
    .addOption(partitionsOption('only of these'))
    .addOption(new Option('--format <format>').choices(rowFormats).default('table'))
    .option('--limit <n>', 'at most so many rows (default: 20; all for csv and jsonl)', natural)
    .option('--offset <n>', 'skip so many rows', natural, 0)
    .option('--where <sql>', 'only the rows for which this is true')
    .option('--columns <names>', 'only these columns, with commas between')
    .option('--version <version>', 'an older version, by the first digits of its hash')
    .option('--failing <check>', 'the rows that fail this check of it')
    .option('--schema', 'the columns and their types instead of rows')
    .option('--path', 'the path of its Parquet file instead of rows')
    .action((asset, flags) =>
      choose('show', async (context) => (await import('../commands/show.ts')).show(context, { asset, ...flags })),
    )
  program
    .command('query')
    .description('SQL over the assets, by their names')
    .argument('<sql>', 'a query, or - for stdin')
    .addOption(new Option('--format <format>').choices(rowFormats).default('table'))
    .option('--limit <n>', 'at most so many rows (default: 1,000; all for csv and jsonl)', natural)
    .addOption(partitionsOption('of what has partitions only these'))
    .option('--allow-files', 'let it read any file of this machine, and not only assets')
    .action((sql, flags) =>
      choose('query', async (context) => (await import('../commands/query.ts')).query(context, { sql, ...flags })),
    )
}

/** What `--json` gives is part of the help: a script is written from it. */
const searchHelp = `
With --json: { index, status, question, k, filter, hits: [{ id, text, metadata, score, ranks?, distance? }] },
the best first. A score is only of use to compare within one answer; ranks has the place in each ranking
that was put together (vector, text), counted from 1.

  assets search speeches "who paid for the railway" -k 5 --filter '{ "year": { "gte": 1860 } }'`

export function addSearch(program: Command, choose: Choose): void {
  program
    .command('search')
    .description('the best matches in an index, by words and by meaning')
    .argument('<index>', 'an effect whose target can be searched')
    .argument('<question>')
    .option('-k <n>', 'at most so many', positive, searchHits)
    .option('--filter <json>', 'only rows of which this holds, by the columns of the index')
    .addHelpText('after', searchHelp)
    .action((index, question, flags) =>
      choose('search', async (context) =>
        (await import('../commands/search.ts')).search(context, { index, question, ...flags }),
      ),
    )
}
