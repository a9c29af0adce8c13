/**
 * JSON with sorted keys and no white space: equal values give equal texts. `undefined` members are left out, as JSON
 * does. Functions, symbols and class instances have no JSON; `undefined` is returned for them.
 */
export function canonicalJson(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value)
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? JSON.stringify(value) : `"number ${numberText(value)}"`
    case 'bigint':
      return `"bigint ${value}"`
    case 'object':
      return objectJson(value)
    default:
      return undefined
  }
}

const numberText = (value: number): string => (Object.is(value, -0) ? '-0' : String(value))

function objectJson(value: object | null): string | undefined {
  if (value === null) return 'null'
  if (value instanceof Date) return `"date ${Number.isNaN(value.getTime()) ? 'invalid' : value.toISOString()}"`
  if (value instanceof RegExp) return JSON.stringify(`regexp ${value}`)
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item) ?? 'null').join(',')}]`
  if (!isPlain(value)) return undefined
  const members = Object.keys(value)
    .sort()
    .flatMap((name) => {
      const json = canonicalJson((value as Record<string, unknown>)[name])
      return json === undefined ? [] : [`${JSON.stringify(name)}:${json}`]
    })
  return `{${members.join(',')}}`
}

/** Whether every part of it has JSON, so that the text tells all of it. */
export function isJson(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === undefined || canonicalJson(value) !== undefined
  if (Array.isArray(value)) return value.every(isJson)
  return isPlain(value) ? Object.values(value).every(isJson) : canonicalJson(value) !== undefined
}

export function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
