import type { Calls } from '../api/calls.ts'
import type { ProjectRequest } from '../app/open/request.ts'
import type { ExitCode } from '../errors.ts'
import type { Globals } from './globals.ts'
import type { Io, Output } from './output.ts'

/** The context of every command, besides its own arguments. */
export interface CommandContext {
  /** What `openProject` gives a program, with the reports that its documents are made of. */
  readonly calls: Calls
  /** For the uses that a program has no call for. */
  readonly project: ProjectRequest
  readonly globals: Globals
  readonly io: Io
  readonly output: Output
  /** The help of one command, or of all; undefined for an unknown command. */
  readonly helpText: (command?: string) => string | undefined
  /** The command as it was typed, for the record of a run. */
  readonly typed: string
}

/** The answer of a command. `--json` decides which of its two forms is built. */
export interface Answer {
  /** Default 0. */
  readonly exitCode?: ExitCode
  /** The fields of the JSON document after the envelope. */
  readonly document: () => object
  /** What goes to stdout; the empty string where the command has no data of its own. */
  readonly text: () => string
  /** A program reads it: a format such as csv or junit, which has escapes of its own. */
  readonly machine?: boolean
}
export type CommandRun = (context: CommandContext) => Promise<Answer>
