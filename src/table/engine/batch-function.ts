import { type Connection, duck, type LogicalType } from './bindings.ts'

type Chunk = Parameters<typeof duck.data_chunk_get_vector>[0]

/** One chunk of rows that DuckDB asks for when it runs a statement over them. */
export interface OfferedBatch {
  readonly types: readonly LogicalType[]
  readonly count: number
  fill(chunk: Chunk): void
}
/** What one statement reads of it. */
interface Reading {
  readonly batch: OfferedBatch
  given: boolean
}

const functionName = 'offered_batch'
/** By the database. */
const offers = new WeakMap<object, Map<number, OfferedBatch>>()
let lastId = 0

/**
 * Makes a batch readable in SQL as a table function. A table that fits one batch is written from it: making a table of
 * DuckDB's for three rows, filling and dropping it takes longer than writing their file.
 */
export function offerBatch({ database }: { readonly database: object }, batch: OfferedBatch) {
  const offered = offers.get(database)
  if (offered === undefined) throw new Error('the database was opened without the function that offers batches')
  const id = ++lastId
  offered.set(id, batch)
  return { table: `${functionName}(${id})`, withdraw: () => void offered.delete(id) }
}

/**
 * Called once, when the database is opened. Later a connection may have a transaction that nobody has ended, such as
 * that of rows which were not read to their end, and what is registered in it is gone with it.
 */
export function registerOffers(database: object, connection: Connection): void {
  const offered = new Map<number, OfferedBatch>()
  const made = duck.create_table_function()
  duck.table_function_set_name(made, functionName)
  duck.table_function_add_parameter(made, duck.create_logical_type(duck.Type.BIGINT))
  duck.table_function_set_bind(made, (info) => {
    const batch = offered.get(Number(duck.get_int64(duck.bind_get_parameter(info, 0))))
    if (batch === undefined) return duck.bind_set_error(info, `${functionName} is not for statements of a project`)
    batch.types.forEach((type, index) => {
      duck.bind_add_result_column(info, `c${index}`, type)
    })
    duck.bind_set_bind_data(info, { batch, given: false } satisfies Reading)
  })
  duck.table_function_set_init(made, (info) => duck.init_set_max_threads(info, 1))
  duck.table_function_set_function(made, (info, chunk) => {
    const reading = duck.function_get_bind_data(info) as Reading
    const { batch, given } = reading
    duck.data_chunk_set_size(chunk, given ? 0 : batch.count)
    if (!given) batch.fill(chunk)
    reading.given = true
  })
  duck.register_table_function(connection, made)
  offers.set(database, offered)
}
