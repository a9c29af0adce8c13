import type { LogLevel } from '../../events.ts'
import { appendLog } from '../../store/logs.ts'
import type { Unit } from '../../unit.ts'
import { withoutSecrets } from '../../util/process/hidden-values.ts'
import type { LineContext } from '../run-context.ts'

/** Keeps a line in the run's log and sends it to everyone who watches. */
export function lineOf(context: LineContext, unit: Unit): (level: LogLevel, message: string) => void {
  return (level, text) => {
    const message = withoutSecrets(text)
    const folder = context.workspace.storeFolder
    appendLog(folder, { run: context.run.id, unit }, { at: Date.now(), level, message })
    context.emit({ type: 'step_log', unit, level, message })
  }
}
