import type { PlanStep } from '../../plan/plan.ts'
import type { LiveWorld } from '../../project/live-world.ts'
import { type FoundRow, rowAt } from '../../table/rows/find-row.ts'
import { type ComparedInput, type ComparedTables, compareInput, forecastOf, type RowForecast } from './row-forecast.ts'
import { inputsOf, type MappedRecord, type RowReading } from './row-lineage.ts'

type Row = Readonly<Record<string, unknown>>

/** Why a query that calls a function row by row has rows to compute. */
export interface RowChanges extends RowForecast {
  /** Where the rows of an earlier output are taken over: how its input differs from the one that is there now. */
  readonly moved?: { readonly changed: number; readonly added: number; readonly left: number }
  readonly examples: readonly RowExample[]
}
/**
 * A row of the input, with the columns that the function receives. Without the older table it has no `before`.
 */
export interface RowExample {
  readonly what: 'changed' | 'new' | 'left'
  readonly key?: unknown
  readonly before?: Row
  readonly after?: Row
}

/** `null` where it is known only when what it reads has run. */
export async function rowChanges(
  workspace: ComparedTables,
  { world, steps, step }: { world: LiveWorld; steps: readonly PlanStep[]; step: PlanStep },
): Promise<RowChanges | null | undefined> {
  const compared = await compareInput(workspace, { world, steps, forced: new Set() }, step)
  if (compared === 'unknown') return undefined
  if (compared === 'later') return null
  const { moved } = compared.comparison
  if (moved === undefined) return { ...forecastOf(compared), examples: [] }
  const { changed, added, left } = moved
  return { ...forecastOf(compared), moved: { changed, added, left }, examples: await examplesOf(workspace, compared) }
}

async function examplesOf(workspace: RowReading, input: ComparedInput): Promise<RowExample[]> {
  const { base, comparison, file, schema, reusable } = input
  const { columns, key } = base.record.rowMap
  const examples = comparison.moved?.examples ?? {}
  const engine = await workspace.engine()
  const now = { file, schema }
  const shown = (row: FoundRow | undefined): Row | undefined =>
    row && Object.fromEntries(columns.map((name) => [name, row.row[name]]))
  const before = async (mark: Parameters<typeof rowAt>[2]['mark']) => {
    for (const stored of await inputsOf(workspace, (reusable ?? base).record as MappedRecord)) {
      const table = { file: await workspace.verifiedFile(stored), schema: stored.record.schema }
      const row = shown(await rowAt(engine, table, { mark, columns }))
      if (row !== undefined) return row
    }
    return undefined
  }
  const after = async (mark: Parameters<typeof rowAt>[2]['mark']) => shown(await rowAt(engine, now, { mark, columns }))
  const { changed, added, left } = examples
  if (changed !== undefined)
    return [exampleOf('changed', key, { before: await before(changed.before), after: await after(changed.after) })]
  return [
    ...(added === undefined ? [] : [exampleOf('new', key, { after: await after(added) })]),
    ...(left === undefined ? [] : [exampleOf('left', key, { before: await before(left) })]),
  ]
}

function exampleOf(
  what: RowExample['what'],
  key: string | null,
  { before, after }: { readonly before?: Row | undefined; readonly after?: Row | undefined },
): RowExample {
  const value = key === null ? undefined : (after ?? before)?.[key]
  const all = { ...(value === undefined ? {} : { key: value }) }
  if (what !== 'changed' || before === undefined || after === undefined)
    return { what, ...all, ...(before && { before }), ...(after && { after }) }
  const differ = Object.keys(after).filter((name) => !sameValue(before[name], after[name]))
  const only = (row: Row) => Object.fromEntries(differ.map((name) => [name, row[name]]))
  return { what, ...all, before: only(before), after: only(after) }
}

const text = (value: unknown) => JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? `${one}n` : one))
const sameValue = (one: unknown, other: unknown): boolean => Object.is(one, other) || text(one) === text(other)
