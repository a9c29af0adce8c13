import { AssetError } from '../../../errors.ts'

/** The place of a value that cannot be given to JavaScript, for the message. */
export interface ReadPlace {
  /** `tags[]` is an element of the list `tags`, `meta.author` a field. */
  readonly column: string
  readonly type: string
  /** The row, counted from 1, of the value at this index. */
  readonly rowOf: (index: number) => number
  /** Whether the value is only shown: then a value that is otherwise refused becomes a bigint or a text. */
  readonly isTold?: boolean | undefined
}

/** The error for a value that its column's JavaScript form cannot hold: it is refused, never rounded or cut. */
export function unreadable(what: string, { column, type, rowOf }: ReadPlace, index: number): AssetError {
  const row = rowOf(index)
  const top = /^[^.[]+/.exec(column)?.[0] ?? column
  return new AssetError({
    code: 'ASSET_VALUE',
    message: `column "${column}" is ${/^[AEIOU](?!BIG|INT)/.test(type) ? 'an' : 'a'} ${type} with ${what}, in row ${row}`,
    facts: { column, type, row },
    fix: cure(type, top),
  })
}

function cure(type: string, column: string): string {
  const asText = `in sql "${column}"::VARCHAR, in source.table { types: { ${JSON.stringify(column)}: 'VARCHAR' } }`
  if (/^U?INT64$/.test(type))
    return `read it as a bigint (in sql js_bigint("${column}"), or a schema with z.bigint()), or as text: ${asText}`
  if (type === 'MAP') return `take its entries in sql, as a list: map_entries("${column}")`
  if (type.startsWith('DECIMAL'))
    return `read it as text, which is exact: ${asText}; or round it in sql: "${column}"::DOUBLE`
  return `read it as text, which is exact: ${asText}; or cut it in sql: date_trunc('millisecond', "${column}")`
}
