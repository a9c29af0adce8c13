import { describe, expect, test } from 'vitest'
import { partitionsOf } from '../../src/define/partitions/partition.ts'
import { partitions } from '../../src/define/partitions/partitions.ts'
import { openPartitions } from '../../src/partitions/open-partitions.ts'
import { onePartition } from '../../src/partitions/partition-set.ts'
import { parsePartitions, pickKeys } from '../../src/partitions/pick.ts'

const moment = { now: Date.parse('2026-01-06T00:00:00Z'), keysOf: async () => ['b', 'latest', 'a,b', 'x..y', 'a'] }
const days = await openPartitions(partitionsOf(partitions.daily({ from: '2026-01-01' })), moment)
const names = await openPartitions(partitionsOf(partitions.from(() => [])), moment)
const is = (status: string, key: string) => status === 'failed' && key === '2026-01-03'

const pick = (text: string, set = days) => pickKeys(parsePartitions(text), [{ asset: 'clean', set, is }]).get('clean')
const failure = (act: () => unknown) => {
  try {
    return act()
  } catch (error) {
    const { code, message, fix } = error as { code: string; message: string; fix: string }
    return [code, message, fix]
  }
}

describe('--partitions', () => {
  test.each<[string, readonly string[]]>([
    ['2026-01-02..2026-01-04', ['2026-01-02', '2026-01-03', '2026-01-04']],
    ['2026-01-04..', ['2026-01-04', '2026-01-05']],
    ['..2026-01-02', ['2026-01-01', '2026-01-02']],
    ['2026-01-02..2026-01-02', ['2026-01-02']],
    ['2026-01-03,2026-01-01, 2026-01-03', ['2026-01-01', '2026-01-03']],
    ['latest', ['2026-01-05']],
    ['latest:2', ['2026-01-04', '2026-01-05']],
    ['latest:99', [...days.keys]],
    ['failed', ['2026-01-03']],
    ['missing', []],
    ['2026-01-04..,2026-01-02', ['2026-01-02', '2026-01-04', '2026-01-05']],
    ['2026-01-01..2026-01-02,2026-01-02..2026-01-03', ['2026-01-01', '2026-01-02', '2026-01-03']],
    ['latest, failed, missing', ['2026-01-03', '2026-01-05']],
    ['failed,2026-01-01', ['2026-01-01', '2026-01-03']],
  ])('%s', (text, keys) => {
    expect(pick(text)).toEqual(keys)
  })

  test.each<[string, readonly string[]]>([
    ['"latest"', ['latest']],
    ['"a,b",a', ['a', 'a,b']],
    ['"x..y"', ['x..y']],
    ['"a,b".."b"', ['a,b', 'b']],
    ['a,"latest","a,b".."b"', ['a', 'a,b', 'b', 'latest']],
  ])('a key that reads like something else is quoted: %s', (text, keys) => {
    expect(pick(text, names)).toEqual(keys)
  })

  test.each<[string, string]>([
    ['2026-01-06', '"2026-01-06" is no partition of clean: it has not ended'],
    ['2026-1-5', '"2026-1-5" is no partition of clean'],
    ['2025-12-31..2026-01-02', '"2025-12-31" is no partition of clean: it is before the first partition'],
    ['2026-01-02..2026-01-03,2026-01-06', '"2026-01-06" is no partition of clean: it has not ended'],
  ])('%s is no partition', (text, message) => {
    const isMistyped = message.endsWith('clean')
    const fix = expect.stringMatching(
      isMistyped ? /^did you mean .*there are 5: / : /^there are 5: 2026-01-01 to 2026-01-05$/,
    )
    expect(failure(() => pick(text))).toEqual(['PARTITION_UNKNOWN', message, fix])
  })

  test('the wrong way round, of what has none, and of what has none yet', async () => {
    expect(failure(() => pick('2026-01-04..2026-01-02'))).toEqual([
      'PARTITION_UNKNOWN',
      'the range 2026-01-04..2026-01-02 ends before it starts',
      'write 2026-01-02..2026-01-04',
    ])
    expect(failure(() => pick('a', onePartition))).toEqual([
      'PARTITION_UNKNOWN',
      '"a" is no partition of clean',
      'leave it out: clean has no partitions',
    ])
    const later = await openPartitions(partitionsOf(partitions.monthly({ from: '2027-01' })), moment)
    expect(failure(() => pick('2027-01', later))).toEqual([
      'PARTITION_UNKNOWN',
      '"2027-01" is no partition of clean: it has not ended',
      'there are none yet',
    ])
  })

  test('of several assets each part is about those that have it, and one that none has is no partition', async () => {
    const weeks = await openPartitions(partitionsOf(partitions.weekly({ from: '2025-12-01' })), moment)
    const of = Object.entries({ day: days, week: weeks }).map(([asset, set]) => ({ asset, set, is }))
    const picked = (text: string) => Object.fromEntries(pickKeys(parsePartitions(text), of))
    expect(picked('2026-01-04,2025-12-15..2025-12-22,2026-01-02')).toEqual({
      day: ['2026-01-02', '2026-01-04'],
      week: ['2025-12-15', '2025-12-22'],
    })
    expect(failure(() => picked('2026-01-04,2025-12-16'))).toContain(
      '"2025-12-16" is no partition of day: it is before the first partition',
    )
  })

  test.each(['', '..', 'a..b..c', 'a..b,..', 'a,,b', 'failed,', 'latest:0', 'a,latest:x', '"a', '"a"b'])(
    '%j names none',
    (text) => {
      expect(failure(() => pick(text))).toEqual([
        'CLI_USAGE',
        `--partitions ${JSON.stringify(text)} names no partitions`,
        'write ranges (2026-01-01..2026-01-31), keys (a,b), latest, latest:7, missing, failed or stale, with commas between',
      ])
    },
  )
})
