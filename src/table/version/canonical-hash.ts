import { unreachable } from '../../util/unreachable.ts'
import { type DataType, type Field, quoteId, quoteText, scalar, sqlType, structOf } from '../codec/types/data-type.ts'

/**
 * The two hashes of a row, and why two rows that differ have other hashes.
 *
 * DuckDB's `hash` alone does not tell values apart: it says the same of the halves of a 128-bit number in either order,
 * of 0.0 and -0.0, of `[[1], [2]]` and `[[1, 2]]`, of a struct and its only field, of an empty list and none. So no
 * value of the user's is given to it. A row is first cut into *leaves*, as Dremel and Parquet cut nested columns:
 *
 * - A flat value is a leaf, with one that says whether it is there. A floating-point number has one more, its sign
 *   where it is zero.
 * - A struct is a leaf that says whether it is there, and the leaves of its fields.
 * - A list is its length (-1 for none), and its elements. Elements are cut column by column: flat values stay one flat
 *   list; structs become a list for each field; lists become the list of their lengths and all their elements in one
 *   list. Where elements are null, a list of flags says which.
 * - A map is the list of its entries.
 * - A field that is not there is neither null nor a value: what stands for null says which of the three it is.
 *
 * *Rows that differ have other leaves.* From left to right the leaves can be read back: each has one value or as many
 * as a length before it says, so the row can be rebuilt from them. NaN is one value, as in JavaScript.
 *
 * *Other leaves have another hash.* A leaf is of one of two kinds only. Of a *word*, a value that DuckDB holds in at
 * most 64 bits, `hash` is a bijection (MurmurHash3's finalizer). *Text* is hashed by all its bytes. What is neither
 * (decimals beyond 18 digits, UUIDs and whatever is added to DuckDB) is taken as its text, which is exact for each of
 * these types. DuckDB folds leaves with `state = mix(state) xor hash(leaf)`, where `mix` is a bijection: rows that
 * differ in one word never meet, and others only by chance. There are two folds, from other seeds and in other orders,
 * and in the second every text has a prefix, so that a chance in one is none in the other: together it is one of about
 * 2^-128 for a pair of rows. It is no guard against somebody who looks for such a pair.
 */
export function rowHashes(
  fields: readonly Field[],
  more: readonly string[] = [],
): { readonly a: string; readonly b: string } {
  const leaves = [...fields.flatMap(columnLeaves), ...more.map(word)]
  const first = leaves.flatMap((leaf) => leaf.first ?? [])
  const second = leaves.flatMap((leaf) => leaf.second ?? []).reverse()
  return { a: `hash(${[seeds[0], ...first].join(', ')})`, b: `hash(${[seeds[1], ...second].join(', ')})` }
}

/** A hash of a column's value, for finding rows by it; two values may share a hash. */
export const valueHash = (field: Field): string => `hash(${[seeds[0], ...valueParts(field)].join(', ')})`

/** Expressions that are equal for two values of a column exactly if the values are equal: for GROUP BY. */
export const valueParts = (field: Field): readonly string[] => columnLeaves(field).flatMap(({ first }) => first ?? [])

const columnLeaves = ({ name, type, optional }: Field): readonly Leaf[] =>
  leavesOf(quoteId(name), type, optional === true ? {} : undefined)

/** Digits of pi, so that nobody has chosen them. */
const seeds = ['2611923443488327891', '1376283091369227076'] as const

/**
 * The expressions of a leaf in each fold. One fold leaves out what separates only one value from another: null from a
 * number, 0 from -0.
 */
interface Leaf {
  readonly first?: string
  readonly second?: string
}

const word = (expression: string): Leaf => ({ first: expression, second: expression })

/**
 * A field that some rows lack (`optional`): null at rest then means that the field is absent, which differs from null;
 * where the object around it is null, it means nothing. A field that is present has the same leaves whether others lack
 * it or not.
 */
interface Absence {
  /** The object that contains the field; a column has none. */
  readonly within?: string
}

function nothing(value: string, absence: Absence | undefined): string {
  if (absence === undefined) return `${value} IS NULL`
  const absent = `nullif(${value} IS NULL, true)`
  return absence.within === undefined ? absent : `CASE WHEN ${absence.within} IS NULL THEN true ELSE ${absent} END`
}

function lengthOf(list: string, absence: Absence | undefined): string {
  if (absence === undefined) return `coalesce(len(${list}), -1)`
  const absent = absence.within === undefined ? '-2' : `CASE WHEN ${absence.within} IS NULL THEN -1 ELSE -2 END`
  return `coalesce(len(${list}), ${absent})`
}

function leavesOf(value: string, type: DataType, absence?: Absence): readonly Leaf[] {
  switch (type.kind) {
    case 'unknown':
      return scalarLeaves(value, 'text', absence)
    case 'scalar':
      return scalarLeaves(value, kindOf(sqlType(type)), absence)
    case 'struct':
      return [
        word(nothing(value, absence)),
        ...type.fields.flatMap((field) => {
          const inside = field.optional === true ? { within: value } : undefined
          return leavesOf(fieldOf(value, field.name), field.type, inside)
        }),
      ]
    case 'list':
      return [word(lengthOf(value, absence)), ...elementLeaves(value, type.of)]
    case 'map': {
      const entries = `map_entries(${value})`
      return [word(lengthOf(entries, absence)), ...elementLeaves(entries, entryOf(type.of))]
    }
    case 'other':
      throw unstored(value, type.name)
    default:
      return unreachable(type)
  }
}

const entryOf = (of: DataType): DataType =>
  structOf([
    { name: 'key', type: scalar('VARCHAR') },
    { name: 'value', type: of },
  ])

function scalarLeaves(value: string, kind: ScalarKind, absence?: Absence): readonly Leaf[] {
  const presence: Leaf = { second: nothing(value, absence) }
  switch (kind) {
    case 'word':
      return [presence, word(value)]
    case 'float':
      return [presence, word(value), { first: `(${value} = 0 AND signbit(${value}))` }]
    case 'text':
      return [presence, { first: value, second: `'#' || ${value}` }]
    case 'bytes':
      return [presence, { first: value, second: `'#'::BLOB || ${value}` }]
    case 'wide':
      return scalarLeaves(`${value}::VARCHAR`, 'text', absence)
    default:
      return unreachable(kind)
  }
}

/** A field of the structs in a list, which some of the structs lack. */
interface ElementAbsence {
  readonly structs: string
  readonly name: string
}

/** An expression over each element or, for a field that some structs lack, over each struct. */
function eachElement(
  list: string,
  absence: ElementAbsence | undefined,
  of: (value: string, absence?: Absence) => string,
) {
  if (absence === undefined) return each(list, of(element))
  return each(absence.structs, of(fieldOf(element, absence.name), { within: element }))
}

/**
 * The leaves of the elements of a list; a null list has none. Earlier leaves give the number of elements.
 */
function elementLeaves(list: string, type: DataType, absence?: ElementAbsence): readonly Leaf[] {
  switch (type.kind) {
    case 'unknown':
      return flatLeaves(list, 'text', absence)
    case 'scalar':
      return flatLeaves(list, kindOf(sqlType(type)), absence)
    case 'struct':
      return [
        ...nullLeaves(list, absence),
        ...type.fields.flatMap(({ name, type: of, optional }) =>
          elementLeaves(
            each(list, fieldOf(element, name)),
            of,
            optional === true ? { structs: list, name } : undefined,
          ),
        ),
      ]
    case 'list':
      return [word(eachElement(list, absence, lengthOf)), ...elementLeaves(`flatten(${list})`, type.of)]
    case 'map': {
      const lengths = eachElement(list, absence, (map, inside) => lengthOf(`map_entries(${map})`, inside))
      return [word(lengths), ...elementLeaves(`flatten(${each(list, `map_entries(${element})`)})`, entryOf(type.of))]
    }
    case 'other':
      throw unstored(list, type.name)
    default:
      return unreachable(type)
  }
}

function flatLeaves(list: string, kind: ScalarKind, absence?: ElementAbsence): readonly Leaf[] {
  const nulls = nullLeaves(list, absence)
  switch (kind) {
    case 'word':
      return [...nulls, word(list)]
    case 'float':
      return [...nulls, word(list), ...zeroLeaves(list)]
    case 'text':
      return [...nulls, { first: list, second: each(list, `'#' || ${element}`) }]
    case 'bytes':
      return [...nulls, { first: list, second: each(list, `'#'::BLOB || ${element}`) }]
    case 'wide':
      return [...nulls, ...flatLeaves(`${list}::VARCHAR[]`, 'text').slice(nulls.length)]
    default:
      return unreachable(kind)
  }
}

/**
 * Whether there are nulls is a leaf of its own, so that the flags can be left out where there are none: for a vector
 * they would cost as much as the vector.
 */
function nullLeaves(list: string, absence: ElementAbsence | undefined): readonly Leaf[] {
  const some = `list_count(${list}) <> len(${list})`
  return [{ second: some }, { second: `CASE WHEN ${some} THEN ${eachElement(list, absence, nothing)} END` }]
}

function zeroLeaves(list: string): readonly Leaf[] {
  const some = `list_contains(${list}, 0)`
  return [
    { first: some },
    { first: `CASE WHEN ${some} THEN ${each(list, `${element} = 0 AND signbit(${element})`)} END` },
  ]
}

type ScalarKind = 'word' | 'float' | 'text' | 'bytes' | 'wide'

/** A value counts as a word only if 64 bits are known to hold it exactly and in one form. */
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
