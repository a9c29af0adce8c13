import { createHash } from 'node:crypto'
import { types } from 'node:util'
import type { ObservedVersion } from '../define/observe.ts'
import { functionsOf } from '../discover/kinds/source-kinds.ts'
import { AssetError } from '../errors.ts'
import type { UnitFacts } from '../plan/units.ts'
import { environmentFor, nothingRead } from '../project/environment.ts'
import { valueText } from '../util/thrown.ts'
import { userWork } from './call/call.ts'
import { logTo } from './call/context.ts'
import { lineOf } from './call/line.ts'
import { holdSlot } from './pool.ts'
import type { RunContext } from './run-context.ts'

/** The part of the run's context that observing a source needs. */
type Observing = Pick<RunContext, 'emit' | 'functionTexts' | 'guard' | 'run' | 'signal' | 'workspace' | 'world'>

/** Observes a source that only a run may ask. Returns the facts of every other node unchanged. */
export async function observe(context: Observing, facts: UnitFacts): Promise<UnitFacts> {
  if (facts.observation?.type === 'failed') throw facts.observation.error
  if (facts.observation?.type !== 'unasked') return facts
  const { name } = facts.node
  const definition = context.workspace.definition(name)
  const ask = functionsOf(definition)?.observe
  if (ask === undefined) return facts
  const reads = nothingRead()
  const line = lineOf(context, facts.unit)
  const { signal } = context
  const env = environmentFor(reads)
  const now = new Date(context.run.startedAt)
  const work = async () =>
    ask({ signal, log: logTo(line), now, env, partition: context.workspace.units.partition(facts.unit) })
  await using _ = await holdSlot(context, facts)
  const answer = await userWork(context, { unit: facts.unit, signal }, work)
  const observed: UnitFacts = { ...facts, observation: { type: 'known', version: observedText(name, answer) } }
  context.world.observed(observed)
  await context.workspace.store.catalog.noteAskedTime({ unit: facts.unit, at: now.getTime() })
  return observed
}

/** The type is part of the version, so that `1` and `'1'` are two answers. */
function observedText(asset: string, answer: ObservedVersion): string {
  if (typeof answer === 'string') return `text ${answer}`
  if (typeof answer === 'bigint') return `bigint ${answer}`
  if (typeof answer === 'number' && !Number.isNaN(answer)) return `number ${answer}`
  if (types.isDate(answer) && !Number.isNaN(answer.getTime())) return `date ${answer.toISOString()}`
  if (types.isUint8Array(answer)) return `bytes ${createHash('sha256').update(answer).digest('hex')}`
  throw new AssetError({
    code: 'SOURCE_OBSERVE',
    message: `observe of ${asset} returned ${valueText(answer)}, which is no version`,
    fix: 'return a string, number, bigint, valid Date or Uint8Array that changes when the data does',
  })
}
