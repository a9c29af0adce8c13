import { valueText } from '../../util/thrown.ts'
import type { RecordError } from './record-error.ts'

interface Pair {
  readonly path: string
  readonly before: unknown
  readonly after: unknown
}

/**
 * Where the schema's output is not the record that it was given: a value that was converted, a default that was filled
 * in, a key that was left out. A cycle is walked once, and depth costs no stack.
 */
export function changesOf(record: unknown, output: unknown): readonly RecordError[] {
  const changes: RecordError[] = []
  const pending: Pair[] = [{ path: '', before: record, after: output }]
  const copies = new Map<object, object>()
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const { path, before, after } = pair
    if (Object.is(before, after)) continue
    const members = membersOf(before, after)
    if (members === undefined) changes.push(changed(pair))
    else if (copies.get(before as object) !== after) {
      copies.set(before as object, after as object)
      // The last is taken first, so that the changes come in the order of the keys.
      for (const key of members.reverse()) pending.push(memberPair(pair, path === '' ? key : `${path}.${key}`, key))
    }
  }
  return changes
}

function memberPair({ before, after }: Pair, path: string, key: string): Pair {
  return { path, before: member(before, key), after: member(after, key) }
}

const absent: unique symbol = Symbol('absent')

/** Only a key of the object's own: what `__proto__` means is not asked. */
function member(of: unknown, key: string): unknown {
  return Object.hasOwn(of as object, key) ? (of as Readonly<Record<string, unknown>>)[key] : absent
}

/** The keys of both where the two can be compared member by member; `undefined` where they are simply not the same. */
function membersOf(before: unknown, after: unknown): string[] | undefined {
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null) return undefined
  if (before instanceof Date)
    return after instanceof Date && Object.is(before.getTime(), after.getTime()) ? [] : undefined
  const isList = Array.isArray(before)
  if (isList !== Array.isArray(after)) return undefined
  if (!isList && !(isRecord(before) && isRecord(after))) return undefined
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
}

/** A class instance has state that its keys need not show, so that only plain objects are looked into. */
function isRecord(value: object): boolean {
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function changed({ path, before, after }: Pair): RecordError {
  const message =
    after === absent
      ? 'the schema leaves it out'
      : before === absent
        ? `the schema adds ${valueText(after)}`
        : `the schema changes it from ${valueText(before)} to ${valueText(after)}`
  return { path, code: 'changed', message, input: before === absent ? undefined : before }
}
