import { types } from 'node:util'
import { type DateOrigin, dateOrigin, markDate } from './date-origin.ts'

/**
 * For every Date in the value, in one order: the kind of column that it was read from. `undefined` where no Date was.
 */
export function datesIn(value: unknown): readonly (DateOrigin | null)[] | undefined {
  const origins: (DateOrigin | null)[] = []
  eachDate(value, (date) => void origins.push(dateOrigin(date) ?? null))
  return origins.some((origin) => origin !== null) ? origins : undefined
}

/** Gives the Dates in a copy of the value the same origins. */
export function markDatesIn(value: unknown, origins: readonly (DateOrigin | null)[]): void {
  let index = 0
  eachDate(value, (date) => {
    const origin = origins[index++]
    if (origin !== null && origin !== undefined) markDate(date, origin)
  })
}

function eachDate(value: unknown, tell: (date: Date) => void): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return
  if (types.isDate(value)) tell(value)
  else for (const one of Object.values(value)) eachDate(one, tell)
}
