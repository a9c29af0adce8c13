import { safeJson } from '../safe-json.ts'

/** A value as one line of text. `null` is told from the empty string by `none`. */
export function cellText(value: unknown, none = 'null'): string {
  if (value === null || value === undefined) return none
  if (typeof value === 'string') return value
  const json = safeJson(value)
  return typeof json === 'string' ? json : JSON.stringify(json)
}
