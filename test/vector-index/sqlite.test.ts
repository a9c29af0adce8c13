import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { sqliteIndex, syncIndex, verifyIndex } from '../../src/integrations/vector-index/vector-index.ts'
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
