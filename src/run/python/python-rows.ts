import type { RowQuery, Table } from '../../define/table.ts'
import { failedRow } from '../../python/python-error.ts'
import { readRows } from '../../table/codec/decode/read-table.ts'
import { readParquet } from '../../table/engine/parquet.ts'
import { planOf, type RowPlan } from '../../table/work/row-plan.ts'
import { rowQuery } from '../../table/work/row-query.ts'
import type { Origin } from '../../table/work/work.ts'
import type { ForeignWork } from '../call/foreign-caller.ts'
import type { CallContext } from '../run-context.ts'
import { markRefused, type RefusedRow, withMarked } from '../validation/refused-rows.ts'
import { askPython, type PythonFunction, pythonInputs, tableOfRows } from './call-python.ts'

/** `@asset(rows='id', batch=64)`. */
export interface PythonRows {
  /** The column that names a row. */
  readonly key: string
  /** The number of rows for each call; `undefined` where the function is called with one row. */
  readonly batch: number | undefined
  /** Whether a pydantic model judges the results. */
  readonly isJudged: boolean
}

/**
 * A function of one row gets this many rows in one message, one after the other: each message to another process takes
 * time.
 */
const rowsAtOnce = 64

/**
 * The rows of the first table, each with what Python makes of it: a query like those of `map` and `mapBatches`, so that
 * only new rows are computed. Python gets the place of a row and reads the row from the files itself.
 */
export async function pythonRows(
  context: CallContext,
  work: ForeignWork,
  { called, rows }: { readonly called: PythonFunction; readonly rows: PythonRows },
): Promise<RowQuery<Record<string, unknown>>> {
  const [first, ...others] = work.facts.node.upstream as [string, ...string[]]
  const table = work.tables[first] as Table<unknown>
  const plan = planOf(table) as RowPlan
  const inputs = [await tableOfRows(context, work, table), ...(await pythonInputs(context, work, others))]
  const call = async (_: object[], origins: readonly Origin[]) => {
    const out = context.workspace.store.tmpFile(context.run.id)
    const places = origins.map(({ place }) => place)
    const answer = await askPython(context, work, { called, request: { op: 'rows', inputs, places, out } })
    const { file, counts, refused = 0 } = answer
    return madeOf(plan, {
      out,
      isThere: file === true,
      counts: counts as readonly number[],
      refused: refused as number,
    })
  }
  const errors = { onRowError: 'fail', retries: undefined, maxErrors: undefined } as const
  const size = rows.batch ?? rowsAtOnce
  const each = { size, concurrency: 1, key: rows.key, call, errors, failedRow, keeping: [] }
  const query = rowQuery({ ...plan, steps: [{ kind: 'work', work: each }] })
  return rows.isJudged ? withMarked(query) : query
}

interface MadeRows {
  readonly out: string
  readonly isThere: boolean
  /** The number of result rows for each input row. */
  readonly counts: readonly number[]
  /** The number of rows that a model refuses. */
  readonly refused: number
}

async function madeOf(plan: RowPlan, { out, isThere, counts, refused }: MadeRows): Promise<readonly object[][]> {
  const rows = isThere ? await rowsIn(plan, out, sum(counts) - refused) : []
  // Sorted by place, so that each is put where it belongs.
  const marked = refused === 0 ? [] : ((await rowsIn(plan, `${out}.refused`, refused)) as RefusedRow[])
  for (const one of marked) rows.splice(Number(one.row), 0, markRefused(one))
  let at = 0
  return counts.map((count) => {
    at += count
    return rows.slice(at - count, at)
  })
}

const sum = (numbers: readonly number[]): number => numbers.reduce((one, other) => one + other, 0)

async function rowsIn({ engine, signal }: RowPlan, file: string, rows: number): Promise<object[]> {
  const all: object[] = []
  const statement = { text: `SELECT * FROM ${readParquet(file)}`, parameters: [], rows }
  for await (const some of readRows(engine, statement, { signal })) all.push(...some)
  return all
}
