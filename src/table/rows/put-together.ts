import { type Field, quoteId } from '../codec/types/data-type.ts'
import { parseColumns } from '../codec/types/parse-type.ts'
import { columnsAs, emptySelect } from '../codec/types/select-columns.ts'
import { type Connection, duck } from '../engine/bindings.ts'
import { copyToParquet, rowGroupSize } from '../engine/parquet.ts'
import { placeColumn, selectPlaced } from '../work/row-plan.ts'
import { numbersOf } from './ask.ts'
import { bitsOf, type KeptRows } from './kept-rows.ts'
import { type Parts, type PreviousRows, partTag, placeTag } from './parts.ts'

/** The order of the rows in the file: that of the input, or reused rows first, in their earlier order. */
export type Order = 'input' | 'kept first'

/** Sorting a table of this size takes no noticeable time. */
const smallBytes = 16 * 2 ** 20

/** A reused row that is needed several times cannot be read in passing, nor can a computed row. */
export async function orderOf(connection: Connection, parts: Parts, ordered: boolean): Promise<Order> {
  const { input, keptRows, previous, staged } = parts
  if (staged !== undefined) {
    const [times = 0] = await numbersOf(
      connection,
      `SELECT count(*) AS n FROM (${staged.select}) s JOIN ${input.table} i ON i.first = s.${quoteId(placeTag)}`,
    )
    if (times !== staged.rows) return 'input'
  }
  if (keptRows === undefined || previous === undefined || keptRows.outputs === 0) return 'kept first'
  return ordered || !keptRows.once || previous.sizeBytes < smallBytes ? 'input' : 'kept first'
}

export interface Together {
  readonly parts: Parts
  readonly fields: readonly Field[]
  readonly file: string
  readonly order: Order
}

/**
 * Writes kept and computed rows to one file. Under `kept first` no row is held: DuckDB reads the earlier file in order
 * and leaves rows out.
 */
export async function copyTogether(connection: Connection, { parts, fields, file, order }: Together): Promise<void> {
  const { keptRows, previous, staged } = parts
  const before = keptRows !== undefined && keptRows.outputs > 0 ? previous : undefined
  const text = order === 'input' ? sorted(parts, fields) : await inPassing(connection, parts, fields)
  const rows = (keptRows?.outputs ?? 0) + (staged?.rows ?? 0)
  // The rows are larger than the compressed file, so this estimate may be too low: a row group that is too small costs
  // less than one that is too large.
  const bytes = ((before?.sizeBytes ?? 0) + (staged?.bytes ?? 0)) * 2
  await duck.query(connection, copyToParquet(text, { file, fields, rowGroupSize: rowGroupSize(bytes, rows) }))
}

const placed = ({ file, columns }: PreviousRows): string =>
  selectPlaced({ file, fileColumns: columns.map(({ name }) => name) }, quoteId(placeColumn))

/** The reused rows of an earlier output, unchanged. */
export const keptOf = (previous: PreviousRows, { table }: KeptRows): string =>
  `(SELECT p.* FROM (${placed(previous)}) p SEMI JOIN ${table} k ON k.source = p.${quoteId(placeColumn)})`

function sorted({ input, keptRows, previous, staged }: Parts, fields: readonly Field[]): string {
  const selects: string[] = []
  const [place, part] = [quoteId(placeTag), quoteId(partTag)]
  if (keptRows !== undefined && previous !== undefined && keptRows.outputs > 0) {
    const columns = columnsAs('p', parseColumns(previous.columns), fields)
    selects.push(`SELECT ${columns}, k.place::BIGINT AS ${place}, k.part::BIGINT AS ${part}
FROM (${placed(previous)}) p JOIN ${keptRows.table} k ON k.source = p.${quoteId(placeColumn)}`)
  }
  if (staged !== undefined) {
    selects.push(`SELECT ${columnsAs('s', staged.fields, fields)}, i.place::BIGINT AS ${place}, s.${part}::BIGINT AS ${part}
FROM (${staged.select}) s JOIN ${input.table} i ON i.first = s.${place}`)
  }
  if (selects.length === 0) return emptySelect(fields)
  const names = fields.map(({ name }) => quoteId(name)).join(', ')
  return `SELECT ${names} FROM (\n${selects.join('\nUNION ALL ')}\n) ORDER BY ${place}, ${part}`
}

async function inPassing(connection: Connection, parts: Parts, fields: readonly Field[]): Promise<string> {
  const { keptRows, previous, staged } = parts
  const selects: string[] = []
  if (keptRows !== undefined && previous !== undefined && keptRows.outputs > 0) {
    const bits = await bitsOf(connection, { table: keptRows.table, rows: previous.rows })
    selects.push(`SELECT ${columnsAs('p', parseColumns(previous.columns), fields)} FROM (${placed(previous)}) p
WHERE get_bit(${bits}, p.${quoteId(placeColumn)}::INTEGER) = 1`)
  }
  if (staged !== undefined) selects.push(`SELECT ${columnsAs('s', staged.fields, fields)} FROM (${staged.select}) s`)
  return selects.length === 0 ? emptySelect(fields) : selects.join('\nUNION ALL ')
}
