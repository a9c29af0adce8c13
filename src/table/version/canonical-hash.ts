import { unreachable } from '../../util/unreachable.ts'
import { type DataType, type Field, quoteId, quoteText, sqlType } from '../codec/data-type.ts'

/**
 * The two hashes of a row, and why two rows that differ have other hashes.
 *
 * DuckDB's `hash` alone does not tell values apart: it says the same of the halves of a 128-bit number in either order, of 0.0 and -0.0, of
 * `[[1], [2]]` and `[[1, 2]]`, of a struct and its only field, of an empty list and none. So no value of the user's is given to it. A row is
 * first cut into *leaves*, as Dremel and Parquet cut nested columns:
 *
 * - A flat value is a leaf, with one that says whether it is there. A floating-point number has one more, its sign where it is zero.
 * - A struct is a leaf that says whether it is there, and the leaves of its fields.
 * - A list is its length (-1 for none), and its elements. Elements are cut column by column: flat values stay one flat list; structs become a list for
 *   each field; lists become the list of their lengths and all their elements in one list. Where elements are null, a list of flags says which.
 * - A map is the list of its entries.
 *
 * *Rows that differ have other leaves.* From left to right the leaves can be read back: each has one value or as many as a length before it
 * says, so the row can be rebuilt from them. NaN is one value, as in JavaScript.
 *
 * *Other leaves have another hash.* A leaf is of one of two kinds only. Of a *word*, a value that DuckDB holds in at most 64 bits, `hash` is a bijection
 * (MurmurHash3's finalizer). *Text* is hashed by all its bytes. What is neither (decimals beyond 18 digits, UUIDs and whatever is added to DuckDB) is
 * taken as its text, which is exact for each of these types. DuckDB folds leaves with `state = mix(state) xor hash(leaf)`, where `mix` is a bijection:
 * rows that differ in one word never meet, and others only by chance. There are two folds, from other seeds and
 * in other orders, and in the second every text has a prefix, so that a chance in one is none in the other: together it is one of about 2^-128
 * for a pair of rows. It is no guard against somebody who looks for such a pair.
 */
export function rowHashes(
  fields: readonly Field[],
  more: readonly string[] = [],
): { readonly a: string; readonly b: string } {
  const leaves = [...fields.flatMap((field) => leavesOf(quoteId(field.name), field.type)), ...more.map(word)]
  const first = leaves.flatMap((leaf) => leaf.first ?? [])
  const second = leaves.flatMap((leaf) => leaf.second ?? []).reverse()
  return { a: `hash(${[seeds[0], ...first].join(', ')})`, b: `hash(${[seeds[1], ...second].join(', ')})` }
}

/** One hash of a column's value, for finding rows by it; two values may share it. */
export const valueHash = (field: Field): string => `hash(${[seeds[0], ...valueParts(field)].join(', ')})`

/** What is equal of two values of a column where the values are, and only there: for GROUP BY. */
export const valueParts = (field: Field): readonly string[] =>
  leavesOf(quoteId(field.name), field.type).flatMap(({ first }) => first ?? [])

/** Digits of pi, which nobody chose. */
const seeds = ['2611923443488327891', '1376283091369227076'] as const

/**
 * What stands for a leaf in each fold. One fold does without what tells one value at most from another: null from a
 * number, 0 from -0.
 */
interface Leaf {
  readonly first?: string
  readonly second?: string
}

const word = (expression: string): Leaf => ({ first: expression, second: expression })
const presence = (value: string): Leaf => ({ second: `${value} IS NULL` })

function leavesOf(value: string, type: DataType): readonly Leaf[] {
  switch (type.kind) {
    case 'unknown':
      return scalarLeaves(value, 'text')
    case 'scalar':
      return scalarLeaves(value, kindOf(sqlType(type)))
    case 'struct':
      return [
        word(`${value} IS NULL`),
        ...type.fields.flatMap((field) => leavesOf(fieldOf(value, field.name), field.type)),
      ]
    case 'list':
      return [word(`coalesce(len(${value}), -1)`), ...elementLeaves(value, type.of)]
    case 'other':
      throw unstored(value, type.name)
    default:
      return unreachable(type)
  }
}

function scalarLeaves(value: string, kind: ScalarKind): readonly Leaf[] {
  switch (kind) {
    case 'word':
      return [presence(value), word(value)]
    case 'float':
      return [presence(value), word(value), { first: `(${value} = 0 AND signbit(${value}))` }]
    case 'text':
      return [presence(value), { first: value, second: `'#' || ${value}` }]
    case 'bytes':
      return [presence(value), { first: value, second: `'#'::BLOB || ${value}` }]
    case 'wide':
      return scalarLeaves(`${value}::VARCHAR`, 'text')
    default:
      return unreachable(kind)
  }
}

/**
 * Of the elements of a list, or of a list that is null and has none. How many there are is said by the leaves before.
 */
function elementLeaves(list: string, type: DataType): readonly Leaf[] {
  switch (type.kind) {
    case 'unknown':
      return flatLeaves(list, 'text')
    case 'scalar':
      return flatLeaves(list, kindOf(sqlType(type)))
    case 'struct':
      return [
        ...nullLeaves(list),
        ...type.fields.flatMap((field) => elementLeaves(each(list, fieldOf(element, field.name)), field.type)),
      ]
    case 'list':
      return [word(each(list, `coalesce(len(${element}), -1)`)), ...elementLeaves(`flatten(${list})`, type.of)]
    case 'other':
      throw unstored(list, type.name)
    default:
      return unreachable(type)
  }
}

function flatLeaves(list: string, kind: ScalarKind): readonly Leaf[] {
  switch (kind) {
    case 'word':
      return [...nullLeaves(list), word(list)]
    case 'float':
      return [...nullLeaves(list), word(list), ...zeroLeaves(list)]
    case 'text':
      return [...nullLeaves(list), { first: list, second: each(list, `'#' || ${element}`) }]
    case 'bytes':
      return [...nullLeaves(list), { first: list, second: each(list, `'#'::BLOB || ${element}`) }]
    case 'wide':
      return flatLeaves(`${list}::VARCHAR[]`, 'text')
    default:
      return unreachable(kind)
  }
}

/**
 * Whether there are nulls is a leaf of its own, so that the flags can be left out where there are none: of a vector
 * they would cost as much as itself.
 */
function nullLeaves(list: string): readonly Leaf[] {
  const some = `list_count(${list}) <> len(${list})`
  return [{ second: some }, { second: `CASE WHEN ${some} THEN ${each(list, `${element} IS NULL`)} END` }]
}

function zeroLeaves(list: string): readonly Leaf[] {
  const some = `list_contains(${list}, 0)`
  return [
    { first: some },
    { first: `CASE WHEN ${some} THEN ${each(list, `${element} = 0 AND signbit(${element})`)} END` },
  ]
}

type ScalarKind = 'word' | 'float' | 'text' | 'bytes' | 'wide'

/** Only what is known to be held in 64 bits, exactly and in one form, is a word. */
function kindOf(name: string): ScalarKind {
  if (words.has(name) || isNarrowDecimal(name)) return 'word'
  if (floats.has(name)) return 'float'
  if (name === 'VARCHAR') return 'text'
  return name === 'BLOB' || name === 'BYTEA' ? 'bytes' : 'wide'
}

const integers = ['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'UTINYINT', 'USMALLINT', 'UINTEGER', 'UBIGINT']
const moments = ['DATE', 'TIME', 'TIMESTAMP', 'TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP_NS', 'TIMESTAMP WITH TIME ZONE']
const words: ReadonlySet<string> = new Set(['BOOLEAN', ...integers, ...moments])
const floats: ReadonlySet<string> = new Set(['FLOAT', 'DOUBLE'])

function isNarrowDecimal(name: string): boolean {
  const width = /^DECIMAL\((\d+),/.exec(name)?.[1]
  return width !== undefined && Number(width) <= 18
}

const unstored = (value: string, type: string) =>
  new Error(`${value} is a column of the type ${type}, which no table has at rest`)

const element = 'element'
const each = (list: string, expression: string): string => `list_transform(${list}, lambda ${element}: ${expression})`
const fieldOf = (value: string, name: string): string => `struct_extract(${value}, ${quoteText(name)})`
