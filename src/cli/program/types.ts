import type { Command } from 'commander'
import { selecting } from './arguments.ts'
import type { Choose } from './choose.ts'

export function addTypes(program: Command, choose: Choose): void {
  selecting(program.command('types'), 'write the row types of assets in other languages, by their last versions')
    .option('--out <file>', 'the TypeScript file (default: rows.d.ts beside the table of contents)')
    .option('--check', 'write nothing, and exit 1 where the file would be another')
    .action((words, flags) =>
      choose('types', async (context) => (await import('../commands/types.ts')).types(context, { words, ...flags })),
    )
}
