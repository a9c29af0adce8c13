import type { LoggedLine } from '../logs.ts'

export function logsDocument(lines: readonly LoggedLine[]) {
  return { lines: lines.map((line) => ({ ...line, at: new Date(line.at).toISOString() })) }
}
