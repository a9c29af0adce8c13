import { type Field, sqlType } from '../codec/types/data-type.ts'

/**
 * A table of so few values that DuckDB takes longer to plan its statements than we take to write, hash and read the
 * values here. What is flat and of these types can be one; anything else is DuckDB's, and so is all that is larger.
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

/** The type by which a column is held, `undefined` where only DuckDB holds it. One that is not decided yet is text. */
export function smallType({ type }: Field): SmallType | undefined {
  if (type.kind !== 'scalar' && type.kind !== 'unknown') return undefined
  const name = type.kind === 'scalar' ? type.name : sqlType(type)
  return types.has(name) ? (name as SmallType) : undefined
}

/** Up to here it is the quicker way; it is right for more. */
export const mostValues = 256
export const mostTextBytes = 8 * 1024
