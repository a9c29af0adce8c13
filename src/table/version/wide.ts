import { type DataType, type Field, structOf } from '../codec/types/data-type.ts'
import { type Connection, duck } from '../engine/bindings.ts'

/** With more columns than this, these two take most of the time of a statement that hashes rows. */
const wideColumns = 100
const quadratic = 'common_subexpressions,statistics_propagation'

/**
 * Runs what hashes rows of these columns. DuckDB's search for common subexpressions is quadratic in their number (4 of
 * 4.5 s at 700 columns), and there are none to find; so is what it knows of the values of a struct, which it copies
 * whole for each field (1.2 of 1.7 s at 500 fields), and a hash of all rows has no use for that. Of a wide table both
 * are left out. The setting is the whole instance's: beside it another statement may be slower, never another.
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

/** How many flat columns it is made of. */
function partsOf(type: DataType): number {
  if (type.kind === 'list' || type.kind === 'map') return partsOf(type.of)
  return type.kind === 'struct' ? type.fields.reduce((sum, field) => sum + partsOf(field.type), 0) : 1
}
