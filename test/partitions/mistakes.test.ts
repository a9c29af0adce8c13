import { describe, expect, test } from 'vitest'
import { type Partitions, partitionsOf, type TimeOptions } from '../../src/define/partitions/partition.ts'
import { partitions } from '../../src/define/partitions/partitions.ts'
import type { Reads } from '../../src/define/partitions/reads.ts'
import { readsRuleOf } from '../../src/define/partitions/reads.ts'
import { partitionIdentity } from '../../src/partitions/identity.ts'
import { mappingMistake } from '../../src/partitions/mapping-mistake.ts'
import { definitionMistake, keyMistake } from '../../src/partitions/mistakes.ts'
import { openPartitions } from '../../src/partitions/open-partitions.ts'

const { daily, hourly, weekly, cron, of, from, cross, all, last, latest, only, overlapping, previous, same } =
  partitions
const start = { from: '2026-01-01' }
const mistake = async (definition: Partitions) => {
  const found = await definitionMistake(partitionsOf(definition)!)
  return found && `${found.message}: ${found.fix}`
}
const numbers = (count: number) => of(Array.from({ length: count }, (_, index) => String(index)))

describe('a definition that cannot be', () => {
  test.each<[Partitions, string]>([
    [
      daily({ ...start, timeZone: 'Europe/Madird' }),
      "there is no time zone 'Europe/Madird': did you mean 'Europe/Madrid'?",
    ],
    [
      daily({ ...start, timeZone: 'Moon' }),
      "there is no time zone 'Moon': give an IANA name, such as 'Europe/Madrid' or 'UTC'",
    ],
    [
      daily({ ...start, until: '2025-01-01' }),
      'from 2026-01-01 is not before until 2025-01-01: let `from` be the earlier one; `until` is the first moment without a partition',
    ],
    [
      daily({ ...start, until: '2026-01-01' }),
      'from 2026-01-01 is not before until 2026-01-01: let `from` be the earlier one; `until` is the first moment without a partition',
    ],
    [
      daily({ from: '2026-1-5' }),
      "from is '2026-1-5', which is no time of the calendar: give one such as '2026-01-01', '2026-01' or '2026-01-01T06:00'",
    ],
    [
      daily({ from: '2026-02-30' }),
      "from is '2026-02-30', which is no time of the calendar: give one such as '2026-01-01', '2026-01' or '2026-01-01T06:00'",
    ],
    [
      daily({} as TimeOptions),
      "from is undefined, which is no time of the calendar: give one such as '2026-01-01', '2026-01' or '2026-01-01T06:00'",
    ],
    [
      daily({ ...start, until: 'soon' }),
      "until is 'soon', which is no time of the calendar: give one such as '2026-01-01', '2026-01' or '2026-01-01T06:00'",
    ],
    [daily({ ...start, keep: '90 days' }), "keep is '90 days', which is no length of time: give one such as '90d'"],
    [
      daily({ from: '2026-01-01T01:00', until: '2026-01-01T23:00' }),
      'there is no whole window from 2026-01-01T01:00 until 2026-01-01T23:00: let `until` be later',
    ],
    [
      daily({ from: '2026-01-01T01:00', until: '2026-01-02' }),
      'there is no whole window from 2026-01-01T01:00 until 2026-01-02: let `until` be later',
    ],
    [
      cron('2026-02-03T00:00:00', start),
      "'2026-02-03T00:00:00' is no cron line: it has 1 field, and not five: give minute, hour, day of the month, month and day of the week, such as '0 7 * * *'",
    ],
    [
      daily('2026-01-01' as unknown as TimeOptions),
      "its options are '2026-01-01': give an object, such as { from: '2026-01-01' }",
    ],
    [daily({ ...start, timezone: 'UTC' } as TimeOptions), 'there is no option "timezone": did you mean "timeZone"?'],
    [
      daily({ ...start, startsOn: 'sunday' } as TimeOptions),
      'there is no option "startsOn": remove it, or use one of from, until, timeZone, keep',
    ],
    [
      weekly({ ...start, startsOn: 'mon' as 'monday' }),
      "startsOn is 'mon': give one of sunday, monday, tuesday, wednesday, thursday, friday, saturday",
    ],
    [cron('0 0 30 2 *', start), "the cron line '0 0 30 2 *' never comes: name a day that is in the calendar"],
    [
      cron('61 * * * *', start),
      "'61 * * * *' is no cron line: Invalid value for minute: 61: give minute, hour, day of the month, month and day of the week, such as '0 7 * * *'",
    ],
    [of([]), 'partitions.of has no keys: give it one, or leave partitions out'],
    [of(['a', 'b', 'a']), "the key 'a' is there twice: remove one of them"],
    [
      of(['a', ' b']),
      'the key " b" cannot be one: give texts of 1 to 200 characters, without control characters, and without white space at either end',
    ],
    [
      of([1] as never),
      'the key 1 is no text: give texts of 1 to 200 characters, without control characters, and without white space at either end',
    ],
    [
      from('x' as never),
      "partitions.from has no function: give one, such as ({ customers }) => customers.pick('region')",
    ],
    [cross({}), 'partitions.cross has no dimension: give it two or more, such as { day: days, topic: topics }'],
    [
      cross({ a: cross({ b: of(['x']) }) }),
      'the dimension "a" is a cross itself: give partitions of one dimension by a name of their own',
    ],
    [
      cross({ key: of(['x']) }),
      'the dimension "key" is the name of the whole key: give partitions of one dimension by a name of their own',
    ],
    [
      cross({ day: daily({ ...start, timeZone: 'UCT+1' }) }),
      expect.stringContaining('dimension "day": there is no time zone'),
    ],
    [
      cross({ a: numbers(10_000), b: numbers(1_000) }),
      'these are 10,000,000 partitions: leave a part of the key to a column of the rows: there can be 1,000,000 partitions',
    ],
  ])('%#', async (definition, text) => {
    expect(await mistake(definition)).toEqual(text)
  })

  test('a cross that grows too large with time is told where it is opened, as PARTITIONS_INVALID', async () => {
    const grid = partitionsOf(cross({ hour: hourly({ from: '2000-01-01' }), tenant: numbers(1_000) }))
    const opened = openPartitions(grid, { now: Date.parse('2001-01-01T00:00:00Z'), keysOf: async () => [] })
    await expect(opened).rejects.toMatchObject({
      code: 'PARTITIONS_INVALID',
      message: 'the cross of 8,784 of hour and 1,000 of tenant has 8,784,000 partitions',
      fix: 'leave a dimension to a column of the rows: there can be 1,000,000 partitions',
    })
  })

  test('keys that data decides', () => {
    expect(['', 'a\n', ' a', 'a\ud800', 'x'.repeat(201), 1].map((key) => keyMistake(key) === undefined)).toEqual(
      Array(6).fill(false),
    )
    expect(['a', 'a b', 'a/b', 'ñ', 'x'.repeat(200)].map((key) => keyMistake(key))).toEqual(Array(5).fill(undefined))
  })
})

describe('a mapping between two definitions', () => {
  const days = daily(start)
  const grid = cross({ day: days, topic: of(['a']) })
  const two = cross({ day: days, week: weekly(start) })
  test.each<[Reads, Partitions | undefined, Partitions | undefined, string | undefined]>([
    [same(), days, daily({ from: '2025-01-01', timeZone: 'Europe/Madrid' }), undefined],
    [
      same(),
      days,
      weekly(start),
      'same() reads the same key, and the two have other keys: use overlapping(), only(key) or all()',
    ],
    [
      same(),
      days,
      of(['a']),
      'same() reads the same key, and the two have other keys: use overlapping(), only(key) or all()',
    ],
    [same(), undefined, days, 'same() needs partitions on both sides: use overlapping(), only(key) or all()'],
    [same(), of(['a']), from(() => []), undefined],
    [overlapping(), days, hourly(start), undefined],
    [overlapping(), grid, hourly(start), undefined],
    [
      overlapping(),
      days,
      of(['a']),
      'overlapping() reads windows of time, and it has none: use same(), only(key) or all()',
    ],
    [
      overlapping(),
      undefined,
      days,
      "overlapping() starts at the reader's own window, and the reader has none: use latest(), last(n), only(key) or all()",
    ],
    [
      previous(),
      days,
      two,
      'previous() reads windows of time, and it has 2 dimensions of them: use same(), only(key) or all()',
    ],
    [previous(0), days, days, 'previous(0) counts windows: give a whole number of at least 1'],
    [last(1.5), days, days, 'last(1.5) counts windows: give a whole number of at least 1'],
    [last(7), undefined, days, undefined],
    [latest(), of(['a']), grid, undefined],
    [latest(), days, of(['a']), 'latest() reads windows of time, and it has none: use same(), only(key) or all()'],
    [only('a'), undefined, of(['a']), undefined],
    [all(), undefined, undefined, 'it has no partitions: leave it out of `reads`'],
  ])('%#', (reads, reader, upstream, text) => {
    const edge = { reader: partitionsOf(reader), upstream: partitionsOf(upstream), rule: readsRuleOf(reads)! }
    const found = mappingMistake(edge)
    expect(found && `${found.message}: ${found.fix}`).toBe(text)
  })
})

test.each<[() => unknown, string, string]>([
  [() => last(7, { mising: 'skip' } as never), 'last() has no option "mising"', 'did you mean "missing"?'],
  [
    () => previous(1, { n: 2 } as never),
    'previous() has no option "n"',
    "remove it: its one option is { missing: 'skip' }",
  ],
  [() => overlapping({ missing: 'skp' as never }), 'overlapping() has missing: "skp"', "give 'fail' or 'skip'"],
])('a mapping refuses an option that it does not know: %#', (declare, message, fix) => {
  expect(declare).toThrow(expect.objectContaining({ code: 'PARTITIONS_INVALID', message, fix }))
})

describe('what makes a partition what it is', () => {
  const identity = (of: Partitions) => partitionIdentity(partitionsOf(of))
  test.each<[string, Partitions, Partitions, boolean]>([
    [
      'where the set begins, ends and is kept',
      daily(start),
      daily({ from: '2020-01-01', until: '2030-01-01', keep: '9d' }),
      true,
    ],
    ['the zone that is the default', daily(start), daily({ ...start, timeZone: 'UTC' }), true],
    ['another zone', daily(start), daily({ ...start, timeZone: 'Europe/Madrid' }), false],
    ['another unit', daily(start), weekly(start), false],
    ['another start of the week', weekly(start), weekly({ ...start, startsOn: 'sunday' }), false],
    ['another cron line', cron('0 7 * * *', start), cron('0 8 * * *', start), false],
    ['one key more', of(['a']), of(['a', 'b']), true],
    ['a name of a dimension', cross({ a: of(['x']) }), cross({ b: of(['x']) }), false],
  ])('%s', (_, a, b, isSame) => {
    expect(identity(a) === identity(b)).toBe(isSame)
  })
})
