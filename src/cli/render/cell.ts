/** A value of a table as it stands in JSON: what JSON has no form for becomes a string or an array. */
export function jsonValue(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  if (value === undefined) return null
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number | bigint>, jsonValue)
  if (Array.isArray(value)) return value.map(jsonValue)
  return jsonRow(value as Readonly<Record<string, unknown>>)
}

export function jsonRow(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, jsonValue(value)]))
}

/** A value as one line of text. `null` is told from the empty string by `none`. */
export function cellText(value: unknown, none = 'null'): string {
  if (value === null || value === undefined) return none
  if (typeof value === 'string') return value
  const json = jsonValue(value)
  return typeof json === 'string' ? json : JSON.stringify(json)
}
