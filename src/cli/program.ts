import { Command, CommanderError, Option, type OutputConfiguration } from 'commander'
import { natural, positive, selecting } from './program/arguments.ts'
import { addByItself } from './program/by-itself.ts'
import type { Choose } from './program/choose.ts'
import { addCompletion } from './program/completion.ts'
import { addDiff } from './program/diff.ts'
import { addDocs } from './program/docs.ts'
import { partitionsOption } from './program/partitions-option.ts'
import { addProfile } from './program/profile.ts'
import { addStore } from './program/store.ts'
import { addTypes } from './program/types.ts'
import { rowFormats } from './row-formats.ts'

export interface ProgramOptions {
  readonly choose: Choose
  readonly output: OutputConfiguration
}

/** Every command and flag. A command's own code is loaded when it is run, and not before. */
export function createProgram({ choose, output }: ProgramOptions): Command {
  // Commands take these two over when they are added, so that they have to be said first.
  const program = new Command('assets')
    .exitOverride()
    .configureOutput(output)
    .description('Runs the assets that are stale, and says why.')
    .helpCommand(false)
    .helpOption('-h, --help', 'print this help')
    .optionsGroup('Everywhere (each also as an environment variable, such as ASSETS_JSON):')
  addGlobals(program)
  addRunning(program.commandsGroup('Run:'), choose)
  addRetry(program, choose)
  addByItself(program, choose)
  addInspecting(program.commandsGroup('Inspect:'), choose)
  addGate(program.commandsGroup('Gate:'), choose)
  addStore(program.commandsGroup('Store:'), choose)
  addProject(program.commandsGroup('Project:'), choose)
  return program
}

function addGlobals(program: Command): void {
  program
    .option('-C, --cwd <dir>', 'work as if started there')
    .option('--config <file>', 'the project, where it is not the nearest assets.config.ts')
    .option('--store <dir>', 'the folder of the store')
    .option('--environment <name>', 'whose tables and effects: development (the default), production, …')
    .option('--json', 'one JSON document on stdout')
    .option('--raw', 'control characters of cells, messages and logs as they are')
    .option('--color <when>', 'auto, always or never')
    .option('-q, --quiet', 'errors only')
    .option('-v, --verbose', 'also what is fresh, and what assets print')
    .option('--no-input', 'never ask')
    .option('-y, --yes', 'answer yes to every question')
    // The long form is `main`'s, since `show` has a `--version` of its own and commander knows one of a name only.
    .option('-V', 'print the version (before a command also --version)')
    .on('option:V', () => {
      throw new CommanderError(0, 'commander.version', '')
    })
}

function addRunning(program: Command, choose: Choose): void {
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
        (await import('./commands/materialize.ts')).materialize(context, { words, ...flags }),
      ),
    )
  selecting(program.command('plan'), 'what materialize would do, and why; writes nothing')
    .addOption(partitionsOption('of what has partitions only these, and what they read'))
    .option('--no-effects', 'without what would be done outside')
    .option('--only', 'the named assets alone, without what they read')
    .addOption(new Option('--force', 'as if nothing were fresh').conflicts('changed'))
    .addOption(new Option('--from-scratch', 'as if what reads its last version had none').conflicts('changed'))
    .option('--changed <ref>', 'only what this branch makes again, compared with the lock of a git ref')
    .action((words, flags) =>
      choose('plan', async (context) => (await import('./commands/plan.ts')).plan(context, { words, ...flags })),
    )
}

function addRetry(program: Command, choose: Choose): void {
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
        (await import('./commands/retry.ts')).retry(context, { ...(run && { run }), ...flags }),
      ),
    )
}

function addInspecting(program: Command, choose: Choose): void {
  selecting(program.command('list').alias('ls'), 'the assets of the project').action((words, flags) =>
    choose('list', async (context) => (await import('./commands/list.ts')).list(context, { words, ...flags })),
  )
  selecting(program.command('status'), 'what is fresh, what is not, and why')
    .option('--partitions [which]', 'partition by partition, of all or of these')
    .action((words, flags) =>
      choose('status', async (context) => (await import('./commands/status.ts')).status(context, { words, ...flags })),
    )
  program
    .command('explain')
    .description('why an asset is stale, or why it is not')
    .argument('<asset>')
    .option('--vs <run>', 'compared with what this run made, and not with what is current')
    .addOption(partitionsOption('the one partition that is meant'))
    .action((asset, flags) =>
      choose('explain', async (context) =>
        (await import('./commands/explain.ts')).explain(context, { asset, ...flags }),
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
        (await import('./commands/lineage.ts')).lineage(context, { words, ...flags }),
      ),
    )
  addReading(program, choose)
  addDiff(program, choose)
  addProfile(program, choose)
  addDocs(program, choose)
  addSearch(program, choose)
  program
    .command('history')
    .description('what was made, when and why; the newest first')
    .argument('[asset]')
    .addOption(partitionsOption('only of these'))
    .option('--limit <n>', 'at most so many', positive, 20)
    .action((asset, flags) =>
      choose('history', async (context) =>
        (await import('./commands/history.ts')).history(context, { asset, ...flags }),
      ),
    )
  program
    .command('logs')
    .description('what the assets of a run printed')
    .argument('[run|asset]')
    .addOption(partitionsOption('only of these'))
    .action((subject, flags) =>
      choose('logs', async (context) => (await import('./commands/logs.ts')).logs(context, { subject, ...flags })),
    )
}

function addReading(program: Command, choose: Choose): void {
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
      choose('show', async (context) => (await import('./commands/show.ts')).show(context, { asset, ...flags })),
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
      choose('query', async (context) => (await import('./commands/query.ts')).query(context, { sql, ...flags })),
    )
}

/** What `--json` gives is part of the help: a script is written from it. */
const searchHelp = `
With --json: { index, status, question, k, filter, hits: [{ id, text, metadata, score, ranks?, distance? }] },
the best first. A score is only of use to compare within one answer; ranks has the place in each ranking
that was put together (vector, text), counted from 1.

  assets search speeches "who paid for the railway" -k 5 --filter '{ "year": { "gte": 1860 } }'`

function addSearch(program: Command, choose: Choose): void {
  program
    .command('search')
    .description('the best matches in an index, by words and by meaning')
    .argument('<index>', 'an effect whose target can be searched')
    .argument('<question>')
    .option('-k <n>', 'at most so many', positive, 10)
    .option('--filter <json>', 'only rows of which this holds, by the columns of the index')
    .addHelpText('after', searchHelp)
    .action((index, question, flags) =>
      choose('search', async (context) =>
        (await import('./commands/search.ts')).search(context, { index, question, ...flags }),
      ),
    )
}

function addGate(program: Command, choose: Choose): void {
  selecting(program.command('check'), 'exit 1 where anything is not up to date; writes nothing')
    .addOption(partitionsOption('of what has partitions only these'))
    .option('--fail-on <kinds>', 'only for these: stale, missing, failed, tests, late; with commas between')
    .option('--changed <ref>', 'only what this branch has changed, compared with the lock of a git ref')
    .addOption(new Option('-o, --output <format>').choices(['text', 'github', 'md', 'junit', 'json']).default('text'))
    .option('--exit-zero', 'exit 0 whatever is found')
    .action((words, flags) =>
      choose('check', async (context) => (await import('./commands/check.ts')).check(context, { words, ...flags })),
    )
}

function addProject(program: Command, choose: Choose): void {
  program
    .command('init')
    .description('a new project with three small assets')
    .argument('[dir]', 'a new or empty folder', '.')
    .action((dir) => choose('init', async (context) => (await import('./commands/init.ts')).init(context, { dir })))
  addTypes(program, choose)
  program
    .command('doctor')
    .description('is this machine all right?')
    .option('--rebuild', 'make a catalog that is lost or damaged again, from the files beside the tables')
    .action((flags) =>
      choose('doctor', async (context) => (await import('./commands/doctor.ts')).doctor(context, flags)),
    )
  addCompletion(program, choose)
  program
    .command('help')
    .description('help on a command, or on exit-codes or selection')
    .argument('[topic]')
    .action((topic) => choose('help', async (context) => (await import('./commands/help.ts')).help(context, { topic })))
}
