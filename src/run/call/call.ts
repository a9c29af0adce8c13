import type { EffectPart } from '../../define/context.ts'
import type { AnyFunction, Definition, EffectDefinition, Run, SourceDefinition } from '../../define/definition.ts'
import { nodeKinds } from '../../define/node-kinds.ts'
import type { Table } from '../../define/table.ts'
import { sourceKind } from '../../discover/kinds/source-kinds.ts'
import type { UnitFacts } from '../../plan/units.ts'
import type { Reads } from '../../project/environment.ts'
import { storedFrame } from '../../table/frames/stored-frame.ts'
import type { Unit } from '../../unit.ts'
import { functionText } from '../../util/process/function-text.ts'
import { type Input, nested } from '../inputs.ts'
import type { Isolated } from '../isolate/isolated-call.ts'
import type { CallContext, LineContext } from '../run-context.ts'
import { keptFiles } from '../sources/kept-files.ts'
import { captured, type Outlet } from './capture.ts'
import { contextFor, type EffectContextPart } from './context.ts'
import { begunBy, carryOut, doneAgainLine } from './effect.ts'
import { effectKey } from './effect-key.ts'
import { callForeign } from './foreign.ts'
import { lineOf } from './line.ts'
import { raceAbort } from './race.ts'

export interface Call {
  readonly facts: UnitFacts
  readonly definition: Definition
  readonly inputs: readonly Input[]
  readonly tables: Readonly<Record<string, Table<unknown>>>
  /** For an asset that reads its past; undefined the first time. */
  readonly previous?: Table<unknown> | undefined
  readonly reads: Reads
  readonly signal: AbortSignal
  /** The worker that calls the function; absent where it is called in this thread. */
  readonly isolated?: Isolated | undefined
}

/** Calls the user's function, or reads what a source without a function points at. The result is not checked here. */
export async function callFunction(context: CallContext, call: Call): Promise<unknown> {
  const { definition } = call
  switch (definition.kind) {
    case 'source':
      return callSource(context, call, definition)
    case 'effect':
      return callEffect(context, call, definition)
    default:
      return callUser(context, call, definition.run)
  }
}

async function callSource(context: CallContext, call: Call, { origin }: SourceDefinition): Promise<unknown> {
  return sourceKind(origin).rows(origin, {
    root: context.workspace.project.root,
    call: (run) => callUser(context, call, run),
    kept: (files) => keptFiles(context, call.facts, files),
  })
}

async function callUser(context: CallContext, call: Call, run: Run) {
  const second = await secondFor(context, call)
  const { unit, node } = call.facts
  return captured(outletOf(context, unit), async () => {
    const result = await callableOf(context, call, run)(nested(call.tables), second)
    if (!nodeKinds[node.kind].hasRows) return result
    const { store, engine } = context.workspace
    const file = () => store.tmpFile(context.run.id)
    return storedFrame(result, { asset: node.name, file, engine, signal: call.signal })
  })
}

async function callEffect(context: CallContext, call: Call, definition: EffectDefinition): Promise<object> {
  const { facts, inputs, reads } = call
  const { node, unit } = facts
  const text = typeof definition.run === 'function' ? functionText(definition.run) : ''
  const environment = context.workspace.project.environmentName
  const part: EffectContextPart = {
    key: effectKey({ facts, text, inputs, environment, startedAt: context.run.startedAt }, reads),
    verify: context.forced.has(unit) || context.world.doubts.has(unit),
    allowRemoved: context.allowRemoved,
    progress: (rows) => context.emit({ type: 'step_progress', unit, rows }),
  }
  const run = callableOf(context, call, definition.run, part)
  const second = (await secondFor(context, call, part)) as EffectPart
  tellDoneAgain(context, unit)
  await context.workspace.store.catalog.doubt(begunBy(context.run.id, unit))
  const upstream = nested(call.tables)
  const carrying = { asset: node.name, at: node.at, upstream, context: second }
  return captured(outletOf(context, unit), () => carryOut({ run, options: definition.options }, carrying))
}

/** Says in the log that an effect is done again, because an earlier run began it and nobody knows how that ended. */
function tellDoneAgain(context: CallContext, unit: Unit): void {
  const doubt = context.world.failures.has(unit) ? undefined : context.world.doubts.get(unit)
  const text = doubt && doneAgainLine(doubt)
  if (text !== undefined) lineOf(context, unit)('warn', text)
}

/** The function that makes the call, for any language and any place. */
function callableOf(context: CallContext, call: Call, run: Run, effect?: EffectContextPart): AnyFunction {
  if (typeof run !== 'function') return (_, second: object) => callForeign(context, { ...call, run, second })
  return call.isolated === undefined
    ? run
    : call.isolated.callable({ ...call, ...(effect === undefined ? {} : { effect }) })
}

/** The second argument of a user's function. */
async function secondFor(context: CallContext, call: Call, effect?: EffectContextPart): Promise<object> {
  const { facts, previous, reads, signal, isolated } = call
  // A function that is called in another process opens its resources there.
  const names = isolated === undefined ? facts.node.resources : []
  const resources = await context.resources.open(names, { unit: facts.unit, reads })
  return contextFor({
    signal,
    run: context.run.id,
    startedAt: context.run.startedAt,
    partition: context.workspace.units.partition(facts.unit),
    line: lineOf(context, facts.unit),
    resources,
    reads,
    ...(facts.node.previous ? { past: { previous } } : {}),
    effect,
  })
}

/**
 * Runs any code of the user's: its output goes to the asset's log, what it does to the process becomes the asset's
 * failure, and nobody waits for it once the signal is aborted.
 */
export function userWork<T>(
  context: LineContext & Pick<CallContext, 'functionTexts' | 'guard'>,
  { unit, signal }: { readonly unit: Unit; readonly signal: AbortSignal },
  work: () => Promise<T>,
): Promise<T> {
  return raceAbort(
    signal,
    context.guard.watch(unit, () => captured(outletOf(context, unit), work)),
  )
}

function outletOf(context: LineContext & Pick<CallContext, 'functionTexts'>, unit: Unit): Outlet {
  return {
    line: lineOf(context, unit),
    functionText(text) {
      const texts = context.functionTexts.get(unit) ?? new Set()
      context.functionTexts.set(unit, texts.add(text))
    },
  }
}
