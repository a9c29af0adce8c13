import { planDocument } from '../../../app/documents/plan.ts'
import { runDocument } from '../../../app/documents/run.ts'
import { errorFields, troubleOf } from '../../../app/trouble.ts'
import { type WatchRequest, watchProject } from '../../../app/watch/watch.ts'
import { exitCodes } from '../../../errors.ts'
import type { Plan } from '../../../plan/plan.ts'
import { count } from '../../../util/text/count.ts'
import type { Answer, CommandContext } from '../../command.ts'
import { reporterFor } from '../../progress/reporter-for.ts'
import type { Reporter } from '../../progress/reporting.ts'
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
  const event = (name: string, facts: object) => output.event({ command: 'watch', event: name, ...facts })
  await watchProject(project, {
    ...flags,
    ...{ signal: signals.signal, start },
    tellPlan: (plan, willRun) => {
      event('plan', { willRun, ...planDocument(plan) })
      output.note(planLine(plan, willRun))
    },
    tellRun: (report) => {
      const { steps } = report
      end()
      runs += 1
      event('run', runDocument(report))
      output.complain(renderFailures(steps, output.noteStyle))
      output.note(renderSummary({ steps, durationMs: performance.now() - began }, output.noteStyle))
      output.note('waiting for an edit')
    },
    tellError: (error) => {
      end()
      const trouble = troubleOf(error)
      event('error', errorFields(trouble.errors))
      output.complain(renderTrouble(trouble, output.noteStyle))
      output.note('waiting for an edit')
    },
  })
  const signal = signals.caught()
  return {
    exitCode: signal === undefined ? exitCodes.ok : exitOf(signal),
    document: () => ({ event: 'end', runs }),
    text: () => '',
  }
}

/** What a run would begin with; what follows is told as it runs. */
function planLine({ steps }: Plan, willRun: boolean): string {
  const first = steps.filter(({ action }) => action === 'run' || action === 'reuse')
  const others = steps.filter(({ action }) => action === 'run?' || action === 'observe')
  if (!willRun) {
    const failed = steps.filter(({ failure }) => failure !== undefined)
    const state =
      failed.length > 0 ? `${failed.length} failed and not edited since` : `${count(steps.length, 'asset')} up to date`
    return `${state}, waiting for an edit`
  }
  const names = first.map(({ unit, causes }) => (causes[0] === undefined ? unit : `${unit} (${causes[0].message})`))
  const shown = names.length > 3 ? [...names.slice(0, 3), `${names.length - 3} more`] : names
  const more = others.length > 0 ? [`${others.length} may follow`] : []
  return `to run: ${[...shown, ...more].join(', ')}`
}
