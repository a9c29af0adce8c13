import type { Column } from '../../define/table.ts'
import { AssetError } from '../../errors.ts'
import { candidatesOf } from '../../plan/candidates.ts'
import { definitionMatches } from '../../plan/definition.ts'
import { pastOf } from '../../plan/past/past.ts'
import { mapsRows, type PlanStep } from '../../plan/plan.ts'
import type { UnitFacts } from '../../plan/units.ts'
import type { LiveWorld } from '../../project/live-world.ts'
import { type PinnedInput, pinInput, pinPast } from '../../project/pinned-input.ts'
import type { Workspace } from '../../project/workspace.ts'
import { tableOfInput } from '../../run/input-tables.ts'
import { findReusable, isMapped, type Mapped } from '../../run/rows/row-reuse.ts'
import type { ParquetFiles } from '../../table/engine/parquet.ts'
import { type Comparison, compareRows } from '../../table/rows/compare-rows.ts'
import type { Unit } from '../../unit.ts'

/** How many rows of its input a query that calls a function row by row would compute. */
export interface RowForecast {
  readonly compute: number
  readonly of: number
  /** A condition may leave some of them out. */
  readonly atMost?: true
}

export interface ForecastQuestion {
  readonly world: LiveWorld
  readonly steps: readonly PlanStep[]
  readonly forced: ReadonlySet<Unit>
}

/** What this file needs from a workspace: the tables that are compared, and the maps of their rows. */
export type ComparedTables = Pick<
  Workspace,
  'engine' | 'hasStore' | 'relation' | 'store' | 'verifiedFile' | 'verifiedRejected'
>

/**
 * `null` where it is known only when what it reads has run. Reads tables and maps, and calls nothing of the
 * user's.
 */
export async function forecastRows(
  workspace: ComparedTables,
  question: ForecastQuestion,
): Promise<ReadonlyMap<Unit, RowForecast | null>> {
  const forecasts = new Map<Unit, RowForecast | null>()
  for (const step of question.steps) {
    if (!mapsRows(step)) continue
    const compared = await compareInput(workspace, question, step)
    if (compared === 'unknown') continue
    forecasts.set(step.unit, compared === 'later' ? null : forecastOf(compared))
  }
  return forecasts
}

export function forecastOf({ comparison, base }: ComparedInput): RowForecast {
  const { compute, rows } = comparison
  return { compute, of: rows, ...(base.record.rowMap.filtered ? { atMost: true } : {}) }
}

export interface ComparedInput {
  readonly comparison: Comparison
  /** The record that says how the rows are read. */
  readonly base: Mapped
  /** The record that the input is compared with: rows may be taken over from others, too. */
  readonly reusable: Mapped | undefined
  /** The table that would be mapped. */
  readonly file: ParquetFiles
  readonly schema: readonly Column[]
}

/**
 * `later`: something that it reads has to run first. `unknown`: the query cannot be what it was, so that a run says
 * what is wrong.
 */
export async function compareInput(
  workspace: ComparedTables,
  question: ForecastQuestion,
  step: PlanStep,
): Promise<ComparedInput | 'later' | 'unknown'> {
  const { world, forced } = question
  const facts = world.facts.find(({ unit }) => unit === step.unit)
  const base = facts === undefined ? undefined : await baseOf(world, facts, step)
  if (facts === undefined || base === undefined) return 'unknown'
  const { input: ordinal, columns, key } = base.record.rowMap
  const inputs = await world.settle(() => finalInputs(question, facts, base))
  if (inputs === undefined) return 'later'
  const input = inputs[ordinal]
  if (input === undefined) return 'unknown'
  let reusable: Mapped | undefined
  try {
    const engine = await workspace.engine()
    const named = { ...input, name: facts.node.upstream[ordinal] as string }
    const { file, columns: columnsNow } = await tableOfInput({ workspace, engine, onRejected: () => undefined }, named)
    if (!columns.every((name) => columnsNow.some((one) => one.name === name))) return 'unknown'
    const comparison = await compareRows(engine, { file, schema: columnsNow, columns, key }, async (schema) => {
      const records = await findReusable({ workspace, world, forced }, { facts, inputs, schema, key })
      reusable = records[0]
      return await Promise.all(
        records.map(async ({ record: { rowMap } }) => {
          const { path } = await workspace.store.objects.localFile(rowMap.blob)
          return { file: path, scheme: rowMap.scheme }
        }),
      )
    })
    return { comparison, base, reusable, file, schema: columnsNow }
  } catch (error) {
    if (AssetError.is(error)) return 'unknown'
    throw error
  }
}

/** After an edit that was undone, the rows to take over are those of an older record. */
async function baseOf(world: LiveWorld, facts: UnitFacts, { current }: PlanStep) {
  if (current === undefined || !isMapped(current)) return undefined
  if (definitionMatches(facts, current.record)) return current
  return (await world.settle(() => candidatesOf(world, facts))).find(isMapped) ?? current
}

/** What is looked up may still move: it makes no row another. */
function finalInputs({ world, steps }: ForecastQuestion, facts: UnitFacts, { record }: Mapped) {
  const inputs: PinnedInput[] = []
  const { input, beside } = record.rowMap
  for (const ordinal of facts.node.upstream.keys()) {
    const counts = ordinal === input || beside[ordinal] !== null
    const final = (unit: Unit) => {
      const step = steps.find((one) => one.unit === unit)
      return step === undefined || !counts ? world.current.get(unit) : step.stored
    }
    const pinned = pinInput(facts, ordinal, final)
    if (pinned === undefined) return undefined
    inputs.push(pinned)
  }
  if (!facts.node.previous) return inputs
  const { past, unit } = facts
  const isLater =
    past !== undefined && past !== unit && steps.some((one) => one.unit === past && one.stored === undefined)
  if (isLater && beside[inputs.length] !== null) return undefined
  const upstream = (one: Unit) => steps.find((step) => step.unit === one)?.stored ?? world.current.get(one)
  return [...inputs, pinPast(facts, pastOf(world, facts, upstream))]
}
