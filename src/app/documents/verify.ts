import type { VerifyReport } from '../verify.ts'
import { unitFields } from './unit.ts'

export function verifyDocument({ repair, units }: VerifyReport): object {
  return {
    repair,
    assets: units.map(({ unit, sizeBytes, damaged }) => ({ ...unitFields(unit), sizeBytes, damaged })),
    damaged: units.filter(({ damaged }) => damaged.length > 0).length,
  }
}
