import { type Command, Option } from 'commander'
import { gcDefaults } from '../../app/defaults.ts'
import { exportFormats } from '../../app/rows/export-formats.ts'
import { natural, selecting } from './arguments.ts'
import type { Choose } from './choose.ts'
import { partitionsOption } from './partitions-option.ts'

export function addStore(program: Command, choose: Choose): void {
  selecting(program.command('accept'), 'declare that what is stale makes the data that is there; who and why is kept')
    .requiredOption('--because <text>', 'why the data stays the same')
    .option('--inputs', 'also of assets whose inputs have changed')
    .addOption(partitionsOption('only of these'))
    .action((words, flags) =>
      choose('accept', async (context) => (await import('../commands/accept.ts')).accept(context, { words, ...flags })),
    )
  addVerify(program, choose)
  addCollecting(program, choose)
  addExport(program, choose)
  addPinning(program, choose)
  addForgetting(program, choose)
}

function addForgetting(program: Command, choose: Choose): void {
  selecting(program.command('wipe'), 'forget what was made of assets; only tells what that is, without --yes')
    .addOption(partitionsOption('only of these'))
    .action((words, flags) =>
      choose('wipe', async (context) => (await import('../kept/wipe.ts')).wipe(context, { words, ...flags })),
    )
  program
    .command('mv')
    .description('an asset whose code changed with its name has what was made under the old one')
    .argument('<old>', 'a name that the project does not have any more')
    .argument('<asset>', 'its name now')
    .action((from, to) =>
      choose('mv', async (context) => (await import('../kept/move.ts')).move(context, { from, to })),
    )
}

function addPinning(program: Command, choose: Choose): void {
  program
    .command('pin')
    .description('hold an asset at a version: no run makes it, and what is below reads that version')
    .addOption(partitionsOption('only of these'))
    .argument('<asset>')
    .argument(
      '[version]',
      'the first digits of its hash, the run that made it, or git:<ref> (default: what is current)',
    )
    .action((asset, version, flags) =>
      choose('pin', async (context) =>
        (await import('../kept/pin.ts')).pin(context, { asset, ...(version && { version }), ...flags }),
      ),
    )
  program
    .command('unpin')
    .description('let runs make again what is pinned')
    .addOption(partitionsOption('only of these'))
    .argument('<asset>')
    .action((asset, flags) =>
      choose('unpin', async (context) => (await import('../kept/pin.ts')).unpin(context, { asset, ...flags })),
    )
}

function addVerify(program: Command, choose: Choose): void {
  selecting(program.command('verify'), 'are the bytes intact? reads every file that is current')
    .option('--repair', 'take what is damaged out of the way, so that the next run makes it again')
    .action((words, flags) =>
      choose('verify', async (context) => (await import('../commands/verify.ts')).verify(context, { words, ...flags })),
    )
}

function addExport(program: Command, choose: Choose): void {
  program
    .command('export')
    .description('write an asset to a file, whole or not at all')
    .addOption(partitionsOption('only of these'))
    .argument('<asset>')
    .argument(
      '[file]',
      'where to; - is stdout, with a / at its end a folder of its partitions (default: a Parquet file of its name)',
    )
    .addOption(new Option('--format <format>', 'default: what the end of the name says').choices(exportFormats))
    .option('--version <version>', 'an older version, by the first digits of its hash')
    .option('--force', 'write over a file that is there')
    .action((asset, file, flags) =>
      choose('export', async (context) =>
        (await import('../commands/export.ts')).exportAsset(context, {
          asset,
          ...(file === undefined ? {} : { file }),
          ...flags,
        }),
      ),
    )
}

function addCollecting(program: Command, choose: Choose): void {
  selecting(program.command('gc'), 'free what no asset needs any more; only tells what it would free, without --yes')
    .option('--keep <n>', 'so many records of each asset stay, beside what is current', natural, gcDefaults.keep)
    .option('--older-than <duration>', 'what was current within that time stays', gcDefaults.olderThan)
    .action((words, flags) =>
      choose('gc', async (context) => (await import('../commands/gc.ts')).gc(context, { words, ...flags })),
    )
}
