import { StringDecoder } from 'node:string_decoder'
import type { LogLevel } from '../events.ts'

/** The parts of a Python process's stream. */
export type OutputPart =
  | { readonly kind: 'line'; readonly level: LogLevel; readonly message: string }
  /** All that this call has written was before it. */
  | { readonly kind: 'end'; readonly call: number }

interface OutputOptions {
  /** The random mark that begins a frame of the runner, unknown to user code. */
  readonly mark: string
  /** The level of a line that is no frame. */
  readonly level: LogLevel
  readonly onPart: (part: OutputPart) => void
}

/** A line is cut here, and says so: what is held of a stream has a bound. */
const longestLine = 64 * 1024

/** Splits what a stream writes into lines and frames. */
export function outputReader({ mark, level, onPart }: OutputOptions) {
  const decoder = new StringDecoder('utf8')
  /** The beginning of a line that is not whole, and of a frame that may be one. */
  let [partial, buffer] = ['', '']
  let dropped = 0
  const keep = (text: string) => {
    const room = Math.max(0, longestLine - partial.length)
    partial += text.slice(0, room)
    dropped += Math.max(0, text.length - room)
  }
  const endLine = (rest: string) => {
    keep(rest)
    const cut = dropped > 0 ? ` … (${dropped} more characters)` : ''
    // A progress bar rewrites its line with carriage returns: the last version is kept.
    const shown = partial.endsWith('\r') ? partial.slice(0, -1) : partial
    ;[partial, dropped] = ['', 0]
    onPart({ kind: 'line', level, message: shown.slice(shown.lastIndexOf('\r') + 1) + cut })
  }
  const take = (line: string) => {
    const at = line.indexOf(mark)
    if (at < 0) return endLine(line)
    if (at > 0 || partial !== '') endLine(line.slice(0, at))
    onPart(frameOf(line.slice(at + mark.length)))
  }
  return {
    write(chunk: Uint8Array): void {
      const pieces = (buffer + decoder.write(chunk)).split('\n')
      buffer = ''
      const last = pieces.pop() as string
      for (const piece of pieces) take(piece)
      // A frame is read when it is whole.
      const at = last.lastIndexOf(mark[0] as string)
      keep(at < 0 ? last : last.slice(0, at))
      if (at < 0) return
      buffer = last.slice(at)
      if (buffer.length > longestLine) {
        keep(buffer)
        buffer = ''
      }
    },
    /** The last line, where it has no end. */
    end(): void {
      keep(buffer)
      buffer = ''
      if (partial !== '') endLine('')
    },
  }
}

function frameOf(text: string): OutputPart {
  const value = JSON.parse(text) as number | [LogLevel, string]
  return typeof value === 'number' ? { kind: 'end', call: value } : { kind: 'line', level: value[0], message: value[1] }
}
