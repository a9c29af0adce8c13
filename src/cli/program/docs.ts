import type { Command } from 'commander'
import { selecting } from './arguments.ts'
import type { Choose } from './choose.ts'

export function addDocs(program: Command, choose: Choose): void {
  selecting(program.command('docs'), 'write a page for each table and each check, with what came of it and its history')
    .requiredOption('--out <folder>', 'where the pages go; they ask for nothing from outside')
    .action((words, flags) =>
      choose('docs', async (context) => (await import('../commands/docs.ts')).docs(context, { words, ...flags })),
    )
}
