import type { ChildProcess, StdioOptions } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { AssetError } from '../errors.ts'
import { limitLines, type OnLine } from './log-limit.ts'
import { pythonPackage } from './module-folder.ts'
import { type OutputPart, outputReader } from './output-lines.ts'
import { type PythonFailure, pythonDied, pythonFailure } from './python-error.ts'

export interface PythonStart {
  /** The interpreter, with the words that go before its script, such as `['uv', 'run', 'python']`. */
  readonly command: readonly [string, ...string[]]
  /** The project's folder, absolute. */
  readonly root: string
  readonly env: NodeJS.ProcessEnv
}

/** What a function says while it runs. */
export type PythonEvent =
  | { readonly event: 'metadata'; readonly values: Readonly<Record<string, string | number | boolean>> }
  | { readonly event: 'progress'; readonly rows: number }
  | { readonly event: 'variable' | 'secret'; readonly name: string }
  | { readonly event: 'clock' }
  /** It has work done elsewhere, which it has to end where it is stopped. */
  | { readonly event: 'remote' }

export type PythonAnswer = { readonly event: 'done'; readonly threads: readonly string[] } & ProcessState &
  Readonly<Record<string, unknown>>

/** How a call has changed the state that all functions of a process share: see `_surroundings.py`. */
interface ProcessState {
  /** The function has changed some of it, so that no other is to find it. */
  readonly spent: boolean
  /** An import has, so that the process is for the functions of that file. */
  readonly own: boolean
}

export interface PythonCall {
  /** Plain data: see `_call.py` and `_rows.py`. */
  readonly request: Readonly<Record<string, unknown>>
  readonly onLine: OnLine
  readonly onEvent: (event: PythonEvent) => void
  readonly signal: AbortSignal
}

/** One interpreter, which makes one call at a time. */
export interface PythonProcess {
  /**
   * @throws AssetError, `PythonError`; the signal's reason. After an abort, and after it died, it is no more of use.
   */
  call(call: PythonCall): Promise<PythonAnswer>
  /** Whether it can be called again. */
  readonly isUsable: boolean
  /** Whether another function would find there what the last one has changed. */
  readonly isSpent: boolean
  /** The file whose functions alone would find what they expect; `undefined` where those of any do. */
  readonly ownFile: string | undefined
  /** Returns when it is gone. */
  close(): Promise<void>
}

interface Current extends Omit<PythonCall, 'request' | 'signal'> {
  readonly id: number
  /** The file of the function. */
  readonly file: string
  readonly line: ReturnType<typeof limitLines>
  readonly answered: PromiseWithResolvers<PythonAnswer>
  answer:
    | (PythonAnswer & { readonly event: string })
    | ({ readonly event: 'failed'; readonly failure: PythonFailure } & ProcessState)
    | undefined
  /** The streams that are read to the end of the call. */
  readonly ended: Set<string>
}

/** How long a function that is stopped may clean up, and how long what a dead process wrote is waited for, in ms. */
const [graceMs, remoteGraceMs, drainMs, exitMs] = [500, 5_000, 200, 2_000]

/** @throws AssetError `PYTHON_MISSING` where it does not start. */
export async function startPython({ command, root, env }: PythonStart): Promise<PythonProcess> {
  const { spawn } = await import('node:child_process')
  const mark = `\u001e${randomBytes(8).toString('hex')}`
  const [file, ...words] = command
  const stdio: StdioOptions = ['pipe', 'pipe', 'pipe', 'pipe']
  // A group of its own: Ctrl-C goes to whoever runs the project, who ends it with everything that it started.
  const detached = process.platform !== 'win32'
  const child = spawn(file, [...words, pythonPackage(), mark], { cwd: root, env, stdio, detached })
  await once(child, 'spawn').catch((error) => {
    throw missing(file, error)
  })
  return pythonProcess(child, { mark, interpreter: command.join(' '), root })
}

function missing(file: string, error: unknown): AssetError {
  return new AssetError({
    code: 'PYTHON_MISSING',
    message: `${file} does not start: ${(error as Error).message}`,
    facts: { interpreter: file },
    fix: 'install Python 3.10 or newer, or name the interpreter of the project in its options: python: ".venv/bin/python"',
    cause: error,
  })
}

interface Ours {
  readonly mark: string
  readonly interpreter: string
  readonly root: string
}

function pythonProcess(child: ChildProcess, { mark, interpreter, root }: Ours): PythonProcess {
  const [requests, stdout, stderr, events] = child.stdio as unknown as [Writable, Readable, Readable, Readable]
  const label = (at: string) => (at.startsWith(`${root}/`) ? at.slice(root.length + 1) : at)
  const place = { interpreter, label }
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  let current: Current | undefined
  let [calls, usable, isDeaf, isRemote] = [0, true, false, false]
  let stopping: Promise<void> | undefined
  let [isSpent, ownFile] = [false, undefined as string | undefined]
  const cleaned = Promise.withResolvers<void>()
  let lastWords: string[] = []

  /** An error in a notice, which nobody awaits (a disk that is full for the log), fails the call. */
  const safely = (work: () => void) => {
    try {
      work()
    } catch (error) {
      current?.answered.reject(error)
    }
  }
  const settle = () => {
    if (current?.answer === undefined || current.ended.size < 2) return
    const { answer, answered, line, file } = current
    current = undefined
    line.end()
    isSpent = answer.spent
    if (answer.own) ownFile = file
    if (answer.event === 'failed') answered.reject(pythonFailure((answer as { failure: PythonFailure }).failure, place))
    else answered.resolve(answer as PythonAnswer)
  }
  const read = (stream: Readable, name: 'stdout' | 'stderr') => {
    const onPart = (part: OutputPart) => {
      if (part.kind === 'end') {
        if (part.call === current?.id) current.ended.add(name)
        return settle()
      }
      if (name === 'stderr') lastWords = [...lastWords.slice(-50), part.message]
      current?.line.line(part.level, part.message)
    }
    const reader = outputReader({ mark, level: name === 'stdout' ? 'info' : 'error', onPart })
    stream.on('data', (chunk: Uint8Array) => safely(() => reader.write(chunk)))
    return once(stream, 'end').then(() => safely(reader.end))
  }
  const drained = Promise.all([read(stdout, 'stdout'), read(stderr, 'stderr')]).catch(() => undefined)
  const onEvent = (text: string) => {
    const event = JSON.parse(text) as (PythonEvent | PythonAnswer) & { readonly call: number }
    // A thread that a function left running speaks of a call that is over.
    if (event.call !== current?.id) return
    if (event.event === 'remote') isRemote = true
    if (event.event !== 'done' && (event.event as string) !== 'failed') return current.onEvent(event as PythonEvent)
    current.answer = event as Current['answer']
    if (stopping !== undefined) cleaned.resolve()
    settle()
  }
  createInterface({ input: events }).on('line', (text) => safely(() => onEvent(text)))
  // A function may have closed every file of the process, so that no answer can come.
  events.on('close', async () => {
    await Promise.race([exit, sleep(drainMs)])
    isDeaf = child.exitCode === null && child.signalCode === null
    kill(child, 'SIGKILL')
  })
  requests.on('error', () => undefined)
  exit.then(async ([exitCode, signal]) => {
    usable = false
    // What it started is of its group, and would hold its streams open.
    kill(child, 'SIGKILL')
    await Promise.race([drained, sleep(drainMs)])
    current?.line.end()
    current?.answered.reject(pythonDied({ exitCode, signal, lastWords, isDeaf }, place))
    current = undefined
  })
  const stop = async () => {
    usable = false
    kill(child, 'SIGINT')
    const late = sleep(isRemote ? remoteGraceMs : graceMs, undefined, { ref: false })
    await Promise.race([exit, cleaned.promise, late])
    kill(child, 'SIGKILL')
  }
  return {
    get isUsable() {
      return usable
    },
    get isSpent() {
      return isSpent
    },
    get ownFile() {
      return ownFile
    },
    async call({ request, signal, onLine, onEvent }) {
      signal.throwIfAborted()
      const id = ++calls
      const answered = Promise.withResolvers<PythonAnswer>()
      const line = limitLines(onLine)
      lastWords = []
      current = { id, file: String(request.file), onLine, onEvent, line, answered, answer: undefined, ended: new Set() }
      const abort = () => {
        answered.reject(signal.reason)
        stopping ??= stop()
      }
      signal.addEventListener('abort', abort, { once: true })
      requests.write(`${JSON.stringify({ ...request, id })}\n`)
      try {
        const answer = await answered.promise
        for (const thread of answer.threads)
          onLine(
            'warn',
            `the thread ${thread} was still running when the function returned: what it does is no part of the result`,
          )
        // A thread that is left running would interfere with the next function.
        usable &&= answer.threads.length === 0
        return answer
      } finally {
        signal.removeEventListener('abort', abort)
      }
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return
      if (stopping !== undefined) await Promise.race([exit, stopping])
      const isIdle = usable
      usable = false
      if (isIdle) requests.end()
      else kill(child, 'SIGKILL')
      const late = sleep(exitMs, undefined, { ref: false }).then(() => kill(child, 'SIGKILL'))
      await Promise.race([exit, late.then(() => exit)])
    },
  }
}

/** With everything that it started. */
function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill(signal)
    else process.kill(-child.pid, signal)
  } catch {
    // Nobody of the group is left.
  }
}
