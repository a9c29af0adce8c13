import type { Plan } from '../../plan/plan.ts'
import type { CommandContext } from '../command.ts'
import { isLive } from '../terminal.ts'
import { width } from '../text/width.ts'
import { partitionGroups } from './partition-groups.ts'
import { createReporter } from './reporter.ts'
import type { Reporter } from './reporting.ts'

interface ReporterRequest {
  readonly context: CommandContext
  readonly plan: Plan
  readonly concurrency: number
}

/** The reporter that fits the terminal and the flags of a command. */
export function reporterFor({ context, plan, concurrency }: ReporterRequest): Reporter {
  const { output, io } = context
  const silent = output.json || output.quiet
  const working = plan.steps.filter(({ action }) => action !== 'skip')
  const groups = partitionGroups(working.map(({ unit }) => unit))
  const reporter = createReporter(silent ? 'silent' : isLive(io.stderr, io.env) ? 'live' : 'plain', {
    screen: io.stderr,
    clock: () => performance.now(),
    shown: output.shown,
    lines: {
      style: output.noteStyle,
      nameWidth: Math.min(40, Math.max(0, ...working.map(({ unit }) => width(unit)))),
      verbose: output.verbose,
      groups,
    },
    estimates: new Map(
      working.flatMap(({ unit, estimateMs }) => (estimateMs === undefined ? [] : [[unit, estimateMs]])),
    ),
    concurrency,
  })
  return {
    ...reporter,
    emit(event) {
      // The units of assets whose keys are known now.
      if (event.type === 'run_planned')
        for (const [asset, group] of partitionGroups(event.units)) groups.set(asset, group)
      reporter.emit(event)
    },
  }
}
