import { planDocument } from '../../../app/documents/plan.ts'
import { runDocument } from '../../../app/documents/run.ts'
import { errorFields, troubleOf } from '../../../app/trouble.ts'
import { type WatchRequest, watchProject } from '../../../app/watch/watch.ts'
import { exitCodes } from '../../../errors.ts'
import type { Plan } from '../../../plan/plan.ts'
import type { Answer, CommandContext } from '../../command.ts'
import { reporterFor } from '../../progress/reporter-for.ts'
import type { Reporter } from '../../progress/reporting.ts'
import { renderWatchedPlan } from '../../render/plan/watched-plan.ts'
import { renderFailures, renderSummary } from '../../render/run/run.ts'
import { renderTrouble } from '../../render-error.ts'
import { exitOf, listenToSignals } from '../../signals.ts'

export type WatchFlags = Pick<WatchRequest, 'words' | 'select' | 'exclude' | 'effects'>

/** In the foreground, until a signal comes. */
export async function watch(context: CommandContext, flags: WatchFlags): Promise<Answer> {
  const { project, output } = context
  using signals = listenToSignals({ process, clock: () => performance.now(), exit: (code) => process.exit(code) })
  let reporter: Reporter | undefined
  let [runs, began] = [0, 0]
  const start = (plan: Plan, concurrency: number) => {
    began = performance.now()
    reporter = reporterFor({ context, plan, concurrency })
    return reporter.emit
  }
  const end = () => {
    reporter?.close()
    reporter = undefined
  }
  // After a Ctrl-C nothing is waited for.
  const tellWaiting = () => {
    if (!signals.signal.aborted) output.note('waiting for an edit')
  }
  const event = (name: string, facts: object) => output.event({ command: 'watch', event: name, ...facts })
  await watchProject(project, {
    ...flags,
    ...{ signal: signals.signal, start },
    tellPlan: (plan, willRun) => {
      event('plan', { willRun, ...planDocument(plan) })
      output.note(renderWatchedPlan(plan, willRun))
    },
    tellRun: (report) => {
      const { steps } = report
      end()
      runs += 1
      event('run', runDocument(report))
      output.complain(renderFailures(steps, output.noteStyle))
      output.note(renderSummary({ steps, durationMs: performance.now() - began }, output.noteStyle))
      tellWaiting()
    },
    tellError: (error) => {
      end()
      const trouble = troubleOf(error)
      event('error', errorFields(trouble.errors))
      output.complain(renderTrouble(trouble, output.noteStyle))
      tellWaiting()
    },
  })
  const signal = signals.caught()
  return {
    exitCode: signal === undefined ? exitCodes.ok : exitOf(signal),
    document: () => ({ event: 'end', runs }),
    text: () => '',
  }
}
