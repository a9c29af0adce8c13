import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import type { PublishStep } from '../../src/store/announce.ts'
import { openStore } from '../../src/store/store.ts'
import { otherProcess } from './other-process.ts'
import { newFolder, record } from './samples.ts'

const steps: readonly PublishStep[] = [
  'written',
  'hashed',
  'synced',
  'linked',
  'folder_synced',
  'recorded',
  'committed',
]
const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex')

async function objectsIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(join(folder, 'objects'), { recursive: true }).catch(() => [])
  return names.filter((name) => name.endsWith('.parquet')).map((name) => join(folder, 'objects', name))
}

for (const step of steps) {
  test(`a process killed when it has ${step} leaves a whole store, and the next one makes the table`, async () => {
    await using place = await newFolder()
    await using victim = await otherProcess(place.folder, { killAt: step })
    await expect(victim.publish('the rows', 'documents')).rejects.toThrow('SIGKILL')
    expect(await victim.ended).toBe('SIGKILL')

    await using store = await openStore({ folder: place.folder, mode: 'write' })
    const current = await store.catalog.current()
    expect(current.length).toBe(step === 'committed' ? 1 : 0)
    expect(await readdir(join(place.folder, 'tmp'))).toEqual([])
    const objects = await objectsIn(place.folder)
    expect(objects.length).toBe(steps.indexOf(step) >= steps.indexOf('linked') ? 1 : 0)
    for (const object of objects) {
      expect(basename(object, '.parquet')).toBe(sha256(await readFile(object)))
    }
    for (const { blob } of current.flatMap(({ record }) => record.parts))
      expect((await store.objects.localFile(blob)).state).toBe('ok')

    await using next = await otherProcess(place.folder)
    const blob = await next.publish('the rows', 'again')
    expect(blob).toBe(sha256('the rows'))
    expect((await store.objects.localFile(blob)).state).toBe('ok')
  })
}

test('what a living process has in tmp stays there while others open the store', async () => {
  await using place = await newFolder()
  await using store = await openStore({ folder: place.folder, mode: 'write' })
  const file = store.tmpFile('run1')
  await using _other = await otherProcess(place.folder)
  expect(await readdir(join(place.folder, 'tmp'))).toEqual([basename(join(file, '..'))])
})

test('a store that is closed leaves nothing in tmp', async () => {
  await using place = await newFolder()
  const store = await openStore({ folder: place.folder, mode: 'write' })
  store.tmpFile('run1')
  store.tmpFile('run2')
  await store.catalog.commit({ record: record(), from: null })
  await store[Symbol.asyncDispose]()
  expect(await readdir(join(place.folder, 'tmp'))).toEqual([])
})
