import type { AssetOptions } from '../../define/definition.ts'
import type { RecordError } from '../../define/validation/record-error.ts'
import type { UnitFacts } from '../../plan/units.ts'
import { readRows } from '../../table/codec/decode/read-table.ts'
import type { Engine } from '../../table/engine/open.ts'
import { readParquet } from '../../table/engine/parquet.ts'
import { refusedRow } from '../../table/work/work.ts'
import type { LineContext } from '../run-context.ts'
import { openRefusals, type Refusal, refused } from './refusals.ts'
import type { Rejects } from './rejects.ts'
import type { Judge } from './validate.ts'

const slot: unique symbol = Symbol('refused rows')
const marked: unique symbol = Symbol('marked rows')

/**
 * A file of rows that were refused where they were made, such as by a pydantic model. The options of the asset decide
 * what happens to them.
 */
export interface RefusedRows {
  /** Absolute. */
  readonly file: string
  /** The number of refused rows in the file. */
  readonly count: number
  /** The number of all rows, accepted and refused. */
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

/**
 * The mark of a refused row, in the place of the row among rows that come one by one. Plain data, since computed rows
 * are kept in files.
 */
const markOf = 'assetstore: refused'

export const markRefused = ({ record, errors }: Pick<RefusedRow, 'record' | 'errors'>): object => ({
  [markOf]: { record, errors: errors.map(({ path, code, message, input }) => ({ path, code, message, input })) },
})

/** The query, with a note that some of its rows are marked as refused. */
export const withMarked = <Query extends object>(query: Query): Query => Object.assign({ ...query }, { [marked]: true })

export const hasMarked = (result: unknown): boolean => typeof result === 'object' && result !== null && marked in result

/** Lets rows without a mark through. */
export function openMarkedJudge(context: LineContext, by: Pick<Refusing, 'facts' | 'options' | 'rejects'>): Judge {
  const { facts, options, rejects } = by
  const refusals = openRefusals(context, { facts, options, kept: rejects !== undefined })
  let rows = 0
  return {
    row(value, number) {
      rows += 1
      const mark = (value as { readonly [markOf]?: Pick<RefusedRow, 'record' | 'errors'> })[markOf]
      if (mark === undefined) return value
      const one = refusalOf({ ...mark, row: number ?? rows })
      if (options.onInvalid === undefined || options.onInvalid === 'fail') throw refused(facts, one)
      refusals.add(one, rows)
      return rejects === undefined ? refusedRow : rejects.add(one.row, one.value, one.errors).then(() => refusedRow)
    },
    end: (before) => refusals.end(rows + before),
  }
}

export interface Refusing {
  readonly facts: UnitFacts
  readonly options: AssetOptions
  readonly engine: Engine
  readonly rejects: Rejects | undefined
  readonly signal: AbortSignal
}

/** Sets the rows aside, leaves them out or fails, and reports them like rows that a TypeScript schema refuses. */
export async function settleRefused(
  context: LineContext,
  { file, count, of }: RefusedRows,
  by: Refusing,
): Promise<void> {
  const { facts, options, engine, rejects, signal } = by
  const refusals = openRefusals(context, { facts, options, kept: rejects !== undefined })
  const statement = { text: `SELECT * FROM ${readParquet(file)}`, parameters: [], rows: count }
  if (count > 0)
    for await (const rows of readRows(engine, statement, { signal }))
      for (const row of rows as RefusedRow[]) {
        const one = refusalOf(row)
        if (options.onInvalid === undefined || options.onInvalid === 'fail') throw refused(facts, one)
        refusals.add(one, of)
        await rejects?.add(one.row, one.value, one.errors)
      }
  refusals.end(of)
}

/** A refused row in the form that Python writes. */
export interface RefusedRow {
  readonly row: bigint | number
  readonly record: string
  readonly errors: readonly (Omit<RecordError, 'input'> & { readonly input: string })[]
}

const refusalOf = ({ row, record, errors }: RefusedRow): Refusal => ({
  row: Number(row),
  value: JSON.parse(record) as unknown,
  errors: errors.map(asError),
})

const asError = ({ path, code, message, input }: RefusedRow['errors'][number]): RecordError => ({
  ...{ path, code, message },
  input: JSON.parse(input),
})
