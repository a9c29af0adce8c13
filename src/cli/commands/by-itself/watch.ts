import { planDocument } from '../../../app/documents/plan.ts'
import { runDocument } from '../../../app/documents/run.ts'
import { errorFields, troubleOf } from '../../../app/trouble.ts'
import { type WatchRequest, watchProject } from '../../../app/watch/watch.ts'
import { exitCodes } from '../../../errors.ts'
import type { Answer, CommandContext } from '../../command.ts'
import { runDisplay } from '../../progress/run-display.ts'
import { renderWatchedPlan } from '../../render/plan/watched-plan.ts'
import { renderTrouble } from '../../render-error.ts'
import { exitOf, listenToProcess } from '../../signals.ts'

export type WatchFlags = Pick<WatchRequest, 'words' | 'select' | 'exclude' | 'effects'>

/** In the foreground, until a signal comes. */
export async function watch(context: CommandContext, flags: WatchFlags): Promise<Answer> {
  const { project, output } = context
  using signals = listenToProcess()
  const { signal } = signals
  const { start, close, summarize } = runDisplay(context, signals)
  let [runs, began] = [0, 0]
  // After a Ctrl-C nothing is waited for.
  const tellWaiting = () => {
    if (!signal.aborted) output.note('waiting for an edit')
  }
  const event = (name: string, facts: object) => output.event({ command: 'watch', event: name, ...facts })
  await watchProject(project, {
    ...flags,
    signal,
    start: (plan, concurrency) => {
      began = performance.now()
      return start(plan, concurrency)
    },
    tellPlan: (plan, willRun) => {
      event('plan', { willRun, ...planDocument(plan) })
      output.note(renderWatchedPlan(plan, willRun))
    },
    tellRun: (report) => {
      runs += 1
      event('run', runDocument(report))
      summarize(report.steps, performance.now() - began)
      tellWaiting()
    },
    tellError: (error) => {
      close()
      const trouble = troubleOf(error)
      event('error', errorFields(trouble.errors))
      output.complain(renderTrouble(trouble, output.noteStyle))
      tellWaiting()
    },
  })
  const caught = signals.caught()
  const exitCode = caught === undefined ? exitCodes.ok : exitOf(caught)
  return { exitCode, document: () => ({ event: 'end', runs }), text: () => '' }
}
