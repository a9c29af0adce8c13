import { AssetError } from '../../../errors.ts'
import { type DataType, unknownType } from '../types/data-type.ts'
import { unite } from '../types/widen.ts'
import { bufferType, type ColumnBuffer, columnBuffer, mostFields } from './column-buffer.ts'
import { copyValue, OtherForm } from './copy-value.ts'
import { type Batch, pushValue } from './push-value.ts'

/**
 * Turns nested objects into maps if they have very many fields of one type that are not in every row. Such fields are
 * the keys of a dictionary (`{ apple: 2, pear: 1 }`), and a column for each would cost every row a value for each.
 */
export function settleDictionaries(column: ColumnBuffer, batch: Batch): void {
  batch.wide = false
  for (const child of column.children) settleDictionaries(child, batch)
  if (column.kind !== 'struct' || column.depth === 0 || column.children.length <= mostFields) return
  let absent = 0
  for (const child of column.children) if (child.hasAbsent) absent++
  if (absent <= mostFields || commonType(column) === undefined) return
  if (toMap(column, batch)) batch.grown = true
}

function commonType(column: ColumnBuffer): DataType | undefined {
  try {
    const place = { asset: '', column: '' }
    return column.children.reduce<DataType>((type, child) => unite(type, bufferType(child), place), unknownType)
  } catch (error) {
    if (AssetError.is(error)) return undefined
    throw error
  }
}

/**
 * Turns the present batch into maps. Earlier batches stay objects with fields, and are widened when they are read.
 * False, with nothing changed, where the values are not stored in one form.
 */
function toMap(column: ColumnBuffer, batch: Batch): boolean {
  const entries = entriesOf(column, batch)
  if (entries === undefined) return false
  column.words.set(entries.ranges)
  column.kind = 'map'
  column.children = [entries.keys, entries.values]
  column.names = []
  column.index = new Map()
  return true
}

function entriesOf(column: ColumnBuffer, batch: Batch) {
  const keys = columnBuffer(`${column.path}{}`, column.depth + 1)
  const values = columnBuffer(`${column.path}{}`, column.depth + 1)
  const ranges = new Uint32Array(column.count * 4)
  keys.kind = 'string'
  for (let row = 0; row < column.count; row++) {
    const from = keys.count
    if (column.valid[row] === 1) {
      for (const [index, child] of column.children.entries()) {
        if (child.valid[row] === 2) continue
        pushValue(keys, column.names[index], batch)
        if (!copied({ from: child, at: row, to: values }, batch)) return undefined
      }
    }
    ranges.set([from, 0, keys.count - from, 0], row * 4)
  }
  return { keys, values, ranges }
}

function copied(value: Parameters<typeof copyValue>[0], batch: Batch): boolean {
  try {
    copyValue(value, batch)
    return true
  } catch (error) {
    if (error instanceof OtherForm) return false
    throw error
  }
}
