import { type Field, sqlType } from '../codec/types/data-type.ts'

/**
 * A table of so few values that DuckDB takes longer to plan its statements than this code takes to write, hash and read
 * the values. Only flat columns of a few types can be in one; all other tables, and all larger ones, go through DuckDB.
 */
export interface SmallTable {
  /** At least one. */
  readonly rows: number
  readonly columns: readonly SmallColumn[]
}
export interface SmallColumn {
  readonly field: Field
  readonly type: SmallType
  /** As long as there are rows. Text is its UTF-8. */
  readonly values: readonly SmallValue[]
}
export type SmallValue = boolean | number | bigint | Buffer | null
export type SmallType = 'BOOLEAN' | 'DOUBLE' | 'BIGINT' | 'VARCHAR'

const types: ReadonlySet<string> = new Set<SmallType>(['BOOLEAN', 'DOUBLE', 'BIGINT', 'VARCHAR'])

/** The type in which a column is stored; `undefined` where only DuckDB can. A column without a type yet is text. */
export function smallType({ type }: Field): SmallType | undefined {
  if (type.kind !== 'scalar' && type.kind !== 'unknown') return undefined
  const name = type.kind === 'scalar' ? type.name : sqlType(type)
  return types.has(name) ? (name as SmallType) : undefined
}

/** Up to this number of values it is the faster way; it is correct for more. */
export const mostValues = 256
export const mostTextBytes = 8 * 1024
