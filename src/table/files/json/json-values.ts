import { quoteId, quoteText } from '../../codec/types/data-type.ts'
import type { DataFiles } from '../data-files.ts'
import { declaredValue } from '../declared-types.ts'
import { folderColumns } from '../folder-columns.ts'
import { knownColumns } from '../known-columns.ts'
import { asWritten } from './number-marks.ts'

/** The name of the one column where records are no objects. */
const name = 'json'

interface Values {
  readonly table: string
  /** The type of the column without options. */
  readonly type: string
  /** Restores the written form of numbers that became text; present where some of them are marked. */
  readonly written: ((value: string) => string) | undefined
}

/** Records that are values or lists, as one column; the source's options apply to it as to any other column. */
export function valuesSelect({ table, type, written }: Values, files: DataFiles): string {
  const { read, paths } = files
  const all = paths.map((path) => ({ path, columns: [name] }))
  const folders = folderColumns(all, read)
  knownColumns(read, [name, ...folders.names])
  const typeOf = (column: string) => (Object.hasOwn(read.types ?? {}, column) ? read.types?.[column] : undefined)
  const declared = typeOf(name)
  const isVarchar = read.allVarchar === true || declared !== undefined || type === 'VARCHAR'
  const plain = `json_transform(json, ${quoteText(JSON.stringify(isVarchar ? 'VARCHAR' : type))})`
  const transformed = written === undefined ? plain : isVarchar ? asWritten(plain) : written(plain)
  const value =
    declared === undefined ? transformed : declaredValue({ name, type: declared, from: transformed, isText: true })
  if (folders.names.length === 0) return `SELECT ${value} AS ${quoteId(name)} FROM ${table}`
  const ofFolder = (column: string) => {
    const typeOfColumn = typeOf(column)
    return typeOfColumn === undefined
      ? quoteId(column)
      : `${declaredValue({ name: column, type: typeOfColumn, from: quoteId(column) })} AS ${quoteId(column)}`
  }
  const parts = all.map((file, index) => {
    const columns = [`${value} AS ${quoteId(name)}`, ...folders.selectOf(file)]
    return `SELECT ${[quoteId(name), ...folders.names.map(ofFolder)].join(', ')} FROM (SELECT ${columns.join(', ')} FROM ${table} WHERE file = ${index})`
  })
  return parts.join('\nUNION ALL\n')
}
