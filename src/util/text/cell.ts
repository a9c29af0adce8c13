import { safeJson } from '../safe-json.ts'

/** A value as one line of text. `none` stands for `null`, which differs from the empty string. */
export function cellText(value: unknown, none = 'null'): string {
  if (value === null || value === undefined) return none
  if (typeof value === 'string') return value
  const json = safeJson(value)
  return typeof json === 'string' ? json : JSON.stringify(json)
}
