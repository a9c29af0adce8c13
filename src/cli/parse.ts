import { type Command, CommanderError } from 'commander'
import { frameworkVersion } from '../util/framework-version.ts'
import type { CommandRun } from './command.ts'
import type { GlobalFlags } from './globals.ts'
import { createProgram } from './program.ts'
import { usageError } from './usage.ts'

/** What the words on the command line ask for: to run a command, or to be shown a text that is ready. */
export type Request =
  | { readonly type: 'run'; readonly name: string; readonly run: CommandRun; readonly flags: GlobalFlags }
  | { readonly type: 'help'; readonly text: string }
  | { readonly type: 'version'; readonly text: string }
  /** No command at all: the help is shown as an error. */
  | { readonly type: 'nothing'; readonly text: string }

/** No command has this name. */
const everyCommand = ''

/** @throws AssetError `CLI_USAGE` for whatever commander refuses. */
export function parse(words: readonly string[], command = commandOf(words) ?? everyCommand): Request {
  let shown = ''
  let chosen: { readonly name: string; readonly run: CommandRun } | undefined
  const show = (text: string) => {
    shown += text
  }
  const program = createProgram({
    choose: (name, run) => {
      chosen = { name, run }
    },
    output: { writeOut: show, writeErr: show, outputError: () => undefined },
    command,
  })
  try {
    program.parse(withShortVersion(words), { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    // A flag may have taken the word for its value, and a help or a mistake names every command.
    if (command !== everyCommand) return parse(words, everyCommand)
    if (error.code === 'commander.helpDisplayed') return { type: 'help', text: shown }
    if (error.code === 'commander.version') return { type: 'version', text: frameworkVersion }
    if (error.code === 'commander.help') return { type: 'nothing', text: shown }
    throw usageError(error, commandOf(words))
  }
  if (chosen === undefined) throw new Error('commander chose no command and did not say why')
  return { type: 'run', ...chosen, flags: program.opts<GlobalFlags>() }
}

/** The help of the program, or of one command; undefined for an unknown command. */
export function helpText(command?: string): string | undefined {
  let shown = ''
  const writeOut = (text: string) => {
    shown += text
  }
  const program = createProgram({ choose: () => undefined, output: { writeOut } })
  const named = (one: Command) => one.name() === command || one.aliases().includes(command ?? '')
  const meant = command === undefined ? program : program.commands.find(named)
  // Also what stands below the options of some.
  meant?.outputHelp()
  return meant === undefined ? undefined : shown
}

/** The word where a command's name is expected, whether there is such a command or not. */
export function commandOf(words: readonly string[]): string | undefined {
  const taking = new Set(['-C', '--cwd', '--config', '--store', '--environment', '--color'])
  return words.find((word, at) => !word.startsWith('-') && !taking.has(words[at - 1] ?? ''))
}

/** `--version` before a command asks for ours; after it, it is the command's own flag. */
function withShortVersion(words: readonly string[]): string[] {
  const first = words.indexOf(commandOf(words) ?? '')
  return words.map((word, at) => (word === '--version' && (first === -1 || at < first) ? '-V' : word))
}
