import { type ChunkReading, readChunks } from '../codec/decode/read-table.ts'
import { rowMaker } from '../codec/decode/row-maker.ts'
import type { Field } from '../codec/types/data-type.ts'
import { isVector } from '../codec/types/float-lists.ts'
import type { Engine } from '../engine/open.ts'
import type { Statement } from '../sql/statement.ts'
import { openVectorColumn, type VectorColumn } from './vector-column.ts'

export interface VectorTable {
  readonly engine: Engine
  readonly files: readonly string[]
  /** The columns of the rows, of which some are vectors. */
  readonly fields: readonly Field[]
  readonly signal: AbortSignal | undefined
  /** Reads these columns of all rows, in the order of the files. */
  readonly statement: (columns: readonly string[]) => Statement
}

export interface RowsRead {
  readonly rows: number
  readonly isWhole: boolean
}

/** As many rows as DuckDB gives at once. */
const rowsAtOnce = 2048

/**
 * The rows of a table with vectors. DuckDB would spend most of its time on the levels of lists (where each begins and
 * ends), a byte or more for each element. So the vectors are copied out of the pages of the files here, and DuckDB
 * reads the other columns. The generator ends early where DuckDB has to read the remaining rows: at a page of another
 * kind, or at a damaged one, which DuckDB then reports.
 *
 * @returns the number of rows so far, and whether these were all.
 */
export async function* vectorRows(table: VectorTable): AsyncGenerator<object[], RowsRead> {
  const { fields, files, signal } = table
  const columns: (VectorColumn | undefined)[] = []
  let rows = 0
  try {
    for (const field of fields) columns.push(isVector(field) ? await openColumn(files, field) : undefined)
    if (columns.some((column, index) => column === undefined && isVector(fields[index]!)))
      return { rows, isWhole: false }
    const make = rowMaker(fields)
    for await (const { count, values } of othersOf(table, columns)) {
      signal?.throwIfAborted()
      const others = values.values()
      const all: unknown[][] = []
      for (const column of columns)
        all.push(column === undefined ? others.next().value! : await takeFrom(column, count))
      rows += count
      yield make(all, count)
    }
    return { rows, isWhole: true }
  } catch (error) {
    if (error instanceof NotRead) return { rows, isWhole: false }
    throw error
  } finally {
    for (const column of columns) await column?.[Symbol.asyncDispose]()
  }
}

/** The pages cannot be read here. */
class NotRead extends Error {}

async function openColumn(files: readonly string[], { name, optional }: Field): Promise<VectorColumn | undefined> {
  try {
    return await openVectorColumn(files, { name, nothing: optional === true ? undefined : null })
  } catch {
    return undefined
  }
}

async function takeFrom(column: VectorColumn, count: number): Promise<unknown[]> {
  try {
    return await column.take(count)
  } catch (error) {
    throw new NotRead('', { cause: error })
  }
}

interface Others {
  readonly count: number
  /** Of the columns that are no vectors, in their order. */
  readonly values: readonly unknown[][]
}

async function* othersOf(
  { engine, fields, signal, statement }: VectorTable,
  columns: readonly (VectorColumn | undefined)[],
): AsyncGenerator<Others> {
  const beside = fields.filter((field) => !isVector(field))
  if (beside.length > 0) {
    const reading: ChunkReading = { signal, fields: [], beside }
    for await (const { rows, beside: values } of readChunks(engine, statement(beside.map(({ name }) => name)), reading))
      yield { count: rows.length, values }
    return
  }
  const rows = columns[0]!.rows
  for (let from = 0; from < rows; from += rowsAtOnce) yield { count: Math.min(rowsAtOnce, rows - from), values: [] }
}
