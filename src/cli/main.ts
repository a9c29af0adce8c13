import { resolve } from 'node:path'
import { callsOn } from '../api/project-calls.ts'
import type { ProjectRequest } from '../app/open/request.ts'
import { errorFields, troubleOf } from '../app/trouble.ts'
import { defaultEnvironment } from '../define/project/environment.ts'
import { AssetError, type ExitCode, exitCodes } from '../errors.ts'
import { type Globals, resolveGlobals, wantsJson } from './globals.ts'
import { lastWords } from './last-words.ts'
import { endWithoutOutput } from './lost-output.ts'
import { createOutput, envelope, type Io, type Output, sinkOf } from './output.ts'
import { commandOf, helpText, parse, type Request } from './parse.ts'
import { renderTrouble } from './render-error.ts'
import { workingFolder } from './working-folder.ts'

/** The process: its arguments in, its exit code out. */
export async function start(): Promise<void> {
  const { stdout, stderr, env } = process
  const words = process.argv.slice(2)
  const answered = lastWords({ command: commandOf(words) ?? 'assets', json: wantsJson(words, env) })
  let exitCode: ExitCode = exitCodes.ok
  // A reader such as `head` that closes the pipe is no error, and the exit code stays that of the answer.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    answered()
    if (error.code !== 'EPIPE') endWithoutOutput(error)
    process.exit(exitCode)
  })
  // A run does not die because nobody reads its progress, or because the disk of its log is full.
  stderr.on('error', () => undefined)
  const sinks = { stdout: sinkOf(stdout), stderr: sinkOf(stderr) }
  // Anything else that writes to stdout, such as a module that prints when it is loaded, is no data.
  stdout.write = stderr.write.bind(stderr) as typeof stdout.write
  process.exitCode = await main(words, {
    get cwd() {
      return workingFolder()
    },
    env,
    get stdin() {
      return process.stdin
    },
    ...sinks,
    onAnswer(code) {
      exitCode = code
    },
  })
  answered()
  await Promise.all(Object.values(sinks).map((sink) => new Promise<void>((resolve) => sink.write('', resolve))))
  // A resource of the user's may have left a socket or a timer behind; the work of the command is done.
  process.exit()
}

/** Parses, runs one command, prints its answer. Every error ends here. */
export async function main(words: readonly string[], io: Io): Promise<ExitCode> {
  const { env } = io
  let command = commandOf(words) ?? 'assets'
  let output = await createOutput(io, {
    json: wantsJson(words, env),
    raw: false,
    color: 'auto',
    quiet: false,
    verbose: false,
  })
  try {
    const request = parse(words)
    if (request.type !== 'run') return await show(request, output)
    command = request.name
    const globals = resolveGlobals(request.flags, env)
    output = await createOutput(io, globals)
    const project = projectOf(globals, io, output)
    const typed = ['assets', ...words].join(' ')
    await using calls = callsOn(project)
    const answer = await request.run({ calls, project, globals, io, output, helpText, typed })
    const { exitCode = exitCodes.ok } = answer
    const document = { ...envelope(command, exitCode), ...inEnvironment(globals) }
    io.onAnswer?.(exitCode)
    if (output.json) await output.document({ ...document, ...answer.document() })
    else await (answer.machine ? output.machine(answer.text()) : output.data(answer.text()))
    return exitCode
  } catch (error) {
    return await complain(error, command, { output, io })
  }
}

/** A document names its environment, unless that is the default one. */
const inEnvironment = ({ environment = defaultEnvironment }: Globals): object =>
  environment === defaultEnvironment ? {} : { environment }

/** Its warnings go to stderr, and are no part of the answer. */
function projectOf({ cwd, config, store, environment, verbose }: Globals, io: Io, output: Output): ProjectRequest {
  const warn = (message: string) => output.complain(`${output.noteStyle.paint.warn('warning')} ${message}`)
  const note = verbose ? output.complain : undefined
  return { cwd: resolve(io.cwd, cwd ?? '.'), config, store, environment, warn, note }
}

async function show(request: Exclude<Request, { readonly type: 'run' }>, output: Output): Promise<ExitCode> {
  const { type, text } = request
  if (type === 'nothing') {
    if (output.json)
      throw new AssetError({ code: 'CLI_USAGE', message: 'no command was given', fix: 'see assets --help' })
    output.complain(text)
    return exitCodes.usage
  }
  if (output.json) await output.document({ ...envelope(type, exitCodes.ok), text })
  else await output.data(text)
  return exitCodes.ok
}

async function complain(
  error: unknown,
  command: string,
  { output, io }: { readonly output: Output; readonly io: Io },
): Promise<ExitCode> {
  const trouble = troubleOf(error)
  const { exitCode, errors } = trouble
  io.onAnswer?.(exitCode)
  if (output.json) await output.document({ ...envelope(command, exitCode), ...errorFields(errors) })
  else output.complain(renderTrouble(trouble, output.noteStyle))
  return exitCode
}
