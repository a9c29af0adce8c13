import { AssetError } from '../../errors.ts'
import {
  type ArrowData,
  type ArrowTable,
  type ArrowType,
  arrowType,
  floatPrecision,
  timeUnit,
} from '../arrow/arrow-shape.ts'

/** How many of it are one millisecond, by Arrow's number of the unit: microseconds and nanoseconds. */
const inMillisecond: Readonly<Record<number, bigint>> = {
  [timeUnit.microsecond]: 1000n,
  [timeUnit.nanosecond]: 1_000_000n,
}

/**
 * The rows of an Arrow table as plain objects, for code that looks at each of them, such as the keys of partitions. A
 * table that an asset returns is stored with its exact values, by `storeArrow`.
 *
 * @throws AssetError `ASSET_VALUE` for a value that JavaScript lacks: a moment finer than a `Date`, a time of day.
 */
export function* rowsOfArrow(table: ArrowTable): Generator<object> {
  for (const [index, { name }] of table.schema.fields.entries()) expectExact(name, table.getChildAt(index)?.data ?? [])
  const columns = table.schema.fields.map((field, index) => ({ field, vector: table.getChildAt(index) }))
  for (let row = 0; row < table.numRows; row++) {
    yield Object.fromEntries(columns.map(({ field, vector }) => [field.name, plain(vector?.get(row), field.type)]))
  }
}

function expectExact(column: string, chunks: readonly ArrowData[]): void {
  for (const chunk of chunks) {
    const { typeId } = chunk.type
    if (typeId === arrowType.time) throw inexact(column, 'times of day', 'make it text, or a timestamp of a day')
    if (typeId === arrowType.timestamp && hasFinerMoments(chunk))
      throw inexact(column, 'a moment finer than a millisecond', 'round it, or make it text or a whole number')
    expectExact(column, chunk.children ?? [])
  }
}

function hasFinerMoments(chunk: ArrowData): boolean {
  const { type, values, length } = chunk
  const divisor = inMillisecond[type.unit ?? 0]
  if (divisor === undefined) return false
  for (let at = 0; at < length; at++) if ((values?.[at] as bigint) % divisor !== 0n && chunk.getValid(at)) return true
  return false
}

function inexact(column: string, what: string, cure: string): AssetError {
  return new AssetError({
    code: 'ASSET_VALUE',
    message: `column "${column}" of the Arrow table that was returned holds ${what}, of which a value of JavaScript is not exact`,
    facts: { column },
    fix: `${cure}; or return a frame of Polars, or parquetFile(path), whose values are stored as they are`,
  })
}

function plain(value: unknown, type: ArrowType): unknown {
  if (value === null || value === undefined) return null
  switch (type.typeId) {
    case arrowType.timestamp:
    case arrowType.date:
      return typeof value === 'number' || typeof value === 'bigint' ? new Date(Number(value)) : value
    case arrowType.list:
    case arrowType.fixedSizeList:
      return plainList(value as Iterable<unknown>, type.children![0]!.type)
    case arrowType.struct:
      return plainStruct(value as Record<string, unknown>, type)
    case arrowType.dictionary:
      return type.dictionary === undefined ? value : plain(value, type.dictionary)
    default:
      return value
  }
}

function plainList(values: Iterable<unknown>, of: ArrowType): unknown {
  const elements = Array.from(values, (element) => plain(element, of))
  const single = of.typeId === arrowType.float && of.precision === floatPrecision.single
  return single && !elements.includes(null) ? Float32Array.from(elements as number[]) : elements
}

function plainStruct(value: Record<string, unknown>, { children }: ArrowType): object {
  return Object.fromEntries((children ?? []).map((field) => [field.name, plain(value[field.name], field.type)]))
}
