import type { RowBag } from '../version/row-version.ts'
import type { SmallColumn, SmallTable, SmallValue } from './small-table.ts'

/**
 * The hashes of the rows, equal to those that `rowHashes` of canonical-hash.ts computes in SQL: the same leaves in the
 * same order, and the same number for each as DuckDB's `hash` (https://github.com/duckdb/duckdb,
 * src/common/types/hash.cpp). The scheme of versions contains a sample of that function's results, so that a changed
 * function is another scheme; test/store/small-table.test.ts compares these numbers with DuckDB's.
 */
export function smallBag(
  { rows, columns }: SmallTable,
  { ordered, placed }: { readonly ordered: boolean; readonly placed: number },
): RowBag {
  let [first, second, either] = [0n, 0n, 0n]
  for (let row = 0; row < rows; row += 1) {
    const place = ordered ? hashWord(BigInt(row + placed)) : undefined
    const { a, b } = rowHash(columns, row, place)
    const [x, y] = [hashWord(a), hashWord(b)]
    first += combine(combine(x, y), one)
    second += combine(combine(y, x), two)
    either ^= combine(combine(x, three), y)
  }
  return { rows, parts: [rows, first, second, either].map(String) }
}

function rowHash(columns: readonly SmallColumn[], row: number, place: bigint | undefined) {
  let [a, b] = seeds
  if (place !== undefined) b = combine(b, place)
  for (const { type, values } of columns) {
    const value = values[row]!
    a = combine(a, hashValue(value))
    if (type === 'DOUBLE') a = combine(a, value === null ? hashNull : Object.is(value, -0) ? hashTrue : hashFalse)
  }
  for (let index = columns.length - 1; index >= 0; index -= 1) {
    const { field, values } = columns[index]!
    const value = values[row]!
    b = combine(b, hashValue(Buffer.isBuffer(value) ? Buffer.concat([mark, value]) : value))
    b = combine(b, value !== null ? hashFalse : field.optional === true ? hashNull : hashTrue)
  }
  if (place !== undefined) a = combine(a, place)
  return { a, b }
}

/** Stands before every text in the second hash: see canonical-hash.ts. */
const mark = Buffer.from('#')

function hashValue(value: SmallValue): bigint {
  switch (typeof value) {
    case 'boolean':
      return value ? hashTrue : hashFalse
    case 'number':
      return hashWord(bitsOf(value))
    case 'bigint':
      return hashWord(value)
    default:
      return value === null ? hashNull : hashText(value)
  }
}

const float = new DataView(new ArrayBuffer(8))

/** The bits of a double as DuckDB hashes it, for which 0 equals -0 and all NaN are one. */
function bitsOf(value: number): bigint {
  float.setFloat64(0, value === 0 ? 0 : value)
  return Number.isNaN(value) ? 0x7ff8000000000000n : float.getBigUint64(0)
}

const word = (value: bigint): bigint => BigInt.asUintN(64, value)
const factor = 0xd6e8feb86659fd93n

function hashWord(value: bigint): bigint {
  let hash = word(value)
  hash = word((hash ^ (hash >> 32n)) * factor)
  hash = word((hash ^ (hash >> 32n)) * factor)
  return hash ^ (hash >> 32n)
}

/** If the text ends within a word, the rest of the word is zero. */
function hashText(bytes: Buffer): bigint {
  let hash = word(0xe17a1465n ^ word(BigInt(bytes.length) * 0xc6a4a7935bd1e995n))
  for (let at = 0; at < bytes.length; at += 8) hash = word((hash ^ wordAt(bytes, at)) * factor)
  return hashWord(hash)
}

function wordAt(bytes: Buffer, at: number): bigint {
  if (at + 8 <= bytes.length) return bytes.readBigUInt64LE(at)
  let value = 0n
  for (let index = bytes.length - 1; index >= at; index -= 1) value = (value << 8n) | BigInt(bytes[index]!)
  return value
}

const combine = (state: bigint, hash: bigint): bigint => word((state ^ (state >> 32n)) * factor) ^ hash

const hashNull = 0xbf58476d1ce4e5b9n
const [hashFalse, one, two, three] = [0n, 1n, 2n, 3n].map(hashWord) as [bigint, bigint, bigint, bigint]
const hashTrue = one
const seeds = [2611923443488327891n, 1376283091369227076n].map(hashWord) as [bigint, bigint]
