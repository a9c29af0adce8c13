import type { Column, Table } from '../../define/table.ts'
import type { Engine } from './open.ts'
import { readParquet } from './parquet.ts'
import { sqlText } from './render-sql.ts'
import { type RowPlan, rowPlan } from './row-plan.ts'
import { queryMembers } from './row-query.ts'

export interface TableSource {
  /** The absolute path of the Parquet file. */
  readonly file: string
  readonly columns: readonly Column[]
  readonly count: number
  /** Told at every read which columns it reads; `null` where it is, or may be, the whole table. */
  readonly onRead: (columns: readonly string[] | null) => void
  /** Ends every reading of it. */
  readonly signal?: AbortSignal | undefined
}

/** A stored table as a function receives it. Nothing is opened before it is read. */
export function openTable(engine: Engine, { file, columns, count, onRead, signal }: TableSource): Table<unknown> {
  const whole = readParquet(file)
  const plan: RowPlan = {
    engine,
    base: [sqlText(`SELECT * FROM ${whole}`)],
    whole,
    columns: columns.map((column) => column.name),
    reads: null,
    fixed: false,
    steps: [],
    onRead,
    signal,
  }
  const reading = <T>(value: T): T => {
    onRead(null)
    return value
  }
  // The descriptors, not the values: copying a getter would read the table before anybody asked.
  return Object.freeze(
    Object.defineProperties(
      { ...queryMembers(plan), [rowPlan]: plan },
      {
        columns: { enumerable: true, get: () => reading(columns) },
        count: { enumerable: true, get: () => reading(count) },
        path: { enumerable: true, get: () => reading(file) },
      },
    ),
  ) as unknown as Table<unknown>
}
