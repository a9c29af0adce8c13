import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type PartitionsDefinition, partitionsOf } from '../../src/define/partitions/partition.ts'
import { partitions } from '../../src/define/partitions/partitions.ts'
import { nextChange } from '../../src/partitions/next-change.ts'
import { openPartitions } from '../../src/partitions/open-partitions.ts'

const of = (value: unknown) => partitionsOf(value) as PartitionsDefinition
const zones = ['UTC', 'Europe/Madrid', 'America/Los_Angeles', 'Australia/Lord_Howe'] as const
const options = fc.record({
  from: fc.constantFrom('2025-12-31', '2026-03-01', '2026-03-28T05:30', '2026-04-10'),
  timeZone: fc.constantFrom(...zones),
  until: fc.constantFrom(undefined, undefined, '2026-04-12', '2026-04-11T13:15'),
  keep: fc.constantFrom(undefined, undefined, '2d', '30h', 90_000_000),
})
const definitions = fc
  .tuple(fc.constantFrom('daily', 'hourly', 'weekly', 'monthly', 'cron', 'cross', 'of', 'from'), options)
  .map(([kind, { until, keep, ...given }]) => {
    const all = { ...given, ...(until && { until }), ...(keep && { keep }) }
    if (kind === 'cron') return of(partitions.cron('30 7 * * 1,4', all))
    if (kind === 'of') return of(partitions.of(['a']))
    if (kind === 'from') return of(partitions.from(() => ['a']))
    if (kind === 'cross') return of(partitions.cross({ day: partitions.daily(all), topic: partitions.of(['a', 'b']) }))
    return of(partitions[kind](all))
  })
const spring = Date.parse('2026-03-20T00:00:00Z')
const hour = 3_600_000

test('until the next change a definition has the very partitions that it has now, and it is never put off', async () => {
  await fc.assert(
    fc.asyncProperty(
      definitions,
      fc.nat(30 * 24 * 60),
      fc.double({ min: 0, max: 1, noNaN: true }),
      async (one, minutes, part) => {
        const now = spring + minutes * 60_000
        const keysAt = async (at: number) => (await openPartitions(one, { now: at, keysOf: async () => ['a'] })).keys
        const next = await nextChange(one, now)
        expect(next).toBeGreaterThan(now)
        const last = Math.min(next - 1, now + 40 * 24 * hour)
        const keys = await keysAt(now)
        expect(await keysAt(Math.floor(now + part * (last - now)))).toEqual(keys)
        expect(await keysAt(last)).toEqual(keys)
      },
    ),
    { numRuns: 300 },
  )
})

test.each<[string, PartitionsDefinition, string, string]>([
  ['a day ends', of(partitions.daily({ from: '2026-01-01' })), '2026-01-05T10:00Z', '2026-01-06T00:00Z'],
  [
    'of 23 hours',
    of(partitions.daily({ from: '2026-01-01', timeZone: 'Europe/Madrid' })),
    '2026-03-29T00:00Z',
    '2026-03-29T22:00Z',
  ],
  ['before the first', of(partitions.daily({ from: '2026-02-01' })), '2026-01-05T10:00Z', '2026-02-02T00:00Z'],
  [
    'the oldest is dropped',
    of(partitions.monthly({ from: '2026-01', keep: '10d' })),
    '2026-02-03T00:00Z',
    '2026-02-11T00:00Z',
  ],
])(
  // biome-ignore format: a table
  '%s',
  async (_, definition, now, next) => {
    expect(new Date(await nextChange(definition, Date.parse(now)))).toEqual(new Date(next))
  },
)

test('where the last window has ended the clock changes nothing any more', async () => {
  const year = of(partitions.monthly({ from: '2025-01', until: '2026-01' }))
  expect(await nextChange(year, Date.parse('2026-02-01'))).toBe(Number.POSITIVE_INFINITY)
  expect(await nextChange(of(partitions.of(['a'])), 0)).toBe(Number.POSITIVE_INFINITY)
})
