import { expect, test } from 'vitest'
import { keysOfResult } from '../../src/run/keys/keys-of-result.ts'

const ask = (result: unknown) =>
  keysOfResult({ result, tables: {}, asset: 'a', at: 'a.ts:1', engine: () => Promise.reject(new Error('no engine')) })

test('texts of any iterable are keys, each once, by code unit', async () => {
  expect(await ask(['b', 'ä', 'a', 'b', 'Z'])).toEqual(['Z', 'a', 'b', 'ä'])
  expect(await ask(new Set(['b', 'a']))).toEqual(['a', 'b'])
  async function* later() {
    yield 'b'
    yield 'a'
  }
  expect(await ask(later())).toEqual(['a', 'b'])
  expect(await ask([])).toEqual([])
})

test('more keys than there can be partitions are refused, and none is left out', async () => {
  function* keys(count: number) {
    for (let n = 0; n < count; n++) yield String(n)
  }
  expect(await ask(keys(1_000_000))).toHaveLength(1_000_000)
  await expect(ask(keys(1_000_001))).rejects.toMatchObject({
    ...{ code: 'PARTITIONS_INVALID', at: 'a.ts:1', message: 'partitions.from found more than 1,000,000 keys' },
    fix: 'leave a part of the key to a column of the rows: there can be 1,000,000 partitions',
  })
})

test('what is no list of texts is refused', async () => {
  for (const value of [undefined, null, 'north', 7, {}]) {
    await expect(ask(value)).rejects.toMatchObject({ code: 'PARTITIONS_INVALID', at: 'a.ts:1' })
  }
  await expect(ask(['a', null])).rejects.toMatchObject({ message: 'partitions.from found a null, which is no key' })
  await expect(ask([{ region: 'north' }])).rejects.toMatchObject({ message: expect.stringContaining('is no text') })
})
