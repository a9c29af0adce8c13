import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openCatalog } from '../../src/store/catalog/open.ts'
import { schemaVersion } from '../../src/store/catalog/schema.ts'
import { openStore } from '../../src/store/store.ts'
import { newFolder, record, stateOf } from './samples.ts'

async function made(folder: string): Promise<string> {
  await using catalog = await openCatalog({ folder, mode: 'write' })
  await catalog!.commit({ record: record(), from: null })
  return join(folder, 'catalog.sqlite')
}

const reading = (folder: string) => openCatalog({ folder, mode: 'read' })

test('reading where there is no catalog says so and makes nothing', async () => {
  await using place = await newFolder()
  expect(await reading(place.folder)).toBeUndefined()
  expect(await openStore({ folder: place.folder, mode: 'read' })).toBeUndefined()
  expect((await stateOf(place.folder))?.change).toBeUndefined()
  expect(await readdir(place.root)).toEqual([])
})

test('a catalog that nobody finished making is none when reading, and is finished when writing', async () => {
  await using place = await newFolder()
  await mkdir(place.folder)
  await writeFile(join(place.folder, 'catalog.sqlite'), '')
  expect(await reading(place.folder)).toBeUndefined()
  expect((await stateOf(place.folder))?.change).toBeUndefined()
  await made(place.folder)
  await using catalog = await reading(place.folder)
  expect((await catalog!.current()).length).toBe(1)
})

test('the new folder keeps all but the lock file out of git', async () => {
  await using place = await newFolder()
  await made(place.folder)
  const lines = (await readFile(join(place.folder, '.gitignore'), 'utf8'))
    .split('\n')
    .filter((line) => /^[^#]/.test(line))
  expect(lines).toEqual(['*', '!.gitignore', '!assets.lock'])
  await writeFile(join(place.folder, '.gitignore'), 'mine')
  await made(place.folder)
  expect(await readFile(join(place.folder, '.gitignore'), 'utf8')).toBe('mine')
})

test('a file that is no database is named, with what to do and what is kept', async () => {
  await using place = await newFolder()
  const file = await made(place.folder)
  await writeFile(
    file,
    'not a database, but long enough to be read as the header of one, which has a hundred bytes. '.repeat(9),
  )
  const corrupt = {
    code: 'STORE_CORRUPT',
    message: `the catalog ${file} is damaged or is not a catalog: file is not a database`,
    fix: 'make it again from the files beside the tables, nothing is computed: assets doctor --rebuild',
  }
  await expect(openCatalog({ folder: place.folder, mode: 'write' })).rejects.toMatchObject(corrupt)
  await expect(reading(place.folder)).rejects.toMatchObject(corrupt)
  await expect(stateOf(place.folder)).rejects.toMatchObject(corrupt)
})

test('a damaged page is found by whoever reads it', async () => {
  await using place = await newFolder()
  const file = await made(place.folder)
  const bytes = await readFile(file)
  bytes.fill(0xff, 4096)
  await writeFile(file, bytes)
  await expect(reading(place.folder).then((catalog) => catalog!.current())).rejects.toMatchObject({
    code: 'STORE_CORRUPT',
    message: expect.stringContaining(file),
  })
})

test('a database of somebody else is not taken for a catalog', async () => {
  await using place = await newFolder()
  await mkdir(place.folder)
  const file = join(place.folder, 'catalog.sqlite')
  new Sqlite(file).exec('CREATE TABLE theirs (id INTEGER)').close()
  const corrupt = {
    code: 'STORE_CORRUPT',
    message: `the catalog ${file} is damaged or is not a catalog: it holds other tables`,
  }
  await expect(openCatalog({ folder: place.folder, mode: 'write' })).rejects.toMatchObject(corrupt)
  await expect(reading(place.folder)).rejects.toMatchObject(corrupt)
})

test('a catalog of a newer version is refused, not read by guess', async () => {
  await using place = await newFolder()
  const file = await made(place.folder)
  new Sqlite(file).exec('UPDATE meta SET schema = 99').close()
  const newer = {
    code: 'STORE_NEWER',
    message: `the catalog ${file} was written by a newer assetstore (format 99; this version reads up to ${schemaVersion})`,
    fix: 'update assetstore in this project, or choose another store with --store <dir>',
  }
  await expect(openCatalog({ folder: place.folder, mode: 'write' })).rejects.toMatchObject(newer)
  await expect(reading(place.folder)).rejects.toMatchObject(newer)
  await expect(stateOf(place.folder)).rejects.toMatchObject(newer)
})

test('a file where the folder should be is told as not writable', async () => {
  await using place = await newFolder()
  await writeFile(place.folder, '')
  await expect(openCatalog({ folder: place.folder, mode: 'write' })).rejects.toMatchObject({
    code: 'STORE_NOT_WRITABLE',
    message: expect.stringContaining(`the store cannot open or write ${place.folder}: EEXIST`),
    fix: 'move away what is in the way there: the store needs a folder where there is a file, or a file where there is a folder',
  })
  await expect(openCatalog({ folder: join(place.folder, 'deeper'), mode: 'write' })).rejects.toMatchObject({
    code: 'STORE_NOT_WRITABLE',
  })
})

test('a folder where the catalog should be is told as not writable', async () => {
  await using place = await newFolder()
  await mkdir(join(place.folder, 'catalog.sqlite'), { recursive: true })
  const refused = { code: 'STORE_NOT_WRITABLE', message: expect.stringContaining(join(place.folder, 'catalog.sqlite')) }
  await expect(openCatalog({ folder: place.folder, mode: 'write' })).rejects.toMatchObject(refused)
  await expect(reading(place.folder)).rejects.toMatchObject(refused)
})

test('a catalog that others keep locked is busy, after waiting, with what to do', async () => {
  await using place = await newFolder()
  const file = await made(place.folder)
  await using catalog = await openCatalog({ folder: place.folder, mode: 'write', patienceMs: 0 })
  const other = new Sqlite(file)
  other.exec('BEGIN IMMEDIATE')
  await expect(catalog!.commit({ record: record(), from: null })).rejects.toMatchObject({
    code: 'STORE_BUSY',
    message: `other processes kept ${file} locked`,
    fix: 'wait until they have finished and run again',
  })
  expect((await catalog!.current()).length).toBe(1)
  other.exec('ROLLBACK')
  expect(await catalog!.commit({ record: record(), from: 'keep' })).toBe('moved')
  other.close()
})

test('a store that was deleted and made anew never comes to a number of the old one', async () => {
  await using place = await newFolder()
  await made(place.folder)
  const before = (await stateOf(place.folder))?.change
  await rm(place.folder, { recursive: true })
  await made(place.folder)
  expect((await stateOf(place.folder))?.change).toBeGreaterThan(before!)
})

test('a catalog put back from a copy goes on with numbers nobody has seen', async () => {
  await using place = await newFolder()
  const file = await made(place.folder)
  await copyFile(file, join(place.root, 'copy'))
  await made(place.folder)
  const remembered = (await stateOf(place.folder))!.change
  await rm(place.folder, { recursive: true })
  await mkdir(place.folder)
  await copyFile(join(place.root, 'copy'), file)
  await made(place.folder)
  expect((await stateOf(place.folder))?.change).toBeGreaterThan(remembered)
})
