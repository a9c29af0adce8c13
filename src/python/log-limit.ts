import type { LogLevel } from '../events.ts'

export type OnLine = (level: LogLevel, message: string) => void

/** How many lines of one call are kept as they come, and how many of those at its end. */
const [mostLines, lastLines] = [10_000, 200]

/**
 * Passes on what a call prints, up to a bound: of more, the end is kept, and a line says how many were left out
 * between. So a loop that prints a hundred megabytes does not fill the disk.
 */
export function limitLines(onLine: OnLine): { readonly line: OnLine; end(): void } {
  let count = 0
  let last: [LogLevel, string][] = []
  return {
    line(level, message) {
      count += 1
      if (count <= mostLines) return onLine(level, message)
      last.push([level, message])
      if (last.length >= 2 * lastLines) last = last.slice(-lastLines)
    },
    end() {
      const omitted = count - mostLines - lastLines
      if (omitted > 0) onLine('warn', `${omitted} more lines were printed here, which are not kept`)
      for (const [level, message] of last.slice(-lastLines)) onLine(level, message)
      last = []
    },
  }
}
