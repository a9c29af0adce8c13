import type { Command } from 'commander'
import type { Choose } from './choose.ts'
import { addCompletion } from './completion.ts'
import { addTypes } from './types.ts'

export function addProject(program: Command, choose: Choose): void {
  program
    .command('init')
    .description('a new project with three small assets')
    .argument('[dir]', 'a new or empty folder', '.')
    .action((dir) => choose('init', async (context) => (await import('../commands/init.ts')).init(context, { dir })))
  addTypes(program, choose)
  program
    .command('doctor')
    .description('is this machine all right?')
    .option('--rebuild', 'make a catalog that is lost or damaged again, from the files beside the tables')
    .action((flags) =>
      choose('doctor', async (context) => (await import('../commands/doctor.ts')).doctor(context, flags)),
    )
  addCompletion(program, choose)
  program
    .command('help')
    .description('help on a command, or on exit-codes or selection')
    .argument('[topic]')
    .action((topic) =>
      choose('help', async (context) => (await import('../commands/help.ts')).help(context, { topic })),
    )
}
