import type { LoggedLine } from '../logs.ts'
import { unitFields } from './unit.ts'

export function logsDocument(lines: readonly LoggedLine[]) {
  return {
    lines: lines.map(({ run, unit, at, level, message }) => ({
      run,
      ...unitFields(unit),
      at: new Date(at).toISOString(),
      level,
      message,
    })),
  }
}
