import type { AloneResult } from '../app/alone/run-alone.ts'
import type { CheckRun, EffectRun, RowsRun } from './types.ts'

/** What a test compares is there to be seen; everything else is there to be asked for. */
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

/** Members that no comparison of two values looks at. */
function beside<Value extends object, Members extends object>(value: Value, members: Members): Value & Members {
  const entries = Object.entries(members).map(([name, member]) => [name, { value: member, enumerable: false }])
  return Object.defineProperties(value, Object.fromEntries(entries)) as Value & Members
}
