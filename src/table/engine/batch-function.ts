import { type Connection, duck, type LogicalType } from './bindings.ts'

type Chunk = Parameters<typeof duck.data_chunk_get_vector>[0]

/**
 * Rows in JavaScript memory, in chunks that DuckDB asks for one by one when it runs a statement over them.
 */
export interface OfferedRows {
  readonly types: readonly LogicalType[]
  /** The number of rows of each chunk: at least one. */
  readonly counts: readonly number[]
  fill(chunk: Chunk, index: number): void
}
/** The state of one statement that reads them. */
interface Reading {
  readonly rows: OfferedRows
  next: number
}

const functionName = 'offered_rows'
let lastId = 0

/**
 * Makes rows readable in SQL as a table function, any number of times and in order. A table is written directly from
 * it: filling a DuckDB table first would take half as long as the writing.
 */
export function offerRows({ offers }: { readonly offers: Map<number, OfferedRows> }, rows: OfferedRows) {
  const id = ++lastId
  offers.set(id, rows)
  return { table: `${functionName}(${id})`, withdraw: () => void offers.delete(id) }
}

/**
 * Called once, when the database is opened. Later, a connection may have an open transaction, such as that of rows
 * which were not read to their end, and a function that is registered in it would be gone with it.
 */
export function registerOffers(offers: ReadonlyMap<number, OfferedRows>, connection: Connection): void {
  const tableFunction = duck.create_table_function()
  duck.table_function_set_name(tableFunction, functionName)
  duck.table_function_add_parameter(tableFunction, duck.create_logical_type(duck.Type.BIGINT))
  duck.table_function_set_bind(tableFunction, (info) => {
    const rows = offers.get(Number(duck.get_int64(duck.bind_get_parameter(info, 0))))
    if (rows === undefined) return duck.bind_set_error(info, `${functionName} is not for statements of a project`)
    rows.types.forEach((type, index) => {
      duck.bind_add_result_column(info, `c${index}`, type)
    })
    duck.bind_set_bind_data(info, { rows, next: 0 } satisfies Reading)
  })
  duck.table_function_set_init(tableFunction, (info) => duck.init_set_max_threads(info, 1))
  duck.table_function_set_function(tableFunction, (info, chunk) => {
    const reading = duck.function_get_bind_data(info) as Reading
    const { rows, next } = reading
    const count = rows.counts[next] ?? 0
    duck.data_chunk_set_size(chunk, count)
    if (count > 0) rows.fill(chunk, next)
    reading.next = next + 1
  })
  duck.register_table_function(connection, tableFunction)
}
