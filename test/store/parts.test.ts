import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sql } from '../../src/define/sql.ts'
import type { Table } from '../../src/define/table.ts'
import type { StoredObject } from '../../src/store/objects/interface.ts'
import { bytesOf } from '../../src/store/record.ts'
import { openStore } from '../../src/store/store.ts'
import { collectGarbage } from '../../src/store/sweep/collect.ts'
import { parseColumns } from '../../src/table/codec/types/parse-type.ts'
import { withConnection } from '../../src/table/engine/open.ts'
import { openTable } from '../../src/table/read/table.ts'
import { rowAt } from '../../src/table/rows/find-row.ts'
import { rowVersion } from '../../src/table/version/row-version.ts'
import { writeRows } from '../../src/table/write/write-rows.ts'
import { unitOf } from '../../src/unit.ts'
import { createProject } from '../rig/project.ts'
import { mistakeOf, rowsRig } from './rows-engine.ts'
import { newFolder, record } from './samples.ts'

const rig = rowsRig()
const rowsOf = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => ({ id: from + n, text: `row ${from + n}` }))
const cuts = [0, 2, 2, 7, 10]

/** The rows 0 to 9 in four files, one of them without rows. */
async function writeParts(): Promise<readonly string[]> {
  const files: string[] = []
  for (const [at, from] of cuts.slice(0, -1).entries()) {
    const rows = rowsOf(from, cuts[at + 1] as number)
    files.push((await rig.write(rows, { lastColumns: wholeColumns })).file)
  }
  return files
}
const wholeColumns = [
  { name: 'id', type: 'INTEGER' },
  { name: 'text', type: 'VARCHAR' },
]

test('a record of several files comes back as it was committed, and its bytes have one name', async () => {
  await using place = await newFolder()
  await using store = await openStore({ folder: place.folder, mode: 'write' })
  const parts = ['a', 'b', 'a'].map((blob) => ({ blob: blob.repeat(64), sizeBytes: 7 }))
  const several = record({ parts, sizeBytes: 21 })
  await store.catalog.commit({ record: several, from: null })
  expect((await store.catalog.current()).map((stored) => stored.record)).toEqual([several])
  expect(bytesOf({ parts })).not.toBe(bytesOf({ parts: parts.slice(0, 2) }))
  expect([bytesOf({ parts: parts.slice(0, 1) }), bytesOf({ parts: [] })]).toEqual(['a'.repeat(64), undefined])
})

test('each file of a table that is current stays when the store is swept, and goes with its record', async () => {
  await using place = await newFolder()
  await using store = await openStore({ folder: place.folder, mode: 'write' })
  const rules = { keep: 0, before: Date.now() + 3600_000, now: Date.now() + 3600_000, dry: false }
  let id: number | null = null
  for (const texts of [
    ['old 1', 'both'],
    ['new', 'both', 'more'],
  ]) {
    const parts: StoredObject[] = []
    for (const text of texts) {
      const file = store.tmpFile('run1')
      writeFileSync(file, text)
      parts.push(await store.objects.publish({ file, asset: 'documents', hold: async () => undefined }))
    }
    await store.catalog.commit({ record: record({ parts }), from: id })
    id = (await store.catalog.currentOf(unitOf('documents')))!.id
  }
  const [current, before] = (await store.catalog.versionsOf('documents')).map((stored) => stored.record.parts)
  await collectGarbage(store, rules)
  expect(await store.objects.states(current!)).toEqual(['ok', 'ok', 'ok'])
  expect(await store.objects.states(before!)).toEqual(['missing', 'ok'])
})

test('a table of several files is their rows, one after the other, and has the version that it has in one file', async () => {
  const { file: whole, columns } = await rig.write(rowsOf(0, 10))
  const files = await writeParts()
  const source = { name: 'several', file: files, columns, count: 10, onRead: () => undefined }
  const table = openTable(rig.engine(), source) as Table<{ id: number; text: string }>
  expect(await table.all()).toEqual(rowsOf(0, 10))
  expect(await table.pick('id').where(sql`id > 7`).all()).toEqual([{ id: 8 }, { id: 9 }])
  const fields = parseColumns(columns)
  await withConnection(rig.engine(), async (connection) => {
    for (const ordered of [false, true])
      expect(await rowVersion(connection, { file: files, fields, ordered })).toEqual(
        await rowVersion(connection, { file: whole, fields, ordered }),
      )
  })
  const found = await rowAt(rig.engine(), { file: files, schema: columns }, { mark: { place: 7 }, columns: ['id'] })
  expect(found).toEqual({ place: 7, row: { id: 7, text: 'row 7' } })
})

test('it has no one path, and says what to do instead', async () => {
  const source = { name: 'several', columns: wholeColumns, count: 10, onRead: () => undefined }
  const table = openTable(rig.engine(), { ...source, file: ['/a', '/b'] })
  const mistake = await mistakeOf(async () => table.path)
  expect(mistake).toBe(
    'ASSET_RESULT the path of several was asked for, which is kept in 2 files | read its rows, or name it in a sql template, which reads all of its files',
  )
})

const assets = {
  'assets/index.ts': `
import { sql } from 'assetstore'
import { asset } from '#project'
import { called } from '../rig.ts'
export const a = asset(() => Array.from({ length: 10 }, (_, n) => ({ id: n, text: 'row ' + n })))
export const mapped = asset(({ a }) => a.map(async ({ id }) => { await called('mapped'); return { id, twice: 2 * id } }))
export const total = asset(({ a }) => sql\`select sum(id)::integer as total, count(*)::integer as n from \${a}\`)
`,
}

test('what reads a table of several files is fresh and computes as with one, and a file that is lost is told', async () => {
  await using project = await createProject(assets)
  await project.assets('materialize')
  const folder = join(project.folder, '.assetstore')
  const lost = await splitTable(folder)
  expect((await project.json('status')).counts).toMatchObject({ fresh: 3, missing: 0, stale: 0 })
  expect((await project.json('show', 'a')).rows).toEqual(rowsOf(0, 10))
  expect((await project.json('query', 'select count(*)::integer as n from a')).rows).toEqual([{ n: 10 }])
  expect((await project.json('show', 'a', '--schema')).path).toHaveLength(4)
  const forced = await project.json('materialize', 'mapped', 'total', '--only', '--force')
  expect(forced.steps.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['unchanged', 'unchanged'])
  const { stdout } = await project.assets('lineage', 'mapped', '--row', 'id=8')
  expect(stdout).toContain('row 8')

  rmSync(lost)
  const status = await project.json('status', 'a')
  expect(status.assets[0].status).toBe('broken')
  // The record of one file, which has the same key, is there still.
  const again = await project.json('materialize')
  expect(again.steps.find(({ asset }: { asset: string }) => asset === 'a').outcome).toBe('reused')
  expect((await project.json('status')).counts).toMatchObject({ fresh: 3, missing: 0, stale: 0 })
})

/** Makes the table of `a` one of four files, as a partitioned run or another engine would; gives the path of the last. */
async function splitTable(folder: string): Promise<string> {
  await using store = await openStore({ folder, mode: 'write' })
  const stored = await store.catalog.currentOf(unitOf('a'))
  if (stored === undefined) throw new Error('a was not made')
  const parts: StoredObject[] = []
  for (const [at, from] of cuts.slice(0, -1).entries()) {
    const file = store.tmpFile('split')
    const lastColumns = stored.record.schema
    await writeRows(rig.engine(), { rows: rowsOf(from, cuts[at + 1] as number), file, asset: 'a', lastColumns })
    parts.push(await store.objects.publish({ file, asset: 'a', hold: async () => undefined }))
  }
  const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0)
  await store.catalog.commit({ record: { ...stored.record, parts, sizeBytes }, from: stored.id })
  return (await store.objects.localFile((parts.at(-1) as StoredObject).blob)).path
}
