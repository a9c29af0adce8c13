import { AsyncLocalStorage } from 'node:async_hooks'
import type { LogLevel } from '../../events.ts'
import { watchFunctionTexts } from '../../util/process/function-text.ts'
import { layer } from '../../util/process/layer.ts'

/** Receives a line that user code wrote. */
export type Line = (level: LogLevel, message: string) => void

/** Receives what user code prints, and each function whose text user code asks for. */
export interface Outlet {
  readonly line: Line
  readonly functionText: (text: string) => void
}
interface Captive extends Outlet {
  /** What was written after the last line break. */
  readonly partial: Map<LogLevel, string>
}
const listener = new AsyncLocalStorage<Captive>()

/**
 * Calls `fn` so that everything it and its callbacks write to stdout, stderr or `console` goes to the outlet, line by
 * line. When the call has settled, a last line without a line break is sent as well.
 */
export function captured<T>(outlet: Outlet, fn: () => T): T {
  const captive: Captive = { ...outlet, partial: new Map() }
  const result = listener.run(captive, fn)
  if (result instanceof Promise) return result.finally(() => flush(captive)) as T
  flush(captive)
  return result
}

/**
 * Calls `fn` without capture. A listener may print when it receives a line, and would otherwise receive its own output.
 */
export const uncaptured = <T>(fn: () => T): T => listener.exit(fn)

function flush({ line, partial }: Captive): void {
  for (const [level, text] of partial) if (text !== '') line(level, text)
  partial.clear()
}

/**
 * Routes output that is written inside `captured` to its listener, and other output as before. So two assets that run
 * at once do not mix their lines, and a `console.log` in an asset cannot break the one JSON document on stdout.
 */
export function captureOutput(): Disposable {
  const { _stdout: out, _stderr: err } = console as ConsoleStreams
  const restore = [
    ...streams(process.stdout, out).map((stream) => redirect(stream, 'info')),
    ...streams(process.stderr, err).map((stream) => redirect(stream, 'error')),
  ]
  return {
    [Symbol.dispose]() {
      for (const undo of restore) undo()
    },
  }
}

/** The streams of a console, by Node's names for them. The console of a test runner has other streams. */
interface ConsoleStreams {
  readonly _stdout?: NodeJS.WritableStream
  readonly _stderr?: NodeJS.WritableStream
}

const streams = (own: NodeJS.WritableStream, other: NodeJS.WritableStream | undefined): NodeJS.WritableStream[] =>
  other === undefined || other === own ? [own] : [own, other]

type Write = NodeJS.WritableStream['write']

function redirect(stream: NodeJS.WritableStream, level: LogLevel): () => void {
  return layer(stream, 'write', (below) => {
    const write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
      const captive = listener.getStore()
      if (captive === undefined) return Reflect.apply(below, stream, [chunk, encoding, done])
      take(captive, level, textOf(chunk, encoding))
      const callback = typeof encoding === 'function' ? encoding : done
      if (typeof callback === 'function') queueMicrotask(() => callback(null))
      return true
    }
    return write as Write
  })
}

function take({ line, partial }: Captive, level: LogLevel, text: string): void {
  const lines = ((partial.get(level) ?? '') + text).split('\n')
  partial.set(level, lines.pop() as string)
  for (const one of lines) line(level, one)
}

function textOf(chunk: string | Uint8Array, encoding: unknown): string {
  if (typeof chunk === 'string') return chunk
  return Buffer.from(chunk).toString(typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
}

/** Reports when code inside `captured` asks for the text of a function. */
export function captureFunctionTexts(): Disposable {
  return watchFunctionTexts((text) => listener.getStore()?.functionText(text))
}
