import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, glob, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { glanceAtObject, objectPath, verifyObject } from '../../src/store/objects.ts'
import { publishObject } from '../../src/store/publish.ts'
import { newFolder } from './samples.ts'

let place: Awaited<ReturnType<typeof newFolder>>
let folder: string
const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex')

beforeEach(async () => {
  place = await newFolder()
  folder = place.folder
  await mkdir(join(folder, 'tmp'), { recursive: true })
})
afterEach(() => place[Symbol.asyncDispose]())

async function publish(bytes: string | Uint8Array) {
  const file = join(folder, 'tmp', 'made.parquet')
  await writeFile(file, bytes)
  return await publishObject({ folder, file, asset: 'documents' })
}

async function spoil(sha: string, bytes: string): Promise<void> {
  const path = objectPath(folder, sha)
  await chmod(path, 0o644)
  await writeFile(path, bytes)
}

test('a published table is found under the hash of its bytes, and is read-only', async () => {
  const bytes = Buffer.alloc(3_000_000, 'row ')
  const made = await publish(bytes)
  expect(made).toEqual({ sha256: sha256(bytes), sizeBytes: 3_000_000 })
  const path = objectPath(folder, made.sha256)
  expect(path).toBe(join(folder, 'objects', made.sha256.slice(0, 2), `${made.sha256}.parquet`))
  expect((await readFile(path)).equals(bytes)).toBe(true)
  expect((await stat(path)).mode & 0o777).toBe(0o444)
  expect(existsSync(objectPath(folder, made.sha256))).toBe(true)
  expect(await verifyObject(folder, made.sha256)).toBe('ok')
  expect(await readdir(join(folder, 'tmp'))).toEqual([])
})

test('publishing the same bytes again leaves the object that is there', async () => {
  const { sha256 } = await publish('rows')
  const before = await stat(objectPath(folder, sha256))
  expect(await publish('rows')).toEqual({ sha256, sizeBytes: 4 })
  expect((await stat(objectPath(folder, sha256))).ino).toBe(before.ino)
  expect(await readdir(join(folder, 'tmp'))).toEqual([])
})

test('publishing over an object that has rotted puts the right bytes back', async () => {
  const { sha256 } = await publish('rows')
  await spoil(sha256, 'rowz')
  expect(await verifyObject(folder, sha256)).toBe('corrupt')
  expect(await publish('rows')).toEqual({ sha256, sizeBytes: 4 })
  expect(await readFile(objectPath(folder, sha256), 'utf8')).toBe('rows')
  expect((await stat(objectPath(folder, sha256))).mode & 0o777).toBe(0o444)
  expect(await verifyObject(folder, sha256)).toBe('ok')
})

test('an object that was verified and is changed afterwards is verified again', async () => {
  const { sha256 } = await publish('rows')
  expect(await verifyObject(folder, sha256)).toBe('ok')
  await spoil(sha256, 'rowz')
  expect(await verifyObject(folder, sha256)).toBe('corrupt')
  await spoil(sha256, 'rows')
  expect(await verifyObject(folder, sha256)).toBe('ok')
})

test('an object that is gone is missing', async () => {
  const { sha256, sizeBytes } = await publish('rows')
  await rm(objectPath(folder, sha256))
  expect(existsSync(objectPath(folder, sha256))).toBe(false)
  expect(await verifyObject(folder, sha256)).toBe('missing')
  expect(glanceAtObject(folder, { blob: sha256, sizeBytes })).toBe('missing')
})

test('a glance sees a cut file without reading it, and remembers what reading found', async () => {
  const { sha256, sizeBytes } = await publish('rows')
  const glance = () => glanceAtObject(folder, { blob: sha256, sizeBytes })
  expect(glance()).toBe('ok')
  await spoil(sha256, 'row')
  expect(glance()).toBe('corrupt')
  await spoil(sha256, 'rowz')
  expect(glance()).toBe('ok')
  await verifyObject(folder, sha256)
  expect(glance()).toBe('corrupt')
})

test('a folder in the place of an object is corrupt, and publishing moves it out of the way', async () => {
  const sha = sha256('rows')
  await mkdir(objectPath(folder, sha), { recursive: true })
  expect(await verifyObject(folder, sha)).toBe('corrupt')
  await writeFile(join(objectPath(folder, sha), 'thesis.txt'), 'x')
  await publish('rows')
  expect(await verifyObject(folder, sha)).toBe('ok')
  const [aside] = await Array.fromAsync(glob(`${objectPath(folder, sha)}.*/thesis.txt`))
  expect(aside).toBeDefined()
})

test('a file in the place of the folder of objects is told, and the table stays where it was made', async () => {
  await writeFile(join(folder, 'objects'), '')
  await expect(publish('rows')).rejects.toMatchObject({
    code: 'STORE_NOT_WRITABLE',
    message: expect.stringContaining('ENOTDIR'),
    fix: 'move away what is in the way there: the store needs a folder where there is a file, or a file where there is a folder',
  })
  expect(await readFile(join(folder, 'tmp', 'made.parquet'), 'utf8')).toBe('rows')
  expect(dirname(objectPath(folder, sha256('rows')))).toContain(join(folder, 'objects'))
})
