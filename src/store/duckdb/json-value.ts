/**
 * A value as JSON can hold it: it is shown, never read back as data. Bigints are strings, dates ISO 8601, bytes base64; a number that
 * JSON does not have is its name.
 */
export function jsonValue(value: unknown): unknown {
  switch (typeof value) {
    case 'bigint':
      return String(value)
    case 'number':
      return Number.isFinite(value) ? value : String(value)
    case 'object':
      return jsonObject(value)
    default:
      return value
  }
}

function jsonObject(value: object | null): unknown {
  if (value === null) return null
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
  if (ArrayBuffer.isView(value)) return Array.from(value as Float32Array, jsonValue)
  return Array.isArray(value) ? value.map(jsonValue) : jsonRow(value)
}

export function jsonRow(row: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, jsonValue(value)]))
}
