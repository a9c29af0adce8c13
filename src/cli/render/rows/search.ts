import type { Found } from '../../../define/effect-target.ts'
import { cellText } from '../../../util/text/cell.ts'
import { indented } from '../../../util/text/lines.ts'
import { paragraph } from '../../help/paragraph.ts'
import type { Style } from '../../text/style.ts'
import { truncate } from '../../text/width.ts'

/** A text is shown as far as a person reads before the next one. */
const mostLines = 3
const widest = 100

/**
 * What was found, the best first: its name, what it can be filtered by, where it stands in each ranking, and how its
 * text begins.
 */
export function renderFound(hits: readonly Found[], style: Style): string {
  if (hits.length === 0) return '(nothing found)'
  const digits = String(hits.length).length
  const columns = Math.min(widest, style.columns) - digits - 2
  return hits
    .map((hit, index) => {
      const number = String(index + 1).padStart(digits)
      const text = textLines(hit.text, columns, style)
      return [`${number}  ${headOf(hit, style)}`, ...indented(text, digits + 2)].join('\n')
    })
    .join('\n')
}

function headOf({ id, metadata, ranks = {}, distance }: Found, { paint, symbols }: Style): string {
  const facts = [
    ...Object.entries(metadata).flatMap(([name, value]) => (value === null ? [] : [`${name} ${cellText(value)}`])),
    ...Object.entries(ranks).map(([ranking, rank]) => `${ranking} ${rank}`),
    ...(distance === undefined ? [] : [`distance ${distance.toFixed(3)}`]),
  ]
  return `${paint.strong(id)}  ${paint.faint(facts.join(` ${symbols.dot} `))}`.trimEnd()
}

function textLines(text: string, columns: number, { symbols }: Style): string[] {
  const lines = paragraph(text.replaceAll(/\s+/g, ' ').trim(), { columns })
  const shown = lines.slice(0, mostLines).map((line) => truncate(line, columns, symbols.ellipsis))
  if (lines.length > mostLines) shown[mostLines - 1] += symbols.ellipsis
  return shown.filter((line) => line !== '')
}
