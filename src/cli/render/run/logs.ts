import type { LoggedLine } from '../../../app/logs.ts'
import type { Style } from '../../text/style.ts'
import { padEnd, width } from '../../text/width.ts'

/**
 * `12:30:05 embedded_documents  the line`, in UTC as in the JSON document. A line that was a warning or an error is
 * marked.
 */
export function renderLogs(lines: readonly LoggedLine[], { paint, symbols }: Style): string {
  if (lines.length === 0) return 'nothing was printed'
  const nameWidth = Math.max(...lines.map(({ unit }) => width(unit)))
  return lines
    .map(({ at, unit, level, message }) => {
      const time = new Date(at).toISOString().slice(11, 19)
      const text = level === 'info' ? message : `${paint.warn(symbols.warn)} ${message}`
      return `${paint.faint(time)} ${padEnd(unit, nameWidth)}  ${text}`
    })
    .join('\n')
}
