import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, glob, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fileObjects } from '../../src/store/objects/file-objects.ts'
import { objectPath } from '../../src/store/objects/layout.ts'
import { newFolder } from './samples.ts'

let place: Awaited<ReturnType<typeof newFolder>>
let folder: string
const stateOf = async (blob: string) => (await fileObjects(folder).localFile(blob)).state
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
  return await fileObjects(folder).publish({ file, asset: 'documents', hold: async () => undefined })
}

async function spoil(sha: string, bytes: string): Promise<void> {
  const path = objectPath(folder, sha)
  await chmod(path, 0o644)
  await writeFile(path, bytes)
}

test('a published table is found under the hash of its bytes, and is read-only', async () => {
  const bytes = Buffer.alloc(3_000_000, 'row ')
  const made = await publish(bytes)
  expect(made).toEqual({ blob: sha256(bytes), sizeBytes: 3_000_000 })
  const path = objectPath(folder, made.blob)
  expect(path).toBe(join(folder, 'objects', made.blob.slice(0, 2), `${made.blob}.parquet`))
  expect((await readFile(path)).equals(bytes)).toBe(true)
  expect((await stat(path)).mode & 0o777).toBe(0o444)
  expect(existsSync(objectPath(folder, made.blob))).toBe(true)
  expect(await stateOf(made.blob)).toBe('ok')
  expect(await readdir(join(folder, 'tmp'))).toEqual([])
})

test('publishing the same bytes again leaves the object that is there', async () => {
  const { blob } = await publish('rows')
  const before = await stat(objectPath(folder, blob))
  expect(await publish('rows')).toEqual({ blob, sizeBytes: 4 })
  expect((await stat(objectPath(folder, blob))).ino).toBe(before.ino)
  expect(await readdir(join(folder, 'tmp'))).toEqual([])
})

test('of a store that was copied every file is read once more, and what is damaged among them is told', async () => {
  const names = Array.from({ length: 30 }, (_, n) => `rows ${n + 10}`)
  const made = []
  for (const bytes of names) made.push(await publish(bytes))
  const first = fileObjects(folder)
  expect(await first.states(made)).toEqual(made.map(() => 'ok'))
  first.keep()
  // A copy has other times, and one of its files has other bytes of the same length.
  for (const { blob } of made) await utimes(objectPath(folder, blob), 1, 1)
  await spoil(made[17]!.blob, 'rowz 27')
  const states = made.map((_, place) => (place === 17 ? 'corrupt' : 'ok'))
  const copied = fileObjects(folder)
  expect(await copied.states(made)).toEqual(states)
  // What was read is kept as it is now, but for what is damaged.
  const known = [...fileObjects(folder).marked(made)]
  const now = await Promise.all(made.map(({ blob }) => stat(objectPath(folder, blob))))
  expect(known.map(({ mark }) => Number(mark?.split(' ')[1]))).toEqual(
    now.map(({ mtimeMs }, place) => (place === 17 ? expect.not.closeTo(mtimeMs) : mtimeMs)),
  )
  expect(await fileObjects(folder).states(known)).toEqual(states)
})

test('publishing over an object that has rotted puts the right bytes back', async () => {
  const { blob } = await publish('rows')
  await spoil(blob, 'rowz')
  expect(await stateOf(blob)).toBe('corrupt')
  expect(await publish('rows')).toEqual({ blob, sizeBytes: 4 })
  expect(await readFile(objectPath(folder, blob), 'utf8')).toBe('rows')
  expect((await stat(objectPath(folder, blob))).mode & 0o777).toBe(0o444)
  expect(await stateOf(blob)).toBe('ok')
})

test('an object that was verified and is changed afterwards is verified again', async () => {
  const { blob } = await publish('rows')
  expect(await stateOf(blob)).toBe('ok')
  await spoil(blob, 'rowz')
  expect(await stateOf(blob)).toBe('corrupt')
  await spoil(blob, 'rows')
  expect(await stateOf(blob)).toBe('ok')
})

test('an object that is gone is missing', async () => {
  const { blob, sizeBytes } = await publish('rows')
  await rm(objectPath(folder, blob))
  expect(existsSync(objectPath(folder, blob))).toBe(false)
  expect(await stateOf(blob)).toBe('missing')
  expect(await fileObjects(folder).states([{ blob, sizeBytes }])).toEqual(['missing'])
})

test('a glance sees a cut file without reading it, and remembers what reading found', async () => {
  const { blob, sizeBytes } = await publish('rows')
  const glance = async () => (await fileObjects(folder).states([{ blob, sizeBytes }]))[0]
  expect(await glance()).toBe('ok')
  await spoil(blob, 'row')
  expect(await glance()).toBe('corrupt')
  await spoil(blob, 'rowz')
  expect(await glance()).toBe('ok')
  await stateOf(blob)
  expect(await glance()).toBe('corrupt')
})

test('a folder in the place of an object is corrupt, and publishing moves it out of the way', async () => {
  const sha = sha256('rows')
  await mkdir(objectPath(folder, sha), { recursive: true })
  expect(await stateOf(sha)).toBe('corrupt')
  await writeFile(join(objectPath(folder, sha), 'thesis.txt'), 'x')
  await publish('rows')
  expect(await stateOf(sha)).toBe('ok')
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
