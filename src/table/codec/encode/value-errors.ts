import { AssetError } from '../../../errors.ts'
import { unreachable } from '../../../util/unreachable.ts'
import { frameName } from '../../frames/frame-name.ts'
import type { BufferKind, ColumnBuffer } from './column-buffer.ts'

export interface RowPlace {
  readonly asset: string
  /** Counted from 1. */
  readonly row: number
  /** Whether the one row is the receipt of an effect, which has fields and no rows. */
  readonly isReceipt?: boolean | undefined
}

export type ValueProblem =
  | { readonly problem: 'unsupported'; readonly value: string }
  | { readonly problem: 'bigint'; readonly value: string }
  | { readonly problem: 'invalid date' | 'lone surrogate' | 'sparse' | 'too deep' | 'transferred' }

/** The error for a value that a table cannot store and give back unchanged. */
export function badValue(column: string, problem: ValueProblem, place: RowPlace): AssetError {
  const [what, fix] = explain(problem, place.isReceipt ? ['a receipt', 'field'] : ['a table', 'column'])
  return new AssetError({
    code: 'ASSET_VALUE',
    message: place.isReceipt
      ? `the receipt of ${place.asset} holds ${what}, as "${shortPath(column)}"`
      : `column "${shortPath(column)}" of ${place.asset} holds ${what}, in row ${place.row}`,
    facts: factsOf(column, place),
    fix,
  })
}

const factsOf = (path: string, { asset, row, isReceipt }: RowPlace) =>
  isReceipt ? { asset, field: path } : { asset, column: path, row }

/** The path into a cycle is as long as it was followed; its beginning is enough to find it. */
function shortPath(path: string): string {
  return path.length <= 60 ? path : `${path.slice(0, 20)}…`
}

function explain(
  problem: ValueProblem,
  [whole, part]: readonly [whole: string, part: string],
): [what: string, fix: string] {
  switch (problem.problem) {
    case 'unsupported':
      return [`${problem.value}, which ${whole} cannot store`, unsupportedFix(problem.value, part)]
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
    case 'transferred':
      return [
        'an array whose contents were transferred to another thread',
        'copy it before it is transferred: value.slice()',
      ]
    default:
      return unreachable(problem)
  }
}

function unsupportedFix(value: string, part: string): string {
  if (value.endsWith('ArrayBuffer')) return 'return its bytes: new Uint8Array(value)'
  if (value.endsWith('DataView'))
    return 'return its bytes: new Uint8Array(value.buffer, value.byteOffset, value.byteLength)'
  if (value.endsWith('Array')) return 'return a Float32Array, or an array of numbers: Array.from(value)'
  if (value.endsWith(' Map')) return 'return a plain object or an array: Object.fromEntries(map), or [...map.values()]'
  if (value.endsWith(' Set')) return 'return an array: [...set]'
  if (value.startsWith('a function') || value.startsWith('a symbol'))
    return `return what it stands for, or leave the ${part} out`
  if (value.startsWith('a Promise')) return 'await it before it is returned'
  return 'return a plain object with the fields that you need, such as { name: value.name }, or its text: String(value)'
}

export function mixedTypes(
  column: ColumnBuffer,
  kinds: { was: BufferKind; is: BufferKind },
  place: RowPlace,
): AssetError {
  return new AssetError({
    code: 'ASSET_VALUE',
    message: place.isReceipt
      ? `the receipt of ${place.asset} holds ${kindNames[kinds.is]} after ${kindNames[kinds.was]} in one list, "${column.path}"`
      : `column "${column.path}" of ${place.asset} holds ${kindNames[kinds.is]} in row ${place.row}, after ${kindNames[kinds.was]} in the rows before`,
    facts: { ...factsOf(column.path, place), before: kinds.was, now: kinds.is },
    fix: mixedFix(kinds, place.isReceipt ? 'in the whole list' : 'in every row'),
  })
}

function mixedFix({ was, is }: { was: BufferKind; is: BufferKind }, where: string): string {
  const pair = new Set([was, is])
  if (pair.has('number') && pair.has('bigint')) return `return the same type ${where}: Number(value), or BigInt(value)`
  if (pair.has('floats') && pair.has('list'))
    return `return the same type ${where}: Float32Array.from(values), or Array.from(values)`
  if (pair.has('date') && pair.has('string'))
    return `return the same type ${where}: new Date(value), or date.toISOString()`
  return `return the same type ${where}, such as String(value), or null where there is none`
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
  const facts = factsOf(column, place)
  const [whole, part] = place.isReceipt
    ? [`the receipt of ${place.asset}`, 'field']
    : [`row ${place.row} of ${place.asset}`, 'column']
  if ('twin' in problem) {
    return new AssetError({
      code: 'ASSET_VALUE',
      message: `${whole} has the ${part} "${column}", which differs from "${problem.twin}" only by case`,
      facts,
      fix: `give one of them another name: ${part} names are compared without case`,
    })
  }
  return new AssetError({
    code: 'ASSET_VALUE',
    message: `${whole} has a ${part} ${'empty' in problem ? 'without a name' : 'whose name is not text'}`,
    facts,
    fix: `give every ${part} a name of at least one character, in plain Unicode`,
  })
}

/** `a Map`, `a function`: what a value is, for a message. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (Array.isArray(value)) return 'an array'
  if (typeof value !== 'object') return `a ${typeof value}`
  const name: unknown = frameName(value) ?? Object.getPrototypeOf(value)?.constructor?.name
  if (typeof name !== 'string' || name === '' || name === 'Object') return 'an object'
  return `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`
}
