import { AssetError } from '../../errors.ts'
import { unreachable } from '../../util/unreachable.ts'
import type { BufferKind, ColumnBuffer } from './column-buffer.ts'

export interface RowPlace {
  readonly asset: string
  /** Counted from 1. */
  readonly row: number
}

export type ValueProblem =
  | { readonly problem: 'unsupported'; readonly value: string }
  | { readonly problem: 'bigint'; readonly value: string }
  | { readonly problem: 'invalid date' | 'lone surrogate' | 'sparse' | 'too deep' }

/** A value that a table cannot hold and give back as it was. */
export function badValue(column: string, problem: ValueProblem, place: RowPlace): AssetError {
  const [what, fix] = explain(problem)
  return new AssetError({
    code: 'ASSET_VALUE',
    message: `column "${shortPath(column)}" of ${place.asset} holds ${what}, in row ${place.row}`,
    facts: { asset: place.asset, column, row: place.row },
    fix,
  })
}

/** The path into a cycle is as long as it was followed, and its beginning says where it is. */
function shortPath(path: string): string {
  return path.length <= 60 ? path : `${path.slice(0, 20)}…`
}

function explain(problem: ValueProblem): [what: string, fix: string] {
  switch (problem.problem) {
    case 'unsupported':
      return [`${problem.value}, which a table cannot store`, unsupportedFix(problem.value)]
    case 'bigint':
      return [`the bigint ${problem.value}, which does not fit 64 bits`, 'return it as a string: String(value)']
    case 'invalid date':
      return ['an invalid Date', 'check how the date is parsed, or return null where there is none']
    case 'lone surrogate':
      return ['half a character (a lone surrogate)', 'call .toWellFormed() on the string, or cut it between characters']
    case 'sparse':
      return ['an array with holes', 'fill the holes with null: Array.from(array, (value) => value ?? null)']
    case 'too deep':
      return [
        'an object that is cyclic, or nested deeper than 64 levels',
        'return the fields that you need, without the reference back',
      ]
    default:
      return unreachable(problem)
  }
}

function unsupportedFix(value: string): string {
  if (value.endsWith('Array')) return 'return a Float32Array, or an array of numbers: Array.from(value)'
  if (value.endsWith('Map')) return 'return a plain object or an array: Object.fromEntries(map), or [...map.values()]'
  if (value.endsWith('Set')) return 'return an array: [...set]'
  if (value.startsWith('a function') || value.startsWith('a symbol'))
    return 'return what it stands for, or leave the column out'
  if (value.startsWith('a Promise')) return 'await it before it is returned'
  return 'return a plain object with the fields that you need: { ...value }'
}

export function mixedTypes(
  column: ColumnBuffer,
  kinds: { was: BufferKind; is: BufferKind },
  place: RowPlace,
): AssetError {
  return new AssetError({
    code: 'ASSET_VALUE',
    message: `column "${column.path}" of ${place.asset} holds ${kindNames[kinds.is]} in row ${place.row}, after ${kindNames[kinds.was]} in the rows before`,
    facts: { asset: place.asset, column: column.path, row: place.row, before: kinds.was, now: kinds.is },
    fix: mixedFix(kinds),
  })
}

function mixedFix({ was, is }: { was: BufferKind; is: BufferKind }): string {
  const pair = new Set([was, is])
  if (pair.has('number') && pair.has('bigint'))
    return 'return the same type in every row: Number(value), or BigInt(value)'
  if (pair.has('floats') && pair.has('list'))
    return 'return the same type in every row: Float32Array.from(values), or Array.from(values)'
  if (pair.has('date') && pair.has('string'))
    return 'return the same type in every row: new Date(value), or date.toISOString()'
  return 'return the same type in every row, such as String(value), or null where there is none'
}

const kindNames: Readonly<Record<BufferKind, string>> = {
  unknown: 'nothing',
  boolean: 'a boolean',
  number: 'a number',
  bigint: 'a bigint',
  string: 'a string',
  date: 'a Date',
  bytes: 'a Uint8Array',
  floats: 'a Float32Array',
  list: 'an array',
  struct: 'an object',
  map: 'an object',
}

export type NameProblem = { readonly twin: string } | { readonly empty: true } | { readonly unreadable: true }

export function badName(column: string, problem: NameProblem, place: RowPlace): AssetError {
  const facts = { asset: place.asset, column, row: place.row }
  if ('twin' in problem) {
    return new AssetError({
      code: 'ASSET_VALUE',
      message: `row ${place.row} of ${place.asset} has the column "${column}", which differs from "${problem.twin}" only by case`,
      facts,
      fix: 'give one of them another name: column names are compared without case',
    })
  }
  return new AssetError({
    code: 'ASSET_VALUE',
    message: `row ${place.row} of ${place.asset} has a column ${'empty' in problem ? 'without a name' : 'whose name is not text'}`,
    facts,
    fix: 'give every column a name of at least one character, in plain Unicode',
  })
}

/** `a Map`, `a function`: what a value is, for a message. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (Array.isArray(value)) return 'an array'
  if (typeof value !== 'object') return `a ${typeof value}`
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name
  if (typeof name !== 'string' || name === '' || name === 'Object') return 'an object'
  return `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`
}
