import { isOwnNumber } from './double-text.ts'
import type { SchemaField } from './schema-fields.ts'

type Fields = ReadonlyMap<string, SchemaField>
type Row = Record<string, unknown>

/**
 * A row of texts in the form that its schema accepts: a number where it takes a number, and only if the text is one.
 * Any other text stays as it is, and the schema then refuses it with the row. An optional field without a text is left
 * out.
 */
export function rowForSchema(row: Row, fields: Fields): Row {
  const result: Row = {}
  for (const [name, value] of Object.entries(row)) {
    const field = fields.get(name)
    if (value === null && field?.absent === true) continue
    define(result, name, typeof value === 'string' && field !== undefined ? valueOfText(value, field) : value)
  }
  return result
}

function valueOfText(text: string, { takes }: SchemaField): unknown {
  switch (takes) {
    case 'number':
      return numberOf(text)
    case 'bigint':
      return /^[-+]?\d+$/.test(text.trim()) ? BigInt(text.trim().replace(/^\+/, '')) : text
    case 'boolean':
      return /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : text
    case 'date':
      return dateOf(text)
    default:
      return text
  }
}

/** A number that a double would change stays a text. */
function numberOf(text: string): unknown {
  const trimmed = text.trim()
  if (!/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(trimmed)) return text
  const number = Number(trimmed)
  const isExact = /[.e]/i.test(trimmed) ? isOwnNumber(trimmed, number) : Number.isSafeInteger(number)
  return isExact ? number : text
}

const iso = /^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?(?:Z|[-+]\d{2}:\d{2})?)?$/

/** A moment without a zone is UTC, as everywhere here. */
function dateOf(text: string): unknown {
  if (!iso.test(text)) return text
  // JavaScript turns 30 February into 2 March.
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`)
  if (Number.isNaN(day.getTime()) || !day.toISOString().startsWith(text.slice(0, 10))) return text
  const date = new Date(
    text.length === 10 || /(?:Z|[-+]\d{2}:\d{2})$/.test(text) ? text.replace(' ', 'T') : `${text.replace(' ', 'T')}Z`,
  )
  return Number.isNaN(date.getTime()) ? text : date
}

/**
 * A record's JSON in the form that its schema accepts. A number that a double would round becomes a text or a bigint.
 */
export function recordForSchema(json: string, fields: Fields): unknown {
  const keepsDigits = /\d[\d.]{15}|\de[-+]?\d{3}/i.test(json)
  const record: unknown = keepsDigits ? JSON.parse(json, withDigits) : JSON.parse(json)
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return record
  const entries = Object.entries(record)
  const isNumberAsText = ([name, value]: [string, unknown]) => fields.get(name)?.takes === 'text' && isNumber(value)
  const written: Row = entries.some(isNumberAsText) ? (JSON.parse(json, withSource) as Row) : {}
  const result: Row = {}
  for (const [name, value] of entries) {
    const member = isNumberAsText([name, value]) ? written[name] : memberOf(value, fields.get(name))
    define(result, name, member)
  }
  return result
}

const isNumber = (value: unknown): boolean => typeof value === 'number' || typeof value === 'bigint'

function memberOf(value: unknown, field: SchemaField | undefined): unknown {
  if (field?.takes === 'bigint' && typeof value === 'number' && Number.isInteger(value)) return BigInt(value)
  if (field?.takes === 'date' && typeof value === 'string') return dateOf(value)
  return value
}

type Reviver = NonNullable<Parameters<typeof JSON.parse>[1]>

/** The digits come as a third argument, which TypeScript's library does not know yet. */
const withDigits: Reviver = (_: string, value: unknown, context?: { readonly source?: string }): unknown => {
  const source = context?.source
  if (typeof value !== 'number' || source === undefined) return value
  if (/[.e]/i.test(source)) return isOwnNumber(source, value) ? value : source
  return Number.isSafeInteger(value) ? value : BigInt(source)
}

/** Keeps the written form of numbers. */
const withSource: Reviver = (_: string, value: unknown, context?: { readonly source?: string }): unknown =>
  typeof value === 'number' ? (context?.source ?? value) : value

/** As JSON.parse does: `__proto__` is a key like any other. */
function define(row: Row, name: string, value: unknown): void {
  Object.defineProperty(row, name, { value, enumerable: true, configurable: true, writable: true })
}
