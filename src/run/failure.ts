import { inspect } from 'node:util'
import { AssetError } from '../errors.ts'
import type { StepError, StepResult } from '../events.ts'
import type { UnitFacts } from '../plan/units.ts'
import { withoutValues } from '../project/environment.ts'
import { appendLog, type LogOf } from '../store/logs.ts'
import { isError, thrownText } from '../util/thrown.ts'
import { lineOf } from './call/call.ts'
import { callFacts, callText } from './rows/failed-call.ts'
import type { RunContext } from './run-context.ts'
import { isMistake, ownFrame, stepError } from './step-error.ts'

/**
 * What a node failed with, for its record and for the user. The stack goes to its log, where the message says that it
 * is.
 */
export function failureOf(context: RunContext, { node, unit }: UnitFacts, error: unknown): StepError {
  const { workspace, run } = context
  const call = context.failedCalls.get(unit)
  const rows = call !== undefined && call.error === error ? call : undefined
  if (!isMistake(error)) {
    const stack = inspect(error)
    const message = withoutValues(rows === undefined ? stack : `${callText(rows)}: ${stack}`)
    keepStack(workspace.storeFolder, { run: run.id, unit }, message)
  }
  const told = stepError(error, { asset: node.name, at: node.at, root: workspace.project.root })
  const failure = { ...told, message: withoutValues(told.message) }
  if (rows === undefined) return failure
  return {
    ...failure,
    message: `${callText(rows)}: ${failure.message}`,
    facts: { ...failure.facts, ...callFacts(rows) },
  }
}

function keepStack(folder: string, of: LogOf, message: string): void {
  try {
    appendLog(folder, of, { at: Date.now(), level: 'error', message })
  } catch (unwritten) {
    // The failure is told all the same. A disk that is full for its log is most likely what it failed of.
    if (!isMistake(unwritten)) throw unwritten
  }
}

/**
 * The steps with what came of them after they were over: an error that nobody caught, and a resource that did not
 * close.
 */
export async function withAftermath(context: RunContext, steps: readonly StepResult[]): Promise<readonly StepResult[]> {
  const unclosed = await context.resources.close(context.guard)
  const facts = new Map(context.world.facts.map((each) => [each.unit, each]))
  return steps.map((step) => {
    const warning = unclosed.get(step.unit)
    if (warning !== undefined) lineOf(context, step.unit)('warn', warning)
    const warned = warning === undefined ? step : { ...step, warning }
    if (!context.guard.late.has(step.unit) || step.outcome === 'failed') return warned
    const error = failureOf(context, facts.get(step.unit) as UnitFacts, context.guard.late.get(step.unit))
    const message = `its function had returned, and then: ${error.message}`
    return { ...warned, outcome: 'failed', error: { ...error, message } }
  })
}

/** An error that no asset is to blame for: code of the project's that runs beside the assets, or a bug of ours. */
export function strayError(error: unknown, root: string): unknown {
  const at = isError(error) && !isMistake(error) ? ownFrame(error, root) : undefined
  if (at === undefined) return error
  return new AssetError({
    code: 'ASSET_FAILED',
    message: `an error that nobody caught, in code that no asset called, ended the run: ${thrownText(error)}`,
    at,
    fix: 'catch it where it is thrown, or start that code inside the asset that needs it',
    cause: error,
  })
}
