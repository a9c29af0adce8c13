import { jsonRow } from '../../util/safe-json.ts'
import { cellText } from '../../util/text/cell.ts'
import { quotedField } from '../../util/text/csv-field.ts'
import type { Row } from './result-columns.ts'

/**
 * RFC 4180, but for the line ends, which are those of the system's other tools: `\n`. `null` is empty, an empty string
 * is `""`.
 */
export function csvLine(values: readonly unknown[]): string {
  return values.map(csvField).join(',')
}

function csvField(value: unknown): string {
  if (value === '') return '""'
  const text = cellText(value, '')
  return /[",\r\n]/.test(text) ? quotedField(text) : text
}

export function jsonLine(row: Row): string {
  return JSON.stringify(jsonRow(row))
}
