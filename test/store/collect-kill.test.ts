import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readEntries } from '../../src/store/records/entry-files.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { collectGarbage } from '../../src/store/sweep/collect.ts'
import { unitOf } from '../../src/unit.ts'
import { newFolder, record } from './samples.ts'

const all = { keep: 0, before: Date.now() + 3600_000, now: Date.now() + 3600_000, dry: false }

async function publish(store: Store, text: string, from: number | null): Promise<number> {
  const file = store.tmpFile('run1')
  writeFileSync(file, text)
  const made = await store.objects.publish({ file, asset: 'documents', hold: async () => undefined })
  await store.catalog.commit({ record: record({ parts: [made], sizeBytes: made.sizeBytes }), from })
  return (await store.catalog.currentOf(unitOf('documents')))!.id
}

// The files of the five records go beside the objects.
for (const killAt of [0, 1, 3, 5, 6, 8]) {
  test(`killed after ${killAt} files it leaves what is current, and the next one frees the rest`, async () => {
    await using place = await newFolder()
    await using store = await openStore({ folder: place.folder, mode: 'write' })
    let current: number | null = null
    for (let version = 0; version < 6; version += 1) current = await publish(store, `rows ${version}`, current)
    const preload = `--import=${join(import.meta.dirname, 'kill-at-removal.mjs')}`
    const child = fork(join(import.meta.dirname, 'collect-main.ts'), [place.folder], {
      execArgv: [preload],
      env: { ...process.env, NODE_OPTIONS: '', KILL_AT: String(killAt) },
    })
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])

    const objects = () =>
      readdirSync(join(place.folder, 'objects'), { recursive: true }).filter((name) => name.includes('.'))
    const left = objects().length
    const removed = 6 - left + 6 - [...readEntries(place.folder)].length
    expect(removed).toBeLessThanOrEqual(killAt)
    const [stored, ...others] = await store.catalog.versionsOf('documents')
    expect([stored!.id, others]).toEqual([current, []])
    const { assets, others: files } = await collectGarbage(store, all)
    expect(assets).toMatchObject([{ asset: 'documents', records: { kept: 1, freed: 0 }, keptBytes: 6 }])
    expect(files).toContainEqual({ what: 'unnamed', keptBytes: 0, freedBytes: (left - 1) * 6 })
    expect(objects()).toHaveLength(1)
    expect([...readEntries(place.folder)]).toHaveLength(1)
    expect((await store.objects.localFile(stored!.record.parts[0]!.blob)).state).toBe('ok')
  })
}

test('what a run that is alive may read or is about to name stays, whatever is asked for', async () => {
  await using place = await newFolder()
  await using store = await openStore({ folder: place.folder, mode: 'write' })
  const { catalog } = store
  const first = await publish(store, 'first', null)
  await catalog.beginRun({ id: 'run2', command: 'materialize', startedAt: Date.now(), pid: process.pid, host: 'here' })
  await publish(store, 'second', first)
  const file = store.tmpFile('run2')
  writeFileSync(file, 'third')
  const hold = (blob: string) => catalog.hold('run2', [blob])
  const third = await store.objects.publish({ file, asset: 'documents', hold })
  const kept = await collectGarbage(store, all)
  expect(kept.assets).toMatchObject([{ records: { kept: 2, freed: 0 } }])
  expect(await store.objects.states([third])).toEqual(['ok'])

  await catalog.endRun('run2', { status: 'ok', endedAt: Date.now() })
  const lease = { unit: unitOf('documents'), key: 'key1', run: 'run3' }
  await catalog.acquireLease(lease)
  expect((await collectGarbage(store, all)).assets).toMatchObject([{ records: { kept: 2, freed: 0 } }])
  expect(await store.objects.states([third])).toEqual(['missing'])
  await catalog.releaseLease(lease)
  expect((await collectGarbage(store, all)).assets).toMatchObject([{ records: { kept: 1, freed: 1 } }])
})
