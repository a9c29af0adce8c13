import { Command, CommanderError, type OutputConfiguration } from 'commander'
import type { Choose } from './program/choose.ts'
import { sections } from './program/sections.ts'

export interface ProgramOptions {
  readonly choose: Choose
  readonly output: OutputConfiguration
  /** Its section is all that is built: all of them take 3 ms, and a command that finds nothing to do takes 50. */
  readonly command?: string
}

/** Every command and flag, or one section of them. A command's own code is loaded when it is run, and not before. */
export function createProgram({ choose, output, command }: ProgramOptions): Command {
  // Commands take these two over when they are added, so that they have to be said first.
  const program = new Command('assets')
    .exitOverride()
    .configureOutput(output)
    .description('Runs the assets that are stale, and says why.')
    .helpCommand(false)
    .helpOption('-h, --help', 'print this help')
    .optionsGroup('Everywhere (each also as an environment variable, such as ASSETS_JSON):')
  addGlobals(program)
  const one = command === undefined ? undefined : sections.find(({ names }) => names.includes(command))
  for (const { heading, add } of one === undefined ? sections : [one]) add(program.commandsGroup(heading), choose)
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
