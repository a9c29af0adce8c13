import { scheduleListDocument, ticksDocument } from '../../../app/documents/schedule.ts'
import { listSchedules } from '../../../app/schedule/list.ts'
import { type TickReport, type TickRequest, tickSchedules } from '../../../app/schedule/tick.ts'
import { troubleOf } from '../../../app/trouble.ts'
import { type ExitCode, exitCodes } from '../../../errors.ts'
import type { Answer, CommandContext } from '../../command.ts'
import { runDisplay } from '../../progress/run-display.ts'
import { renderFailures, renderWarnings } from '../../render/run/run.ts'
import { renderLate, renderSchedules, renderTick } from '../../render/run/schedule.ts'
import { renderTrouble } from '../../render-error.ts'
import { exitOf, listenToProcess } from '../../signals.ts'

export async function scheduleList({ project, output }: CommandContext): Promise<Answer> {
  const now = Date.now()
  const views = await listSchedules(project, now)
  return { document: () => scheduleListDocument(views), text: () => renderSchedules(views, now, output.style) }
}

export async function scheduleTick(
  context: CommandContext,
  { names, onlyLate }: Pick<TickRequest, 'names' | 'onlyLate'>,
): Promise<Answer> {
  const { project, output } = context
  using signals = listenToProcess()
  const { start, close } = runDisplay(context, signals)
  const request = { names, onlyLate, now: Date.now, signal: signals.signal, start }
  const { ticks, late } = await tickSchedules(project, request).finally(close)
  for (const { report, error, collected } of ticks) {
    if (collected !== undefined && 'error' in collected)
      output.complain(renderTrouble(troubleOf(collected.error), output.noteStyle))
    if (error !== undefined) output.complain(renderTrouble(troubleOf(error), output.noteStyle))
    if (report === undefined) continue
    output.complain(renderFailures(report.steps, output.noteStyle))
    output.note(renderWarnings(report.steps, output.noteStyle))
  }
  const caught = signals.caught()
  const exitCode = caught === undefined ? exitCodeOf(ticks) : exitOf(caught)
  const lines = () =>
    ticks.map((tick) => renderTick(ticksDocument({ ticks: [tick], late: [] }).ticks[0]!, output.style))
  return {
    exitCode,
    document: () => ticksDocument({ ticks, late }),
    text: () =>
      [...lines(), ...late.map((one) => renderLate(one, output.style))].join('\n') ||
      (onlyLate ? 'nothing is late' : 'nothing is due'),
  }
}

/** A run that could not begin has an exit code of its own. */
function exitCodeOf(ticks: readonly TickReport[]): ExitCode {
  const refused = ticks.find(({ error }) => error !== undefined)
  if (refused !== undefined) return troubleOf(refused.error).exitCode
  return ticks.every(({ outcome }) => outcome === 'ok') ? exitCodes.ok : exitCodes.bad
}
