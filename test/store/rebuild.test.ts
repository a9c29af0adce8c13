import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readEntries } from '../../src/store/records/entry-files.ts'
import { rebuildCatalog } from '../../src/store/records/rebuild.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { collectGarbage } from '../../src/store/sweep/collect.ts'
import { unitAt, unitOf } from '../../src/unit.ts'
import { newFolder, record } from './samples.ts'

const environments = ['development', 'production'] as const
const places = [
  { asset: 'a', partition: '' },
  { asset: 'a', partition: 'fr' },
  { asset: 'sent', partition: '' },
] as const

const steps = fc.record({
  environment: fc.constantFrom(...environments),
  place: fc.constantFrom(...places),
  pick: fc.nat(9),
  do: fc.constantFrom(
    ...([
      'commit',
      'commit',
      'commit',
      'keep',
      'late',
      'repoint',
      'pin',
      'unpin',
      'doubt',
      'wipe',
      'mv',
      'gc',
    ] as const),
  ),
})

async function apply(store: Store, { place, pick, do: what }: typeof steps extends fc.Arbitrary<infer T> ? T : never) {
  const { catalog } = store
  const unit = unitAt(place)
  const before = (await catalog.currentOf(unit))?.id ?? null
  const known = (await catalog.versionsOf(place.asset)).filter((one) => unitAt(one.record) === unit)
  const chosen = known[pick % Math.max(1, known.length)]
  const isEffect = place.asset === 'sent'
  switch (what) {
    case 'commit':
    case 'keep':
    case 'late': {
      const from = what === 'keep' ? 'keep' : what === 'late' && !isEffect ? null : before
      const kind = isEffect ? 'effect' : 'asset'
      return await catalog.commit({ record: record({ ...place, kind, version: crypto.randomUUID(), parts: [] }), from })
    }
    case 'repoint':
      return chosen && !isEffect && (await catalog.repoint({ unit, to: chosen.id, from: before }))
    case 'pin':
      return chosen && !isEffect && (await catalog.pin({ unit, record: chosen.id, since: Date.now() }))
    case 'unpin':
      return await catalog.unpin([unit])
    case 'doubt':
      return isEffect && (await catalog.doubt({ unit, cause: { kind: 'receipt_mismatch', message: 'who knows' } }))
    case 'wipe':
    case 'mv':
      return await catalog.wipe({ assets: [place.asset], records: what === 'wipe', dry: false })
    case 'gc': {
      const now = Date.now() + 3600_000
      return await collectGarbage(store, { keep: pick % 3, before: now, now, dry: false })
    }
  }
}

/** All that a verdict rests on, and what could be reused. */
async function contents(folder: string) {
  const all: unknown[] = []
  for (const environment of environments) {
    await using store = await openStore({ folder, mode: 'write', environment })
    const { catalog } = store
    const names = new Map(
      (await catalog.versionsOf('a')).concat(await catalog.versionsOf('sent')).map((s) => [s.id, s]),
    )
    const current = await catalog.current()
    all.push({
      environment,
      records: [...names.values()].map(({ file, record }) => `${file} ${record.version}`).toSorted(),
      current: current.map(({ file, record }) => [unitAt(record), file]),
      pins: (await catalog.pins()).map(({ unit, record }) => [unit, names.get(record)?.file]),
      doubts: (await catalog.doubts()).map(({ unit }) => unit),
    })
  }
  return all
}

test('whatever happened, the catalog that is made of the files says what the lost one said', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { maxLength: 30 }), async (happened) => {
      await using place = await newFolder()
      {
        await using development = await openStore({ folder: place.folder, mode: 'write' })
        await using production = await openStore({ folder: place.folder, mode: 'write', environment: 'production' })
        await apply(development, { environment: 'development', place: places[0], pick: 0, do: 'commit' })
        for (const step of happened) await apply(step.environment === 'production' ? production : development, step)
      }
      const before = await contents(place.folder)
      for (const end of ['', '-wal', '-shm']) rmSync(join(place.folder, `catalog.sqlite${end}`), { force: true })
      await rebuildCatalog(place.folder)
      expect(await contents(place.folder)).toEqual(before)
      // And once more, over a catalog that is there.
      const again = await rebuildCatalog(place.folder)
      expect([again.damagedFiles, again.setAside.length > 0]).toEqual([[], true])
      expect(await contents(place.folder)).toEqual(before)
    }),
    { numRuns: Number(process.env.ASSETS_REBUILD_RUNS ?? 40) },
  )
})

test('a file that is torn or damaged is named, and the record before it is current', async () => {
  await using place = await newFolder()
  {
    await using store = await openStore({ folder: place.folder, mode: 'write' })
    await store.catalog.commit({ record: record({ version: 'first', parts: [] }), from: null })
    const from = (await store.catalog.currentOf(unitOf('documents')))!.id
    await store.catalog.commit({ record: record({ version: 'second', parts: [] }), from })
  }
  const [, last] = [...readEntries(place.folder)].toSorted((a, b) => (a.entry?.at ?? 0) - (b.entry?.at ?? 0))
  writeFileSync(last!.path, '{"format":"record1","type":"rec')
  const rebuilt = await rebuildCatalog(place.folder)
  expect(rebuilt).toMatchObject({ records: 1, current: 1, damagedFiles: [last!.path] })
  await using store = await openStore({ folder: place.folder, mode: 'write' })
  expect((await store.catalog.current()).map((one) => one.record.version)).toEqual(['first'])
})

test('records of a store that has no files get theirs when it is collected', async () => {
  await using place = await newFolder()
  await using store = await openStore({ folder: place.folder, mode: 'write' })
  await store.catalog.commit({ record: record({ parts: [] }), from: null })
  const before = await contents(place.folder)
  const { default: Sqlite } = await import('better-sqlite3')
  const database = new Sqlite(join(place.folder, 'catalog.sqlite'))
  database.exec('UPDATE records SET file = NULL')
  database.close()
  rmSync(join(place.folder, 'records'), { recursive: true })
  await collectGarbage(store, { keep: 3, before: 0, now: Date.now(), dry: false })
  await store[Symbol.asyncDispose]()
  await rebuildCatalog(place.folder)
  const after = (await contents(place.folder)) as typeof before
  expect(after).toEqual(JSON.parse(JSON.stringify(after)))
  await using again = await openStore({ folder: place.folder, mode: 'write' })
  expect((await again.catalog.current()).map((one) => one.record)).toEqual([record({ parts: [] })])
})
