import { execFile } from 'node:child_process'
import { chmod, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { openCatalog } from '../../src/store/catalog/open.ts'
import { otherProcess } from './other-process.ts'
import { newFolder, record } from './samples.ts'

const run = promisify(execFile)

/** Permissions do not bind root, so that a test run by root asks as `nobody`, whose number this is on Linux. */
const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}

async function askWithoutPermission(place: { folder: string; root: string }): Promise<unknown> {
  const names = await readdir(place.folder)
  await chmod(place.root, 0o755)
  for (const name of names) await chmod(join(place.folder, name), 0o444)
  await chmod(place.folder, 0o555)
  const script = join(import.meta.dirname, 'catalog-read-only-main.ts')
  const { stdout } = await run(process.execPath, [script, place.folder], nobody)
  await chmod(place.folder, 0o755)
  expect(await readdir(place.folder)).toEqual(names)
  return JSON.parse(stdout)
}

const refused = { code: 'STORE_NOT_WRITABLE', message: expect.stringContaining('the store cannot open or write') }

test.skipIf(process.platform === 'win32')('a catalog in a read-only folder can be read, and not written', async () => {
  await using place = await newFolder()
  const catalog = await openCatalog({ folder: place.folder, mode: 'write' })
  await catalog!.commit({ record: record(), from: null })
  await catalog![Symbol.asyncDispose]()
  expect(await askWithoutPermission(place)).toEqual({ change: true, versions: ['version1'], writing: refused })
})

test.skipIf(process.platform === 'win32')('what a killed writer committed is read there too', async () => {
  await using place = await newFolder()
  await using writer = await otherProcess(place.folder)
  await writer.catalog('commit', { record: record(), from: null })
  await writer.kill()
  expect(await readdir(place.folder)).toContain('catalog.sqlite-wal')
  expect(await askWithoutPermission(place)).toEqual({ change: true, versions: ['version1'], writing: refused })
})

test.skipIf(process.platform === 'win32')(
  'so it is where the copy of the store has the log and no shared memory',
  async () => {
    await using place = await newFolder()
    await using writer = await otherProcess(place.folder)
    await writer.catalog('commit', { record: record(), from: null })
    await writer.kill()
    await rm(join(place.folder, 'catalog.sqlite-shm'))
    expect(await askWithoutPermission(place)).toEqual({ change: true, versions: ['version1'], writing: refused })
  },
)
