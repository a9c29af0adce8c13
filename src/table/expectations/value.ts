import { type Sql, sql } from '../../define/sql.ts'
import type { DataType } from '../codec/types/data-type.ts'
import { unmarked } from '../codec/types/data-type.ts'
import { mistakeIn } from './mistake.ts'

/** The class of a column's values for an expectation. */
export type ValueClass = 'number' | 'text' | 'boolean' | 'time' | 'other'

const numbers = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|BIGNUM|FLOAT|DOUBLE|DECIMAL\(.*\))$/
const times = /^(DATE|TIMESTAMP.*)$/

export function classOf(type: DataType): ValueClass {
  if (type.kind !== 'scalar') return 'other'
  const name = unmarked(type.name)
  if (numbers.test(name)) return 'number'
  if (times.test(name)) return 'time'
  if (name === 'BOOLEAN') return 'boolean'
  return name === 'VARCHAR' || name.startsWith('ENUM') ? 'text' : 'other'
}

/**
 * A suite's value as SQL to compare with a column of this type; `undefined` where no value of the column can equal it.
 * Numbers are written out in digits, so that integers beyond 2^53 are compared exactly.
 */
export function comparable(value: unknown, type: DataType): Sql | undefined {
  switch (classOf(type)) {
    case 'number':
      return numberSql(value)
    case 'text':
      return typeof value === 'string' ? sql`${value}` : undefined
    case 'boolean':
      return booleanSql(value)
    case 'time':
      return timeSql(value, type)
    default:
      return isBindable(value) ? sql`${value}` : undefined
  }
}

/** A bound as SQL; it has to be comparable. @throws AssetError `EXPECTATION` where it is not. */
export function bound(value: unknown, type: DataType, option: string): Sql {
  const literal = comparable(value, type)
  if (literal !== undefined) return literal
  const shown = JSON.stringify(value)
  throw mistakeIn(
    option,
    `is ${shown}, which no ${nameOf(type)} can be compared with`,
    `give ${option} a value of the column's type`,
  )
}

/** To Python, 1 is true and 0 is false. */
function booleanSql(value: unknown): Sql | undefined {
  if (value === 0 || value === 1) return sql`${value === 1}`
  return typeof value === 'boolean' ? sql`${value}` : undefined
}

function numberSql(value: unknown): Sql | undefined {
  if (typeof value === 'boolean') return sql.raw(value ? '1' : '0')
  if (typeof value === 'bigint') return sql.raw(String(value))
  if (typeof value !== 'number' || Number.isNaN(value)) return undefined
  if (Number.isInteger(value)) return sql.raw(BigInt(value).toString())
  return Number.isFinite(value) ? sql.raw(`${value}::DOUBLE`) : sql.raw(`'${value > 0 ? '' : '-'}infinity'::DOUBLE`)
}

function timeSql(value: unknown, type: DataType): Sql | undefined {
  const text = value instanceof Date ? value.toISOString() : value
  if (typeof text !== 'string' || Number.isNaN(Date.parse(text))) return undefined
  const zoned = type.kind === 'scalar' && type.name === 'TIMESTAMP WITH TIME ZONE'
  return zoned ? sql`CAST(${text} AS TIMESTAMPTZ)` : sql`CAST(${text} AS TIMESTAMP)`
}

const isBindable = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

const nameOf = (type: DataType): string => (type.kind === 'scalar' ? unmarked(type.name) : type.kind)

/** The condition that holds for every row. */
export const always: Sql = sql`true`

/** The filter of an aggregate; empty where it covers all rows, so that DuckDB evaluates no condition. */
export function overRows(...conditions: readonly Sql[]): Sql {
  const condition = joined(
    conditions.filter((one) => one !== always),
    ' AND ',
  )
  return condition === undefined ? sql`` : sql`FILTER (WHERE ${condition})`
}

/** The parts joined by a word, in brackets; `undefined` for no part. */
export function joined(parts: readonly Sql[], word: string): Sql | undefined {
  const [first, ...rest] = parts
  if (first === undefined) return undefined
  const between = sql.raw(word)
  return rest.reduce((all, one) => sql`${all}${between}${one}`, first)
}

export const allOf = (parts: readonly Sql[]): Sql => inBrackets(joined(parts, ' AND '), 'true')
export const anyOf = (parts: readonly Sql[]): Sql => inBrackets(joined(parts, ' OR '), 'false')

const inBrackets = (all: Sql | undefined, none: string): Sql => (all === undefined ? sql.raw(none) : sql`(${all})`)
