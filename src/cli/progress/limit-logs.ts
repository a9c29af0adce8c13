import type { Emit, RunEvent } from '../../events.ts'
import { assetOf, type Unit } from '../../unit.ts'

/** More lines of one asset than a person reads while a run goes on; all of them are in its log. */
const mostLines = 20

/**
 * Passes the first lines that an asset prints on, says once that there are more, and leaves the others to `assets
 * logs`.
 */
export function limitLogs(emit: Emit): Emit {
  const printed = new Map<Unit, number>()
  return (event: RunEvent) => {
    if (event.type !== 'step_log' || event.level === 'info') return emit(event)
    const { unit } = event
    const count = (printed.get(unit) ?? 0) + 1
    printed.set(unit, count)
    if (count <= mostLines) emit(event)
    else if (count === mostLines + 1)
      emit({ ...event, message: `more lines are in its log: assets logs ${assetOf(unit)}` })
  }
}
