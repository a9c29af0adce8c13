import { inspect } from 'node:util'
import { isNativeError, isProxy } from 'node:util/types'
import { withoutValues } from './process/hidden-values.ts'

/** The most errors of an `AggregateError`, and the most causes, that are shown. */
const mostCauses = 3

/**
 * What was thrown, in words: `TypeError: fetch failed (Error: connect ECONNREFUSED 127.0.0.1:5432)`. An error tells its
 * causes, because of many the own message says nothing. Anything may be thrown, and whatever it is this does not throw.
 * Values that came through `env` are left out: what a service refuses it often repeats.
 */
export function thrownText(thrown: unknown): string {
  try {
    return withoutValues(isError(thrown) ? errorText(thrown, 0) : `threw ${valueText(thrown)}`)
  } catch {
    return 'threw an error that cannot be read'
  }
}

/** A value on one line, cut where it is long. It runs no getter and no trap of a proxy. */
export function valueText(value: unknown): string {
  return inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 200, maxArrayLength: 5 })
}

/**
 * What went wrong, the first of all first: where the end of a `using` fails as well, Node throws both as one error
 * without words.
 */
export function thrownInOrder(thrown: unknown): readonly [first: unknown, ...later: unknown[]] {
  if (!isError(thrown) || thrown.name !== 'SuppressedError' || !('suppressed' in thrown)) return [thrown]
  return [...thrownInOrder(thrown.suppressed), 'error' in thrown ? thrown.error : undefined]
}

/** It is the first that says why. */
export const firstThrown = (thrown: unknown): unknown => thrownInOrder(thrown)[0]

export function isError(value: unknown): value is Error {
  return !isProxy(value) && (value instanceof Error || isNativeError(value))
}

function errorText(error: Error, depth: number): string {
  // The name of our own errors says nothing to a user.
  const parts = error.name === 'AssetError' ? [error.message] : [error.name, error.message]
  const own = parts.filter((part) => String(part) !== '').join(': ')
  const below = [
    ...('errors' in error && Array.isArray(error.errors) ? error.errors.slice(0, mostCauses) : []),
    error.cause,
  ]
  const because = below.filter((one) => one !== undefined && depth < mostCauses)
  const texts = because.map((one) => (isError(one) ? errorText(one, depth + 1) : valueText(one)))
  return texts.length === 0 ? own : `${own} (${texts.join('; ')})`
}
