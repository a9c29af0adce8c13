import type { HeldColumn } from '../codec/encode/held-column.ts'
import type { Segment } from '../codec/encode/segments.ts'
import { type Field, sqlType } from '../codec/types/data-type.ts'
import {
  mostTextBytes,
  mostValues,
  type SmallColumn,
  type SmallTable,
  type SmallValue,
  smallType,
} from './small-table.ts'

/** A batch of collected rows as a small table of these fields; `undefined` where it cannot be one. */
export function smallTable(segment: Segment, batch: HeldColumn, fields: readonly Field[]): SmallTable | undefined {
  const { count: rows, children } = batch
  if (rows === 0 || rows * fields.length > mostValues) return undefined
  if (children.reduce((sum, { used }) => sum + used, 0) > mostTextBytes) return undefined
  const columns: SmallColumn[] = []
  for (const field of fields) {
    const type = smallType(field)
    const stored = segment.get(field.name)
    if (type === undefined || (stored !== undefined && sqlType(stored.type) !== type)) return undefined
    const column = stored && children[stored.position]
    const values = column === undefined ? new Array<SmallValue>(rows).fill(null) : valuesOf(column)
    columns.push({ field, type, values })
  }
  return { rows, columns }
}

function valuesOf({ kind, count, valid, words, doubles, bigints, octets, bytes }: HeldColumn): SmallValue[] {
  const valueAt = (row: number): SmallValue => {
    switch (kind) {
      case 'boolean':
        return octets[row] === 1
      case 'number':
        return doubles[row]!
      case 'bigint':
        return bigints[row]!
      case 'string':
        return bytes.subarray(words[row * 4 + 2]!, words[row * 4 + 2]! + words[row * 4]!)
      default:
        return null
    }
  }
  return Array.from({ length: count }, (_, row) => (valid[row] === 1 ? valueAt(row) : null))
}
