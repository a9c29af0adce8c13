import { AsyncLocalStorage } from 'node:async_hooks'
import type { LogLevel } from '../../events.ts'

/** Takes a line that user code wrote. */
export type Line = (level: LogLevel, message: string) => void

interface Captive {
  readonly line: Line
  /** What was written after the last line break. */
  readonly partial: Map<LogLevel, string>
}
const listener = new AsyncLocalStorage<Captive>()

/**
 * Calls `fn` so that whatever it and its callbacks write to stdout, stderr or `console` goes to `line`, a line at a
 * time. When it is over, and what it returned has settled, a last line without a line break is one too.
 */
export function captured<T>(line: Line, fn: () => T): T {
  const captive: Captive = { line, partial: new Map() }
  const result = listener.run(captive, fn)
  if (result instanceof Promise) return result.finally(() => flush(captive)) as T
  flush(captive)
  return result
}

function flush({ line, partial }: Captive): void {
  for (const [level, text] of partial) if (text !== '') line(level, text)
  partial.clear()
}

/**
 * Routes what is written inside `captured` to its listener, and everything else as before: two assets that run at once
 * do not mix their lines, and a `console.log` in an asset cannot break the one JSON document on stdout.
 */
export function captureOutput(): Disposable {
  const restore = [redirect(process.stdout, 'info'), redirect(process.stderr, 'error')]
  return {
    [Symbol.dispose]() {
      for (const undo of restore) undo()
    },
  }
}

type Write = typeof process.stdout.write

function redirect(stream: NodeJS.WriteStream, level: LogLevel): () => void {
  const original = stream.write
  const write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
    const captive = listener.getStore()
    if (captive === undefined) return Reflect.apply(original, stream, [chunk, encoding, done])
    const { line, partial } = captive
    const lines = ((partial.get(level) ?? '') + textOf(chunk, encoding)).split('\n')
    partial.set(level, lines.pop() as string)
    for (const text of lines) line(level, text)
    const callback = typeof encoding === 'function' ? encoding : done
    if (typeof callback === 'function') queueMicrotask(() => callback(null))
    return true
  }
  stream.write = write as Write
  return () => {
    stream.write = original
  }
}

function textOf(chunk: string | Uint8Array, encoding: unknown): string {
  if (typeof chunk === 'string') return chunk
  return Buffer.from(chunk).toString(typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
}
