import { contentKey } from '../../src/table/work/content-key.ts'

export type Row = Readonly<Record<string, unknown>>

/** What an input row may hold. Each differs from the first in one value, and some of these only in JavaScript's eyes. */
const contents: readonly Row[] = [
  {},
  { n: -0 },
  { n: Number.NaN },
  { n: null },
  { vector: new Float32Array([0, -0]) },
  { vector: new Float32Array([-0, 0]) },
  { vector: null },
  { bytes: new Uint8Array([0]) },
  { when: new Date(1) },
  { big: 2n ** 60n },
  { nested: { a: null, list: ['x', null] } },
  { nested: { a: 1, list: [] } },
  { nested: null },
  { text: '' },
  { text: null },
  { optional: 'now and then' },
  { w: 1 },
  { w: 2 },
]
const usual: Row = {
  ...{ n: 0, text: 'usual', big: 1n, w: 0, when: new Date(0) },
  ...{ vector: new Float32Array([0, 0]), bytes: new Uint8Array([]), nested: { a: 1, list: ['x'] } },
}
export const contentCount = contents.length

/** The columns of these rows, whichever of them there are. */
export const inputColumns = [
  { name: 'n', type: 'DOUBLE' },
  { name: 'text', type: 'VARCHAR' },
  { name: 'big', type: 'BIGINT' },
  { name: 'w', type: 'DOUBLE' },
  { name: 'when', type: 'TIMESTAMP_MS' },
  { name: 'vector', type: 'FLOAT[]' },
  { name: 'bytes', type: 'BLOB' },
  { name: 'nested', type: 'STRUCT(a DOUBLE, list VARCHAR[])' },
  { name: 'optional', type: 'VARCHAR' },
]

export interface Line {
  readonly id: number
  readonly content: number
  readonly note: number
}
export function inputRow({ id, content, note }: Line, keyed: boolean): Row {
  return { ...usual, ...contents[content], note, ...(keyed ? { id: `row ${id}` } : {}) }
}

/** A row as it is compared: at rest a field that is missing and one that is null are the same. */
export const asText = (row: unknown): string => contentKey({ row: withoutNulls(row) }) as string

function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  if (value instanceof Date || ArrayBuffer.isView(value)) return value
  const fields = Object.entries(value).filter(([, field]) => field !== null && field !== undefined)
  return Object.fromEntries(
    fields.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, field]) => [name, withoutNulls(field)]),
  )
}

/** How many rows of each content there are. */
export function tally(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return counts
}

export interface InputModel {
  readonly texts: readonly string[]
  readonly keys: readonly unknown[] | undefined
}

/**
 * What a run has to count, from the rows that are given to the function and those that were given to it before: in the version before, which tells
 * what left and what changed, and in any other.
 */
export function countsOf(now: InputModel, before: InputModel | undefined, others: readonly InputModel[] = []) {
  const known = new Set([before, ...others].flatMap((one) => one?.texts ?? []))
  const fresh = [...new Set(now.texts)].filter((text) => !known.has(text))
  const reused = now.texts.filter((text) => known.has(text)).length
  if (before === undefined) return { fresh, counts: { computed: fresh.length, reused, removed: 0, changed: 0 } }
  const { keys } = now
  if (keys === undefined || before.keys === undefined) {
    const left = tally(now.texts)
    const removed = [...tally(before.texts)].reduce((sum, [text, n]) => sum + Math.max(0, n - (left.get(text) ?? 0)), 0)
    return { fresh, counts: { computed: fresh.length, reused, removed, changed: 0 } }
  }
  const removed = before.keys.filter((key) => !keys.includes(key)).length
  const changed = fresh.filter((text) => before.keys?.includes(keys[now.texts.indexOf(text)])).length
  return { fresh, counts: { computed: fresh.length, reused, removed, changed } }
}
