import type { TSType } from '../code/parser.ts'
import type { TypeScope } from './named-type.ts'

/** What a value is at run time, as far as a written type says it. */
export type ValueKind =
  | 'string'
  | 'number'
  | 'bigint'
  | 'boolean'
  | 'Date'
  | 'bytes'
  | 'Float32Array'
  | 'array'
  | 'object'

/** A type as it is written. Without `kinds` it may be anything. */
export interface WrittenType {
  readonly kinds?: readonly ValueKind[]
  readonly fields?: readonly WrittenField[]
  readonly element?: WrittenType
  /** Null is among its values, or undefined is, which at rest is the same. */
  readonly orNull?: true
}
export interface WrittenField {
  readonly name: string
  readonly optional: boolean
  readonly type: WrittenType
  /** Where its name stands in the file. */
  readonly start: number
}

export const anything: WrittenType = {}

/** What a type inside of another type is, in this file or in the file that declares it. */
export type Inner = (type: TSType, scope?: TypeScope) => WrittenType

/** One object with the fields of several. */
export function joined(types: readonly WrittenType[]): WrittenType {
  const fields = new Map(types.flatMap((type) => (type.fields ?? []).map((field) => [field.name, field] as const)))
  return types.every((type) => type.fields === undefined)
    ? anything
    : { kinds: ['object'], fields: [...fields.values()] }
}
