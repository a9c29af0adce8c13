/** Reads one header, whatever the library keeps them in. */
export type ReadHeader = (name: string) => string | undefined

/**
 * How long the provider asks to be left alone, in ms: `retry-after-ms` (OpenAI, Azure) before `retry-after`, which is
 * seconds or an HTTP date (RFC 9110, section 10.2.3). A date that has passed is 0; `undefined` where neither can be
 * read.
 */
export function retryAfterMs(header: ReadHeader, now: number): number | undefined {
  const exact = amount(header('retry-after-ms'))
  if (exact !== undefined) return exact
  const text = header('retry-after')?.trim()
  const seconds = amount(text)
  if (seconds !== undefined) return seconds * 1_000
  // A date has a weekday or a month in it: `Date.parse` reads "-5" and "1;2" as dates too.
  const date = text !== undefined && /[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

function amount(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) : undefined
}

/** From `Headers`, or from a plain object as Node and the AI SDK have them. */
export function headerReader(headers: unknown): ReadHeader {
  if (typeof headers !== 'object' || headers === null) return () => undefined
  if (headers instanceof Headers) return (name) => headers.get(name) ?? undefined
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const))
  return (name) => {
    const value = byName.get(name)
    return value === undefined || value === null ? undefined : String(value)
  }
}
