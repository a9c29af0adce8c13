import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import fs from 'node:fs'
import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { schedule } from '../../src/run/queue/scheduler.ts'
import type { PublishMessage } from '../../src/store/announce.ts'
import { objectPath } from '../../src/store/objects/layout.ts'
import { openStore } from '../../src/store/store.ts'
import { sweepTmp } from '../../src/store/tmp.ts'
import type { Unit } from '../../src/unit.ts'
import { onDisk, waitWhereAlone } from '../../src/util/on-disk.ts'
import { ownIdentity } from '../../src/util/process-identity.ts'
import { newFolder, record } from './samples.ts'

const { linkSync } = fs
afterEach(() => useLink(linkSync))

function useLink(link: typeof linkSync): void {
  fs.linkSync = link
  syncBuiltinESMExports()
}

const failing = (code: string) => () => {
  throw Object.assign(new Error(`${code}: link`), { code })
}

test('publishing tells its steps in the order in which they make the table safe', async () => {
  const told: string[] = []
  const listen = (message: unknown) => {
    const { step, asset, sha256 } = message as PublishMessage
    told.push(`${step} ${asset} ${sha256 === null ? '?' : 'known'}`)
  }
  await using place = await newFolder()
  await using store = await openStore({ folder: place.folder, mode: 'write' })
  subscribe('assetstore:publish', listen)
  const file = store.tmpFile('run1')
  await writeFile(file, 'rows')
  const made = await store.objects.publish({ file, asset: 'documents', hold: async () => undefined })
  await store.catalog.commit({ record: record({ parts: [made], sizeBytes: made.sizeBytes }), from: null })
  unsubscribe('assetstore:publish', listen)
  expect(told).toEqual([
    'written documents ?',
    'hashed documents known',
    'synced documents known',
    'linked documents known',
    'folder_synced documents known',
    'recorded documents known',
    'committed documents known',
  ])
})

for (const code of ['EPERM', 'ENOTSUP']) {
  test(`where the file system has no links (${code}) the file is renamed, and a good object stays`, async () => {
    useLink(failing(code))
    await using place = await newFolder()
    await using store = await openStore({ folder: place.folder, mode: 'write' })
    for (const _ of [1, 2]) {
      const file = store.tmpFile('run1')
      await writeFile(file, 'rows')
      const { blob } = await store.objects.publish({ file, asset: 'documents', hold: async () => undefined })
      expect(await readFile(objectPath(place.folder, blob), 'utf8')).toBe('rows')
    }
  })
}

test('of very many tables the names of folders are waited for a few times, and all of them are on the disk', async () => {
  await using place = await newFolder()
  await using store = await openStore({ folder: place.folder, mode: 'write' })
  const { openSync } = fs
  const synced: string[] = []
  fs.openSync = (path, flags, mode) => {
    if (flags === 'r') synced.push(String(path))
    return openSync(path, flags, mode)
  }
  syncBuiltinESMExports()
  const publish = async (index: number) => {
    const file = store.tmpFile('run1')
    await writeFile(file, `rows ${index}`)
    const made = await store.objects.publish({ file, asset: 'documents', hold: async () => undefined })
    const partition = String(index)
    await store.catalog.commit({ record: record({ partition, parts: [made], sizeBytes: made.sizeBytes }), from: null })
    return made.blob
  }
  try {
    for (let index = 0; index < 80; index += 1) await publish(index)
  } finally {
    fs.openSync = openSync
    syncBuiltinESMExports()
  }
  const count = (...names: string[]) => synced.filter((path) => path === join(place.folder, ...names)).length
  // One by one at first, and then all that are left.
  expect(count('objects')).toBe(32)
  expect(count('records')).toBe(32)
  // The two folders themselves.
  expect(count()).toBe(2)
  // Beside one another, where the first few make the folders of all.
  const blobs = await Promise.all(Array.from({ length: 80 }, (_, index) => publish(1_000 + index)))
  for (const blob of blobs) expect(await readFile(objectPath(place.folder, blob), 'utf8')).toMatch(/^rows 1/)
})

test('the disk is waited for by another thread, but where nothing else would go on meanwhile', async () => {
  await using place = await newFolder()
  await mkdir(place.folder, { recursive: true })
  const file = join(place.folder, 'file')
  const { fsyncSync } = fs
  let here = 0
  fs.fsyncSync = (descriptor) => {
    here += 1
    fsyncSync(descriptor)
  }
  syncBuiltinESMExports()
  try {
    const write = () => onDisk(file, 'w', (descriptor) => fs.writeSync(descriptor, 'rows'))
    await write()
    expect(here).toBe(0)
    let running = 2
    const alone = waitWhereAlone(() => running === 1)
    await write()
    expect(here).toBe(0)
    running = 1
    await write()
    expect(here).toBe(1)
    alone[Symbol.dispose]()
    await write()
    expect(here).toBe(1)
  } finally {
    fs.fsyncSync = fsyncSync
    syncBuiltinESMExports()
  }
  const counts: number[] = []
  const task = (unit: string, after: string[] = []) => ({
    unit: unit as Unit,
    after: after as Unit[],
    start: async () => 0,
  })
  await schedule([task('a'), task('b'), task('c', ['a', 'b'])], 2, new Map(), (running) => counts.push(running))
  expect(counts).toEqual([1, 2, 1, 0, 1, 0])
})

test('a full disk is told with what to do, and no object is to be seen', async () => {
  useLink(failing('ENOSPC'))
  await using place = await newFolder()
  await using store = await openStore({ folder: place.folder, mode: 'write' })
  const file = store.tmpFile('run1')
  await writeFile(file, 'rows')
  await expect(store.objects.publish({ file, asset: 'documents', hold: async () => undefined })).rejects.toMatchObject({
    code: 'STORE_DISK_FULL',
    message: `there is no space left to write ${file}: ENOSPC: link`,
    fix: 'free some space on that disk and run again: everything that was finished is kept',
  })
  expect(await readFile(file, 'utf8')).toBe('rows')
})

test('no two attempts are given the same file', async () => {
  await using place = await newFolder()
  await using store = await openStore({ folder: place.folder, mode: 'write' })
  const files = ['run1', 'run1', 'run2'].map((run) => store.tmpFile(run))
  expect(new Set(files).size).toBe(3)
})

test('what another host has in tmp is left alone for a week', async () => {
  await using place = await newFolder()
  const tmp = join(place.folder, 'tmp')
  const boot = '00000000.ffffffff'
  const weekAgo = new Date(Date.now() - 8 * 24 * 3600_000)
  for (const name of [`young.7.7.${boot}`, `old.7.7.${boot}`, 'no owner', 'no owner and old']) {
    await mkdir(join(tmp, name), { recursive: true })
    if (name.includes('old')) await utimes(join(tmp, name), weekAgo, weekAgo)
  }
  expect((await sweepTmp(place.folder)).toSorted()).toEqual(['no owner and old', `old.7.7.${boot}`])
})

test('a pid that was given to another process does not protect what the first left behind', async () => {
  await using place = await newFolder()
  await using store = await openStore({ folder: place.folder, mode: 'write' })
  const own = join(store.tmpFile('run1'), '..')
  const earlier = own.replace(`.${ownIdentity().pid}.${ownIdentity().started}.`, `.${ownIdentity().pid}.1.`)
  expect(earlier).not.toBe(own)
  await mkdir(earlier)
  expect((await sweepTmp(place.folder)).map((name) => join(place.folder, 'tmp', name))).toEqual([earlier])
})
