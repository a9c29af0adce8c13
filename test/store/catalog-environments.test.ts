import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openCatalog } from '../../src/store/catalog/open.ts'
import { schemaVersion } from '../../src/store/catalog/schema.ts'
import type { Catalog } from '../../src/store/interface.ts'
import { unitOf } from '../../src/unit.ts'
import { attempt, newFolder, record } from './samples.ts'

let place: Awaited<ReturnType<typeof newFolder>>
beforeEach(async () => {
  place = await newFolder()
})
afterEach(() => place[Symbol.asyncDispose]())

const open = async (environment?: string, mode: 'read' | 'write' = 'write'): Promise<Catalog> =>
  (await openCatalog({ folder: place.folder, mode, environment }))!
const documents = unitOf('documents')
const unitsOf = (found: readonly { readonly unit: unknown }[]) => found.map(({ unit }) => unit)
const namesOf = (found: readonly { readonly record: { readonly asset: string } }[]) =>
  found.map(({ record }) => record.asset)

describe('an environment', () => {
  test('has its own pointers, attempts, doubts and runs; records and their versions are of all', async () => {
    await using development = await open()
    await using production = await open('production')
    const run = { id: 'run1', command: 'materialize', startedAt: 1, pid: process.pid, host: 'here' }
    await development.beginRun(run)
    await development.commit({ record: record(), from: null })
    await development.addAttempt(attempt({ unit: unitOf('other') }))
    await development.doubt({ unit: documents, cause: { kind: 'receipt_mismatch', message: 'it' } })
    await development.noteAskedTime({ unit: documents, at: 5 })
    expect(await production.current()).toEqual([])
    expect(await production.currentOf(documents)).toBeUndefined()
    expect(await production.failures()).toEqual([])
    expect(await production.doubts()).toEqual([])
    expect(await production.askedTimes()).toEqual([])
    expect(await production.runs(10)).toEqual([])
    expect(await production.history({ limit: 10 })).toEqual([])
    expect(namesOf(await production.versionsOf('documents'))).toEqual(['documents'])
    const [found] = await production.byDefinition(['definition1'])
    expect(await production.repoint({ unit: documents, to: found!.id, from: null })).toBe('moved')
    expect(namesOf(await production.current())).toEqual(['documents'])
    expect(unitsOf(await development.failures())).toEqual([unitOf('other')])
    expect(unitsOf(await development.doubts())).toEqual([documents])
    expect(unitsOf(await development.askedTimes())).toEqual([documents])
    expect((await development.runs(10)).map(({ id }) => id)).toEqual(['run1'])
  })

  test('what is made in one takes back no failure of the other', async () => {
    await using development = await open()
    await using production = await open('production')
    await production.addAttempt(attempt())
    await development.commit({ record: record(), from: null })
    expect(unitsOf(await production.failures())).toEqual([documents])
    await production.commit({ record: record(), from: null })
    expect(await production.failures()).toEqual([])
  })

  test('its state is another only where something of its own is', async () => {
    await using development = await open()
    await using production = await open('production')
    const before = (await production.state()).digest
    await development.commit({ record: record(), from: null })
    const [made] = await development.current()
    const after = (await production.state()).digest
    await production.repoint({ unit: documents, to: made!.id, from: null })
    expect((await production.state()).digest).not.toBe(after)
    expect(after).not.toBe(before)
  })

  test('nothing is swept away that any of them has current', async () => {
    await using development = await open()
    await using production = await open('production')
    await development.commit({ record: record({ version: 'old', startedAt: 1 }), from: null })
    const [old] = await development.current()
    await production.repoint({ unit: documents, to: old!.id, from: null })
    await development.commit({ record: record({ version: 'new', startedAt: 2 }), from: old!.id })
    const now = Date.now() + 365 * 24 * 3600_000
    const swept = await development.sweep({ keep: 0, before: now, now, dry: false })
    expect(swept.assets).toMatchObject([{ asset: 'documents', kept: 2, freed: 0 }])
    expect((await production.currentOf(documents))?.record.version).toBe('old')
    await production.commit({ record: record({ version: 'newer' }), from: old!.id })
    expect((await development.sweep({ keep: 0, before: now, now, dry: false })).assets).toMatchObject([
      { kept: 2, freed: 1 },
    ])
  })
})

/** As the command of 0.1.0 left it. */
async function older(): Promise<string> {
  execFileSync('tar', ['-xzf', join(import.meta.dirname, '../gate/project-0.1.0.tar.gz'), '-C', place.root])
  const file = join(place.folder, 'catalog.sqlite')
  expect(formatOf(file)).toBeLessThan(schemaVersion)
  return file
}

function formatOf(file: string): unknown {
  const database = new Sqlite(file, { readonly: true })
  const format = database.prepare('SELECT schema FROM meta').pluck().get()
  database.close()
  return format
}

/** What SQLite knows of each table and index, however the statement that made it is written. */
function structureOf(file: string): readonly unknown[] {
  using _ = { [Symbol.dispose]: () => database.close() }
  const database = new Sqlite(file, { readonly: true })
  const ask = (text: string, ...names: string[]) => database.prepare(text).all(...names)
  const all = database
    .prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name")
    .all() as { type: string; name: string; sql: string }[]
  return all.map(({ sql, ...one }) =>
    one.type === 'index'
      ? [one, sql, ask('SELECT * FROM pragma_index_xinfo(?)', one.name)]
      : [
          one,
          ask('SELECT * FROM pragma_table_xinfo(?)', one.name),
          ask('SELECT * FROM pragma_foreign_key_list(?)', one.name),
          ask('SELECT strict, wr FROM pragma_table_list WHERE name = ?', one.name),
          [/AUTOINCREMENT/.test(sql), ...sql.matchAll(/CHECK \([^)]*\)/g)].map(String),
        ],
  )
}

async function told(catalog: Catalog) {
  const current = namesOf(await catalog.current())
  const now = Date.now()
  const { assets } = await catalog.sweep({ keep: 0, before: now, now, dry: true })
  return {
    current,
    assets,
    failures: unitsOf(await catalog.failures()),
    doubts: await catalog.doubts(),
    asked: await catalog.askedTimes(),
    runs: (await catalog.runs(100)).map(({ id }) => id),
    history: (await catalog.history({ limit: 1000 })).map(({ unit, outcome }) => [unit, outcome]),
    state: (await catalog.state()).digest,
  }
}

describe('a catalog of an older format', () => {
  test('tells the same where it may only be read, after it was brought up to date, and in the default environment', async () => {
    const file = await older()
    const read = await (async () => {
      await using catalog = await open(undefined, 'read')
      return await told(catalog)
    })()
    expect(read.current).not.toEqual([])
    expect(formatOf(file)).toBeLessThan(schemaVersion)
    await using catalog = await open()
    expect(formatOf(file)).toBe(schemaVersion)
    expect(await told(catalog)).toEqual(read)
  })

  test('is, once it was brought up to date, in every table, column and index what a new one is', async () => {
    const file = await older()
    await (await open())[Symbol.asyncDispose]()
    const upgraded = structureOf(file)
    rmSync(place.folder, { recursive: true })
    await (await open())[Symbol.asyncDispose]()
    expect(upgraded).toEqual(structureOf(file))
    expect(upgraded.length).toBeGreaterThan(20)
  })

  test('has nothing of another environment', async () => {
    await older()
    await using catalog = await open('production', 'read')
    expect(await told(catalog)).toMatchObject({ current: [], failures: [], runs: [], history: [] })
  })
})
