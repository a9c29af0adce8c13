import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import {
  search,
  sqliteIndex,
  syncIndex,
  type VectorTarget,
  verifyIndex,
} from '../../src/integrations/vector-index/vector-index.ts'
import { randomFrom } from '../code/mutate.ts'
import { contract } from './contract.ts'
import { isInstalled } from './place.ts'
import { recovery } from './recovery.ts'
import { row, shape, speeches } from './samples.ts'
import { sqlitePlace } from './sqlite-place.ts'

const unavailable = isInstalled('sqlite-vec') ? undefined : 'sqlite-vec is not installed'

for (const ask of [contract, recovery]) ask('SQLite', { newPlace: sqlitePlace, unavailable, isAtomic: true })

test.skipIf(unavailable)('a file that is no index is told, with what to do, and left as it is', async () => {
  await using place = await sqlitePlace()
  const file = join((place.where as { file: string }).file, '../..', 'other.sqlite')
  writeFileSync(file, 'this is not a database, and it is long enough to be looked at as one'.repeat(20))
  await expect(syncIndex(sqliteIndex({ ...shape, file }), speeches)).rejects.toMatchObject({
    code: 'INDEX_UNAVAILABLE',
    message: `the vector index ${file} is damaged, or no index: file is not a database`,
    fix: 'move the file away and run again: an index can be made from its table at any time',
  })
  rmSync(file)
  const database = new Sqlite(file)
  database.exec('CREATE TABLE customers (name TEXT)')
  database.close()
  await expect(syncIndex(sqliteIndex({ ...shape, file }), speeches)).rejects.toMatchObject({
    code: 'INDEX_UNAVAILABLE',
    message: `${file} has tables of something else`,
    fix: 'give the index a file of its own',
  })
})

test.skipIf(unavailable)('a vector whose row was removed behind its back is in nobody`s way', async () => {
  await using place = await sqlitePlace()
  const { file } = place.where as { file: string }
  const target = sqliteIndex({ ...shape, file })
  await syncIndex(target, speeches)
  await place.meddler.remove('moon')
  // Its number is the greatest, and so the one that the next new row has.
  expect(await syncIndex(target, [...speeches, row('new', [0, 0, 1])])).toMatchObject({ upserted: 2 })
  expect(await verifyIndex(target)).toMatchObject({ ok: true, rows: 5 })
})

const junk = [1, 10, 99, 100, 511, 512, 5_000].map((size) => Buffer.alloc(size, 'no index '))

test.skipIf(unavailable)('a file of any size that is no index: every call says what to do', async () => {
  await using place = await sqlitePlace()
  const { file } = place.where as { file: string }
  mkdirSync(dirname(file), { recursive: true })
  const target = sqliteIndex({ ...shape, file })
  for (const bytes of junk) {
    writeFileSync(file, bytes)
    const calls = [
      () => syncIndex(target, speeches),
      () => verifyIndex(target),
      () => search(target, { text: 'farmers' }),
    ]
    for (const call of calls) {
      await expect(call()).rejects.toMatchObject({
        code: 'INDEX_UNAVAILABLE',
        fix: 'move the file away and run again: an index can be made from its table at any time',
      })
    }
    expect(readFileSync(file)).toEqual(bytes)
  }
})

/** Everything that a search can find. */
async function found(target: VectorTarget) {
  const vectors = [
    [1, 0, 0],
    [0, 1, 0.2],
    [0, 0, 1],
  ]
  const words = ['farmers', 'Bauern', 'the', 'moon taxes farms']
  return [
    ...(await Promise.all(vectors.map((vector) => search(target, { vector, k: 9 })))),
    ...(await Promise.all(words.map((text) => search(target, { text, k: 9 })))),
  ]
}

const flips = Number(process.env.ASSETS_TEST_ROUNDS ?? 40)

test.skipIf(unavailable)('a damaged byte anywhere is found, or changes nothing that is found', async () => {
  await using place = await sqlitePlace()
  const { file } = place.where as { file: string }
  const target = sqliteIndex({ ...shape, file })
  await syncIndex(target, speeches)
  const whole = readFileSync(file)
  const before = await found(target)
  const seed = Number(process.env.ASSETS_TEST_SEED ?? Date.now() % 1_000_000)
  const below = randomFrom(seed)
  // Most of a page is free: bytes that are something are hit more often.
  const used = Array.from(whole.keys()).filter((at) => whole[at] !== 0)
  let noticed = 0
  for (let round = 0; round < flips; round += 1) {
    const at = round % 4 === 0 ? below(whole.length) : (used[below(used.length)] as number)
    const bytes = Buffer.from(whole)
    bytes[at] = (bytes[at] as number) ^ (1 << below(8))
    for (const end of ['-wal', '-shm']) rmSync(file + end, { force: true })
    writeFileSync(file, bytes)
    const where = `seed ${seed}, round ${round}, byte ${at}`
    const verified = await verifyIndex(target).catch((error) => error)
    if (verified?.ok === true) expect(await found(target), where).toEqual(before)
    else noticed += 1
    if (verified instanceof Error) expect(verified, where).toMatchObject({ code: 'INDEX_UNAVAILABLE' })
    const again = await syncIndex(target, speeches, { verify: true }).catch((error) => error)
    if (again instanceof Error) expect(again, where).toMatchObject({ code: 'INDEX_UNAVAILABLE' })
    else expect([(await verifyIndex(target))?.ok, await found(target)], where).toEqual([true, before])
  }
  expect(noticed).toBeGreaterThan(flips / 10)
})
