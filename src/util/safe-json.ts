import { isProxy } from 'node:util/types'
import { thrownText } from './thrown.ts'

/** Deeper than any record that means something, and shallow enough for every stack. */
const mostDepth = 100
/** Above this a list is asked whether it has as many elements as it says. */
const longList = 100_000

/**
 * Any value as JSON can hold it, so that it can be kept and shown: bigints are strings, dates ISO 8601, bytes base64,
 * functions and symbols their kind in brackets. Nothing makes it throw: what contains itself, is too deep, or cannot be
 * read has words in brackets in its place.
 */
export function safeJson(value: unknown, within: readonly object[] = []): unknown {
  switch (typeof value) {
    case 'string':
      return value.toWellFormed()
    case 'boolean':
    case 'undefined':
      return value
    case 'bigint':
      return String(value)
    case 'number':
      return Number.isFinite(value) ? value : String(value)
    case 'object':
      return value === null ? null : safeObject(value, within)
    default:
      return `[${typeof value}]`
  }
}

/**
 * A row of a table or of a user's as JSON can hold it: it is shown, never read back as data. What is not there is
 * `null`.
 */
export function jsonRow(row: object): Record<string, unknown> {
  const json = safeJson(row)
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return { value: json ?? null }
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, value ?? null]))
}

/** The same as text; at most `most` characters of it, where that is given. */
export function safeJsonText(value: unknown, most = Number.POSITIVE_INFINITY): string | null {
  const text = JSON.stringify(safeJson(value)) as string | undefined
  if (text === undefined) return null
  return text.length > most ? `${text.slice(0, most - 1).toWellFormed()}…` : text
}

function safeObject(value: object, within: readonly object[]): unknown {
  if (isProxy(value)) return '[proxy]'
  if (within.includes(value)) return '[contains itself]'
  if (within.length === mostDepth) return '[too deep]'
  try {
    return objectJson(value, [...within, value])
  } catch (error) {
    return `[cannot be read: ${thrownText(error)}]`
  }
}

function objectJson(value: object, within: readonly object[]): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Array.from(value as unknown as ArrayLike<number | bigint>, (one) => safeJson(one))
  if (value instanceof Map || value instanceof Set) return Array.from(value, (one) => safeJson(one, within))
  // For example a URL, a decimal or a Temporal instant, which define their own JSON.
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function')
    return safeJson((value as { toJSON: () => unknown }).toJSON(), within)
  if (Array.isArray(value) && !isSparse(value)) return Array.from(value, (one) => safeJson(one, within) ?? null)
  // `fromEntries` takes a name such as `__proto__` for a name.
  return Object.fromEntries(Object.keys(value).map((key) => [key.toWellFormed(), member(value, key, within)]))
}

function member(of: object, key: string, within: readonly object[]): unknown {
  try {
    return safeJson((of as Readonly<Record<string, unknown>>)[key], within)
  } catch (error) {
    return `[cannot be read: ${thrownText(error)}]`
  }
}

/** A list that says it has four billion elements need not have any. */
function isSparse(list: readonly unknown[]): boolean {
  return list.length > longList && Object.keys(list).length < list.length
}
