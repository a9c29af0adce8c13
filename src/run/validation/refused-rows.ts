import type { AssetOptions } from '../../define/definition.ts'
import type { RecordError } from '../../define/record-error.ts'
import type { UnitFacts } from '../../plan/units.ts'
import { readRows } from '../../table/codec/read-table.ts'
import type { Engine } from '../../table/engine/open.ts'
import { readParquet } from '../../table/engine/parquet.ts'
import type { LineContext } from '../run-context.ts'
import { openRefusals, refused } from './refusals.ts'
import type { Rejects } from './rejects.ts'

const slot: unique symbol = Symbol('refused rows')

/** Rows that were refused where they were made, such as by a model of Python's, in a file: what becomes of them the options of the asset say. */
export interface RefusedRows {
  /** Absolute. */
  readonly file: string
  /** How many there are in it. */
  readonly count: number
  /** How many rows there were in all. */
  readonly of: number
}

/** The result, with what was refused beside it. */
export const withRefused = <Result extends object>(result: Result, rows: RefusedRows): Result =>
  Object.assign(Array.isArray(result) ? [...result] : { ...result }, { [slot]: rows }) as Result

export function refusedIn(result: unknown): RefusedRows | undefined {
  return typeof result === 'object' && result !== null && slot in result
    ? (result as { readonly [slot]: RefusedRows })[slot]
    : undefined
}

export interface Refusing {
  readonly facts: UnitFacts
  readonly options: AssetOptions
  readonly engine: Engine
  readonly rejects: Rejects | undefined
  readonly signal: AbortSignal
}

/** Sets the rows aside, leaves them out or fails, and tells of them, as those that a schema of TypeScript refuses. */
export async function settleRefused(
  context: LineContext,
  { file, count, of }: RefusedRows,
  by: Refusing,
): Promise<void> {
  const { facts, options, engine, rejects, signal } = by
  const refusals = openRefusals(context, { facts, options, kept: rejects !== undefined })
  const statement = { text: `SELECT * FROM ${readParquet(file)}`, parameters: [] }
  if (count > 0)
    for await (const rows of readRows(engine, statement, { signal }))
      for (const { row, record, errors } of rows as RefusedRow[]) {
        const one = { row: Number(row), value: JSON.parse(record) as unknown, errors: errors.map(asError) }
        if (options.onInvalid === undefined || options.onInvalid === 'fail') throw refused(facts, one)
        refusals.add(one, of)
        await rejects?.add(one.row, one.value, one.errors)
      }
  refusals.end(of)
}

interface RefusedRow {
  readonly row: bigint
  readonly record: string
  readonly errors: readonly (Omit<RecordError, 'input'> & { readonly input: string })[]
}

const asError = ({ path, code, message, input }: RefusedRow['errors'][number]): RecordError => ({
  ...{ path, code, message },
  input: JSON.parse(input),
})
