import { type DataType, type Field, structOf } from '../codec/types/data-type.ts'
import { type Connection, duck } from '../engine/bindings.ts'

/** With more columns than this, two optimizers of DuckDB take most of the time of a statement that hashes rows. */
const wideColumns = 100
const quadratic = 'common_subexpressions,statistics_propagation'

/**
 * Runs a statement that hashes rows of these columns. For a wide table it turns two optimizers of DuckDB off, both of
 * which are quadratic. The search for common subexpressions (4 of 4.5 s at 700 columns) finds none here. The statistics
 * of a struct, which are copied whole for each field (1.2 of 1.7 s at 500 fields), are of no use to a hash of all rows.
 * The setting is the whole instance's: another statement may run slower meanwhile, with the same result.
 */
export async function withoutQuadraticPlanning<T>(
  connection: Connection,
  fields: readonly Field[],
  work: () => Promise<T>,
): Promise<T> {
  if (!isWide(fields)) return work()
  await duck.query(connection, `SET GLOBAL disabled_optimizers = '${quadratic}'`)
  try {
    return await work()
  } finally {
    await duck.query(connection, 'RESET GLOBAL disabled_optimizers')
  }
}

export const isWide = (fields: readonly Field[]): boolean => partsOf(structOf(fields)) >= wideColumns

/** The number of flat columns that it consists of. */
function partsOf(type: DataType): number {
  if (type.kind === 'list' || type.kind === 'map') return partsOf(type.of)
  return type.kind === 'struct' ? type.fields.reduce((sum, field) => sum + partsOf(field.type), 0) : 1
}
