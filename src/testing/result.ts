import type { AloneResult } from '../app/alone/run-alone.ts'
import type { CheckRun, EffectRun, RowsRun } from './types.ts'

/** Only the rows are enumerable, so that a test compares these; all other members are there by name. */
export function resultOf(result: AloneResult): RowsRun<unknown> | CheckRun | EffectRun<unknown> {
  const { logs } = result
  switch (result.kind) {
    case 'check': {
      const { sample = [], ...outcome } = result.outcome
      return beside({ ...outcome, rows: sample }, { logs })
    }
    case 'effect':
      return beside({ receipt: result.receipt, wanted: result.wanted }, { logs })
    default: {
      const { rows, columns, rejected, metadata } = result
      return beside([...rows], { columns, rejected, metadata, logs })
    }
  }
}

/** Adds members that a comparison of two values ignores. */
function beside<Value extends object, Members extends object>(value: Value, members: Members): Value & Members {
  const entries = Object.entries(members).map(([name, member]) => [name, { value: member, enumerable: false }])
  return Object.defineProperties(value, Object.fromEntries(entries)) as Value & Members
}
