import { quoteId, quoteText } from '../../codec/data-type.ts'
import type { DataFiles } from '../data-files.ts'
import { declaredValue, isScalar } from '../declared-types.ts'
import { folderColumns } from '../folder-columns.ts'
import { knownColumns } from '../known-columns.ts'

/** The one column of records that are no objects. */
const name = 'json'

/**
 * Records that are values or lists, as one column; the options hold for it as for any other. `type` is what it is
 * without them.
 */
export function valuesSelect(table: string, files: DataFiles, type: string): string {
  const { read, paths } = files
  const all = paths.map((path) => ({ path, columns: [name] }))
  const folders = folderColumns(all, read)
  knownColumns(read, [name, ...folders.names])
  const typeOf = (column: string) => (Object.hasOwn(read.types ?? {}, column) ? read.types?.[column] : undefined)
  const declared = typeOf(name)
  const value =
    declared === undefined
      ? `json_transform(json, ${quoteText(JSON.stringify(read.allVarchar === true ? 'VARCHAR' : type))})`
      : declaredValue({ name, type: declared, from: isScalar(declared) ? `json_extract_string(json, '$')` : 'json' })
  if (folders.names.length === 0) return `SELECT ${value} AS ${quoteId(name)} FROM ${table}`
  const ofFolder = (column: string) => {
    const said = typeOf(column)
    return said === undefined
      ? quoteId(column)
      : `${declaredValue({ name: column, type: said, from: quoteId(column) })} AS ${quoteId(column)}`
  }
  const parts = all.map((file, index) => {
    const columns = [`${value} AS ${quoteId(name)}`, ...folders.selectOf(file)]
    return `SELECT ${[quoteId(name), ...folders.names.map(ofFolder)].join(', ')} FROM (SELECT ${columns.join(', ')} FROM ${table} WHERE file = ${index})`
  })
  return parts.join('\nUNION ALL\n')
}
