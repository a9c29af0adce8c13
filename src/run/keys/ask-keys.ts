import { performance } from 'node:perf_hooks'
import { type DataDefinition, partitionsOf } from '../../define/partitions/partition.ts'
import type { Table } from '../../define/table.ts'
import { placeLabel } from '../../discover/user-place.ts'
import { dataDefinitionsOf } from '../../partitions/open-partitions.ts'
import type { UnitFacts } from '../../plan/units.ts'
import type { Upstream } from '../../plan/upstream.ts'
import { nothingRead } from '../../project/environment.ts'
import type { Stored } from '../../store/interface.ts'
import type { AssetRecord, PartitionKeys } from '../../store/record.ts'
import { digestFields } from '../../util/digest.ts'
import { userWork } from '../call/call.ts'
import { contextFor } from '../call/context.ts'
import { lineOf } from '../call/line.ts'
import { addRead, type Input, nested, openInputs, pinInputs } from '../inputs.ts'
import { ingredientsOf, recordOf } from '../publish-record.ts'
import type { CallContext, RunContext } from '../run-context.ts'
import { noteSqlReads } from '../sql-reads.ts'
import type { AskedKeys } from './asked-keys.ts'
import { keysOfResult } from './keys-of-result.ts'

export interface Asking {
  readonly facts: UnitFacts
  readonly upstream: Upstream
  readonly previous: Stored | undefined
  /** Whether the files that the keys came from are still as they were when they were read. */
  readonly unmoved: () => boolean
}

/** The context of a call, with the place where the answer is kept for other assets of the run. */
type AskContext = CallContext & Pick<RunContext, 'keyAnswers' | 'workspace'>

/**
 * Asks which keys an asset has, where data decides them, and returns the record of the answer. A run asks each
 * definition once, so that all assets with that definition have the same keys.
 */
export async function askKeys(
  context: AskContext,
  { facts, upstream, previous, unmoved }: Asking,
): Promise<AssetRecord> {
  const startedAt = Date.now()
  const began = performance.now()
  context.emit({ type: 'step_started', unit: facts.unit, action: 'run', attempt: 1 })
  const { options } = context.workspace.definition(facts.node.name)
  const definitions = dataDefinitionsOf(partitionsOf('partitions' in options ? options.partitions : undefined))
  const inputs = pinInputs(facts, upstream)
  const reads = nothingRead(facts.environment, context.variables)
  const keys: Record<string, readonly string[]> = {}
  for (const [dimension, definition] of definitions) {
    const answer = await askedOnce(context, { facts, definition, upstream })
    keys[dimension] = answer.keys
    for (const input of inputs) {
      const columns = answer.columns.get(input.name)
      if (columns !== undefined) addRead(input, columns === null ? null : [...columns])
    }
    // The variables of a volatile definition do not matter: every run asks it again.
    if (!facts.volatile) for (const name of answer.reads.variables) reads.variables.add(name)
    reads.clock ||= answer.reads.clock
  }
  const version = versionOf(keys)
  const count = Object.values(keys).reduce((sum, { length }) => sum + length, 0)
  return {
    ...recordOf(context, facts, await ingredientsOf(context, facts, { reads, inputs })),
    ...{ version, partitionKeys: keys, schema: [], parts: [], rows: count, sizeBytes: 0 },
    reusable: unmoved() && !facts.volatile && !reads.clock,
    startedAt,
    durationMs: Math.round(performance.now() - began),
    outcome: previous?.record.version === version ? 'unchanged' : 'ran',
  }
}

const versionOf = (keys: PartitionKeys): string =>
  digestFields('partition-keys1', [
    ['keys', Object.entries(keys).flatMap(([name, list]) => [name, String(list.length), ...list])],
  ])

interface Question extends Pick<Asking, 'facts' | 'upstream'> {
  readonly definition: DataDefinition
}

function askedOnce(context: AskContext, question: Question): Promise<AskedKeys> {
  const { keyAnswers } = context
  const { definition } = question
  const answer = keyAnswers.get(definition)
  if (answer !== undefined) return answer
  const asking = ask(context, question)
  keyAnswers.set(definition, asking)
  // A failed question is asked again: a damaged table may have been made again by then.
  asking.catch(() => keyAnswers.delete(definition))
  return asking
}

async function ask(context: CallContext, { facts, definition, upstream }: Question): Promise<AskedKeys> {
  const { workspace, signal } = context
  const { unit } = facts
  const at = placeLabel(workspace.project.root, definition.at)
  const reads = nothingRead(facts.environment, context.variables)
  const inputs = pinInputs(facts, upstream)
  const work = async () => {
    const tables = await tablesOf(context, { facts, inputs })
    const second = contextFor({
      ...{ signal, reads, resources: {}, run: context.run.id, startedAt: context.run.startedAt },
      partition: { key: '' },
      line: lineOf(context, unit),
    })
    const result = await definition.run(nested(tables) as never, second as never)
    await noteSqlReads(context, { facts, inputs, reads, result })
    const keys = await keysOfResult({ result, tables, asset: facts.node.name, at, engine: workspace.engine })
    // By now every condition is known.
    await noteSqlReads(context, { facts, inputs, reads })
    return keys
  }
  const keys = await userWork(context, { unit, signal }, work)
  const inputsRead = inputs.filter((input) => input.read)
  return { keys, reads, columns: new Map(inputsRead.map(({ name, columns }) => [name, columns])) }
}

/** Loads the data engine only where there are tables to read. */
async function tablesOf(
  context: CallContext,
  { facts: { unit }, inputs }: { readonly facts: UnitFacts; readonly inputs: readonly Input[] },
): Promise<Record<string, Table<unknown>>> {
  if (inputs.length === 0) return {}
  return openInputs(context, await context.workspace.engine(), {
    unit,
    inputs,
    line: lineOf(context, unit),
    signal: context.signal,
  })
}
