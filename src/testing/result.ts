import type { AloneResult } from '../app/alone/run-alone.ts'
import type { CheckRun, EffectRun, RowsRun } from './types.ts'

/** What a test compares is there to be seen; everything else is there to be asked for. */
export function resultOf(made: AloneResult): RowsRun<unknown> | CheckRun | EffectRun<unknown> {
  const { logs } = made
  switch (made.kind) {
    case 'check': {
      const { sample = [], ...outcome } = made.outcome
      return beside({ ...outcome, rows: sample }, { logs })
    }
    case 'effect':
      return beside({ receipt: made.receipt, wanted: made.wanted }, { logs })
    default: {
      const { rows, columns, rejected, metadata } = made
      return beside([...rows], { columns, rejected, metadata, logs })
    }
  }
}

/** Members that no comparison of two values looks at. */
function beside<Value extends object, Members extends object>(value: Value, members: Members): Value & Members {
  const entries = Object.entries(members).map(([name, member]) => [name, { value: member, enumerable: false }])
  return Object.defineProperties(value, Object.fromEntries(entries)) as Value & Members
}
