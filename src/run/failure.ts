import { inspect } from 'node:util'
import { AssetError } from '../errors.ts'
import type { StepError, StepResult } from '../events.ts'
import type { UnitFacts } from '../plan/units.ts'
import { appendLog, type LogOf } from '../store/logs.ts'
import type { Unit } from '../unit.ts'
import { withoutValues } from '../util/process/hidden-values.ts'
import { isError, thrownInOrder, thrownText } from '../util/thrown.ts'
import { lineOf } from './call/line.ts'
import { callFacts, callText } from './rows/failed-call.ts'
import { readFacts, readText } from './rows/failed-read.ts'
import type { CallContext, LineContext, RunContext } from './run-context.ts'
import { isMistake, ownFrame, stepError } from './step-error.ts'

type FailureContext = Pick<CallContext, 'failedCalls' | 'failedReads' | 'run' | 'workspace'>

/**
 * The failure of a node, for its record and for the user, with the row that failed where it is known. The node's log
 * gets it as well, and only the log has the stack, to which the message points.
 */
export function failureOf(context: FailureContext, { node, unit }: UnitFacts, error: unknown): StepError {
  const { workspace, run } = context
  const where = placeOf(context, unit, error)
  const described = stepError(error, {
    asset: node.name,
    at: node.at,
    root: workspace.project.root,
    optionWords: run.optionWords,
  })
  const prefix = where === undefined ? '' : `${where.text}: `
  const [first, ...later] = thrownInOrder(error)
  const text = isMistake(first) ? `${described.code}: ${described.message}` : inspect(first)
  keepInLog(
    workspace.storeFolder,
    { run: run.id, unit },
    withoutValues([`${prefix}${text}`, ...later.map((one) => inspect(one))].join('\n')),
  )
  const failure = { ...described, message: withoutValues(`${prefix}${described.message}`) }
  return where === undefined ? failure : { ...failure, facts: { ...failure.facts, ...where.facts } }
}

interface PlaceInRows {
  readonly text: string
  readonly facts: Readonly<Record<string, unknown>>
}

/** The rows of the call that failed, or the last row that was read before the failure. */
function placeOf(
  { failedCalls, failedReads }: Pick<CallContext, 'failedCalls' | 'failedReads'>,
  unit: Unit,
  error: unknown,
): PlaceInRows | undefined {
  const call = failedCalls.get(unit)
  if (call !== undefined && call.error === error) return { text: callText(call), facts: callFacts(call) }
  const reading = failedReads.get(unit)
  if (reading === undefined || reading.error !== error || reading.reads.length === 0 || saysWhere(error))
    return undefined
  return { text: readText(reading), facts: readFacts(reading) }
}

/** An error about a row already names the row; an error about the store, SQL or options belongs to no row. */
const saysWhere = (error: unknown): boolean => isMistake(error) && !/^EMBEDDING_|^ASSET_TIMEOUT$/.test(error.code)

function keepInLog(folder: string, of: LogOf, message: string): void {
  try {
    appendLog(folder, of, { at: Date.now(), level: 'error', message })
  } catch (unwritten) {
    // The failure itself is reported even if its log cannot be written: a full disk most likely caused both.
    if (!isMistake(unwritten)) throw unwritten
  }
}

/**
 * The steps with the errors that came after they were over: an error that nobody caught, and a resource that did not
 * close.
 */
export async function withAftermath(
  context: LineContext & FailureContext & Pick<RunContext, 'guard' | 'plain' | 'resources' | 'workers' | 'world'>,
  steps: readonly StepResult[],
): Promise<readonly StepResult[]> {
  const own = await context.resources.close(context.guard)
  const elsewhere = await context.workers.close()
  const unclosed = new Map([...elsewhere.unclosed, ...own])
  const late = new Map([...elsewhere.late, ...context.guard.late])
  const facts = new Map(context.world.facts.map((each) => [each.unit, each]))
  const factsOf = (unit: Unit) => facts.get(unit) ?? context.plain.factsOf(unit)
  return steps.map((step) => {
    const warning = unclosed.get(step.unit)
    if (warning !== undefined) lineOf(context, step.unit)('warn', warning)
    const warned = warning === undefined ? step : { ...step, warning }
    if (!late.has(step.unit) || step.outcome === 'failed') return warned
    const error = failureOf(context, factsOf(step.unit) as UnitFacts, late.get(step.unit))
    const message = `its function had returned, and then: ${error.message}`
    return { ...warned, outcome: 'failed', error: { ...error, message } }
  })
}

/** An error that belongs to no asset: it comes from project code that runs beside the assets, or is a bug of ours. */
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
