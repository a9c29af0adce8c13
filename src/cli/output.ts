import type { ExitCode } from '../errors.ts'
import { type Environment, type Globals, isOn } from './globals.ts'
import { colorLevel, type Screen, styleOf } from './terminal.ts'
import type { Style } from './text/style.ts'
import { visible, visibleInColour, withoutCommands } from './text/visible.ts'

/** The process as a command sees it, so that a test can be one. */
export interface Io {
  readonly cwd: string
  readonly env: Environment
  readonly stdin: NodeJS.ReadableStream
  readonly stdout: Sink
  readonly stderr: Sink
  /** Called with the answer before it is written: a reader of stdout may end in the middle. */
  readonly onAnswer?: (exitCode: ExitCode) => void
}

export interface Sink extends Screen {
  /** `done` is called when the text was handed to the system. */
  write(text: string | Uint8Array, done?: () => void): unknown
}

/**
 * The stream as it is now. While assets run, what is written to the process's streams is taken for theirs; what the
 * command itself has to say must go past that.
 */
export function sinkOf(stream: NodeJS.WriteStream): Sink {
  const write = stream.write.bind(stream)
  return {
    get isTTY() {
      return stream.isTTY
    },
    get columns() {
      return stream.columns
    },
    write: (text, done) => write(text, () => done?.()),
  }
}

/**
 * Data goes to stdout, everything else to stderr. With `--json` there is one document on stdout and nothing on stderr.
 */
export interface Output {
  readonly json: boolean
  readonly quiet: boolean
  readonly verbose: boolean
  /** For what goes to stdout. */
  readonly style: Style
  /** For what goes to stderr. */
  readonly noteStyle: Style
  /** One or more lines of data. Control characters are shown instead of sent to a terminal. */
  data(text: string): Promise<void>
  /** Writes text for a program: unchanged, unless stdout is a terminal. */
  machine(text: string): Promise<void>
  /** A piece of a file, unchanged, in a terminal too. */
  bytes(chunk: string | Uint8Array): Promise<void>
  /** A command for the runner of a workflow, on stderr. */
  workflow(text: string): void
  /** Text for a person, as it may be written to stderr. */
  shown(text: string): string
  /** A line for the person at the terminal; not a word under `--json` or `--quiet`. */
  note(text: string): void
  /** A line that `--quiet` does not silence: an error or a warning. Not a word under `--json`. */
  complain(text: string): void
  document(document: object): Promise<void>
  /** A line of a command that goes on until it is stopped, under `--json` alone: an event. */
  event(event: object): void
}

export async function createOutput(
  io: Io,
  globals: Pick<Globals, 'json' | 'raw' | 'color' | 'quiet' | 'verbose'>,
): Promise<Output> {
  const { json, raw, quiet, verbose, color } = globals
  const safe = (sink: Sink): ((text: string) => string) => {
    if (raw) return (text) => text
    const clean = colorLevel(sink, color, io.env) > 0 ? visibleInColour : visible
    return isOn(io.env.GITHUB_ACTIONS) ? (text) => withoutCommands(clean(text)) : clean
  }
  const [out, err] = [safe(io.stdout), safe(io.stderr)]
  // On a terminal JSON has its escapes, which mean the same; a program gets every byte.
  const machine = (text: string) => write(io.stdout, io.stdout.isTTY ? out(text) : text)
  return {
    json,
    quiet,
    verbose,
    style: { ...(await styleOf(io.stdout, color, io.env)), raw },
    noteStyle: { ...(await styleOf(io.stderr, color, io.env)), raw },
    data: (text) => write(io.stdout, out(text)),
    machine,
    bytes: (chunk) => new Promise((resolve) => io.stdout.write(chunk, () => resolve())),
    workflow: (text) => void write(io.stderr, text),
    shown: err,
    note(text) {
      if (!json && !quiet) void write(io.stderr, err(text))
    },
    complain(text) {
      if (!json) void write(io.stderr, err(text))
    },
    document: (document) => machine(JSON.stringify(document, exact)),
    event(event) {
      if (json) void machine(JSON.stringify({ schemaVersion: 1, ...event }, exact))
    },
  }
}

/** The four fields that every document begins with. */
export function envelope(command: string, exitCode: ExitCode): object {
  return { schemaVersion: 1, command, ok: exitCode === 0, exitCode }
}

/** A bigint is a string in JSON: a number would lose digits in most readers. */
function exact(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}

/** Resolves when the text was handed to the system, so that a fast producer waits for a slow reader. */
function write(stream: Sink, text: string): Promise<void> {
  if (text === '') return Promise.resolve()
  return new Promise((resolve) => {
    // The stream's error listener handles a reader that has gone; the writer only must not hang.
    stream.write(text.endsWith('\n') ? text : `${text}\n`, () => resolve())
  })
}
