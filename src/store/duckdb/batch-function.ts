import { type Connection, duck, type LogicalType } from './bindings.ts'

type Chunk = Parameters<typeof duck.data_chunk_get_vector>[0]

/** One chunk of rows that DuckDB asks for when it runs a statement over them. */
export interface OfferedBatch {
  readonly types: readonly LogicalType[]
  readonly count: number
  fill(chunk: Chunk): void
}
interface Offer extends OfferedBatch {
  given: boolean
}

const functionName = 'offered_batch'
/** By the database. */
const offers = new WeakMap<object, Map<number, Offer>>()
let lastId = 0

/**
 * Makes a batch readable in SQL as a table function, once. A table that fits one batch is written from it: making a table of DuckDB's for
 * three rows, filling and dropping it takes longer than writing their file.
 */
export function offerBatch({ database }: { readonly database: object }, batch: OfferedBatch) {
  const offered = offers.get(database)
  if (offered === undefined) throw new Error('the database was opened without the function that offers batches')
  const id = ++lastId
  offered.set(id, { ...batch, given: false })
  return { table: `${functionName}(${id})`, withdraw: () => void offered.delete(id) }
}

/**
 * Called once, when the database is opened. Later a connection may have a transaction that nobody has ended, such as that of rows which
 * were not read to their end, and what is registered in it is gone with it.
 */
export function registerOffers(database: object, connection: Connection): void {
  const offered = new Map<number, Offer>()
  const made = duck.create_table_function()
  duck.table_function_set_name(made, functionName)
  duck.table_function_add_parameter(made, duck.create_logical_type(duck.Type.BIGINT))
  duck.table_function_set_bind(made, (info) => {
    const offer = offered.get(Number(duck.get_int64(duck.bind_get_parameter(info, 0))))
    if (offer === undefined) return duck.bind_set_error(info, `${functionName} is not for statements of a project`)
    offer.types.forEach((type, index) => {
      duck.bind_add_result_column(info, `c${index}`, type)
    })
    duck.bind_set_bind_data(info, offer)
  })
  duck.table_function_set_init(made, (info) => duck.init_set_max_threads(info, 1))
  duck.table_function_set_function(made, (info, chunk) => {
    const offer = duck.function_get_bind_data(info) as Offer
    duck.data_chunk_set_size(chunk, offer.given ? 0 : offer.count)
    if (!offer.given) offer.fill(chunk)
    offer.given = true
  })
  duck.register_table_function(connection, made)
  offers.set(database, offered)
}
