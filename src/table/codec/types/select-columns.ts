import { type DataType, type Field, quoteId, sqlType } from './data-type.ts'
import { widen } from './widen.ts'

/** A SELECT of a table with columns `has`, in the form of columns `fields`. */
export function columnsAs(from: string, has: readonly Field[], fields: readonly Field[]): string {
  return fields
    .map((field) => {
      const own = has.find(({ name }) => name === field.name)
      const type: DataType = own?.type ?? { kind: 'unknown' }
      return `${widen(`${from}.${quoteId(field.name)}`, type, field.type)} AS ${quoteId(field.name)}`
    })
    .join(', ')
}

/** A SELECT of these columns without rows. */
export const emptySelect = (fields: readonly Field[]): string =>
  `SELECT * FROM (SELECT ${fields.map((field) => `NULL::${sqlType(field.type)} AS ${quoteId(field.name)}`).join(', ')}) LIMIT 0`
