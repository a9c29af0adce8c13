/** The column types whose values are Dates, except TIMESTAMP, which a Date made by JavaScript is stored as. */
export type DateOrigin = 'DATE' | 'TIMESTAMP WITH TIME ZONE' | 'TIMESTAMP_NS'

/** Returns its argument, so that a subclass puts its private field on that object. */
class SameDate {
  constructor(date: Date) {
    // biome-ignore lint/correctness/noConstructorReturn: it is what this class is for
    return date as unknown as SameDate
  }
}

/**
 * A private field on a Date: no property, so that nothing of the user's sees it (not `Object.keys`, `assert.deepEqual`,
 * `structuredClone` or `console.log`), and a tenth of the time that a WeakMap takes.
 */
class Marked extends SameDate {
  #origin: DateOrigin
  constructor(date: Date, origin: DateOrigin) {
    super(date)
    this.#origin = origin
  }
  static originOf(date: object): DateOrigin | undefined {
    return #origin in date ? date.#origin : undefined
  }
}

/** Says which kind of column a Date was read of: where it is written again as it is, it is one of these again. */
export function markDate(date: Date, origin: DateOrigin): Date {
  new Marked(date, origin)
  return date
}

const dayMs = 86_400_000
/** What 64 bits of nanoseconds reach, in ms around 1970. */
const mostNanosecondsMs = 9_223_372_036_854

/** `undefined` where the Date is JavaScript's own, or was changed to what such a column does not hold. */
export function dateOrigin(date: Date): DateOrigin | undefined {
  const origin = Marked.originOf(date)
  if (origin === 'DATE') return date.getTime() % dayMs === 0 ? origin : undefined
  if (origin === 'TIMESTAMP_NS') return Math.abs(date.getTime()) <= mostNanosecondsMs ? origin : undefined
  return origin
}

/** How a column of Dates is held while it is collected, whatever it becomes. */
export const dateNames: ReadonlySet<string> = new Set(['TIMESTAMP', 'DATE', 'TIMESTAMP WITH TIME ZONE', 'TIMESTAMP_NS'])
