import { AsyncLocalStorage } from 'node:async_hooks'
import type { LogLevel } from '../events.ts'

/** Takes a line that user code wrote. */
export type Line = (level: LogLevel, message: string) => void

const listener = new AsyncLocalStorage<Line>()

/** Calls `fn` so that whatever it and its callbacks write to stdout, stderr or `console` goes to `line`, a line at a time. */
export function captured<T>(line: Line, fn: () => T): T {
  return listener.run(line, fn)
}

/**
 * Routes what is written inside `captured` to its listener, and everything else as before: two assets that run at once do not mix
 * their lines, and a `console.log` in an asset cannot break the one JSON document on stdout.
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
  const partial = new WeakMap<Line, string>()
  const write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
    const line = listener.getStore()
    if (line === undefined) return Reflect.apply(original, stream, [chunk, encoding, done])
    const lines = ((partial.get(line) ?? '') + textOf(chunk, encoding)).split('\n')
    partial.set(line, lines.pop() as string)
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
