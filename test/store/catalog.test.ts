import { afterEach, beforeEach, expect, test } from 'vitest'
import { openCatalog } from '../../src/store/catalog/open.ts'
import type { Catalog, RecordsOf } from '../../src/store/interface.ts'
import { unitOf } from '../../src/unit.ts'
import { attempt, newFolder, record, stateOf } from './samples.ts'

let place: Awaited<ReturnType<typeof newFolder>>
let catalog: Catalog

beforeEach(async () => {
  place = await newFolder()
  catalog = (await openCatalog({ folder: place.folder, mode: 'write' }))!
})
afterEach(async () => {
  await catalog[Symbol.asyncDispose]()
  await place[Symbol.asyncDispose]()
})

const idOf = async (asset: string) => (await catalog.currentOf(unitOf(asset)))!.id

test('a record comes back as it was committed', async () => {
  const plain = record()
  const check = record({
    asset: 'no_duplicates',
    kind: 'check',
    parts: [],
    check: { passed: false, message: '2 rows', sample: [{ id: 'a' }], metadata: { share: 0.5 } },
    reusable: false,
  })
  expect(await catalog.commit({ record: plain, from: null })).toBe('moved')
  expect(await catalog.commit({ record: check, from: null })).toBe('moved')
  expect((await catalog.current()).map((stored) => stored.record)).toEqual([plain, check])
  expect(await catalog.currentOf(unitOf('documents'))).toEqual({ id: expect.any(Number), record: plain })
  expect(await catalog.currentOf(unitOf('documents', 'fr'))).toBeUndefined()
})

test('the pointer moves only from the record it named when the step began', async () => {
  await catalog.commit({ record: record(), from: null })
  const seen = await idOf('documents')
  expect(await catalog.commit({ record: record({ version: 'theirs' }), from: seen })).toBe('moved')
  expect(await catalog.commit({ record: record({ version: 'ours' }), from: seen })).toBe('lost')
  expect(await catalog.commit({ record: record({ version: 'first?' }), from: null })).toBe('lost')
  expect((await catalog.currentOf(unitOf('documents')))!.record.version).toBe('theirs')
})

test('a record that lost the race is kept and can be reused', async () => {
  await catalog.commit({ record: record(), from: null })
  await catalog.commit({ record: record({ version: 'lost' }), from: null })
  const versions = (await catalog.byDefinition(['definition1'])).map((stored) => stored.record.version)
  expect(versions).toEqual(['lost', 'version1'])
})

test('of a definition that many assets have, one unit has its own records, and the others are those of nobody', async () => {
  for (const asset of ['documents', 'chunks', 'it is gone'])
    await catalog.commit({ record: record({ asset, version: asset }), from: null })
  await catalog.commit({ record: record({ asset: 'documents', partition: 'en', version: 'in English' }), from: null })
  await catalog.commit({
    record: record({ asset: 'documents', definition: 'definition2', version: 'before' }),
    from: 'keep',
  })
  const versions = async (which: RecordsOf) =>
    (await catalog.byDefinition(['definition1', 'definition2'], which)).map((stored) => stored.record.version)
  expect(await versions({ unit: unitOf('documents') })).toEqual(['before', 'documents'])
  expect(await versions({ unit: unitOf('documents', 'en') })).toEqual(['in English'])
  expect(await versions({ partitions: ['', 'de'] })).toEqual(['before', 'it is gone', 'chunks', 'documents'])
  expect(await versions({ partitions: ['en'] })).toEqual(['in English'])
  const holders = ['documents', 'chunks'].map((asset) => ({ asset, definition: 'definition1' }))
  expect(await versions({ notOf: holders })).toEqual(['before', 'it is gone'])
})

test('a record can be kept without becoming current', async () => {
  await catalog.commit({ record: record(), from: null })
  expect(await catalog.commit({ record: record({ version: 'held back' }), from: 'keep' })).toBe('moved')
  expect((await catalog.currentOf(unitOf('documents')))!.record.version).toBe('version1')
})

test('records that must not be reused are never found by their definition', async () => {
  await catalog.commit({ record: record({ reusable: false }), from: null })
  await catalog.commit({ record: record({ definition: 'another' }), from: 'keep' })
  expect(await catalog.byDefinition(['definition1'])).toEqual([])
})

test('going back to an earlier record moves the pointer by compare-and-set', async () => {
  await catalog.commit({ record: record(), from: null })
  const old = await idOf('documents')
  await catalog.commit({ record: record({ version: 'version2' }), from: old })
  const now = await idOf('documents')
  const back = { unit: unitOf('documents'), to: old }
  expect(await catalog.repoint({ ...back, from: old })).toBe('lost')
  expect(await catalog.repoint({ ...back, from: null })).toBe('lost')
  expect(await catalog.repoint({ ...back, from: now })).toBe('moved')
  expect(await idOf('documents')).toBe(old)
})

test('a record that is not there cannot be pointed to', async () => {
  expect(await catalog.repoint({ unit: unitOf('documents'), to: 77, from: null })).toBe('lost')
  expect(await catalog.current()).toEqual([])
})

test('a renamed asset that takes over a record is told under its own name', async () => {
  await catalog.commit({ record: record({ asset: 'old_name' }), from: null })
  const to = await idOf('old_name')
  await catalog.repoint({ unit: unitOf('new_name'), to, from: null })
  expect((await catalog.current()).map(({ id, record }) => [id, record.asset])).toEqual([
    [to, 'new_name'],
    [to, 'old_name'],
  ])
})

test('a failure is told until anything else happens to the same asset and partition', async () => {
  const failed = attempt({ error: { code: 'ASSET_FAILED', message: 'boom', at: 'assets/x.ts:3', fix: 'mend it' } })
  await catalog.addAttempt(failed)
  await catalog.addAttempt(attempt({ unit: unitOf('documents', 'fr'), key: null }))
  await catalog.addAttempt(attempt({ unit: unitOf('other'), outcome: 'blocked' }))
  expect(await catalog.failures()).toEqual([failed, attempt({ unit: unitOf('documents', 'fr'), key: null })])
  await catalog.commit({ record: record(), from: null })
  expect((await catalog.failures()).map((failure) => failure.unit)).toEqual(['documents[fr]'])
  await catalog.addAttempt(attempt({ unit: unitOf('documents', 'fr'), outcome: 'reused' }))
  expect(await catalog.failures()).toEqual([])
  await catalog.addAttempt(failed)
  expect(await catalog.failures()).toEqual([failed])
})

test('the history tells records and attempts together, newest first', async () => {
  await catalog.commit({ record: record(), from: null })
  await catalog.addAttempt(attempt({ outcome: 'reused', run: 'run2' }))
  await catalog.addAttempt(attempt({ outcome: 'failed', run: 'run3', error: { code: 'X', message: 'boom' } }))
  await catalog.commit({ record: record({ asset: 'other', outcome: 'unchanged', run: 'run3' }), from: null })
  const told = (await catalog.history({ limit: 9 })).map(({ unit, outcome, version, rows }) => [
    unit,
    outcome,
    version,
    rows,
  ])
  expect(told).toEqual([
    ['other', 'unchanged', 'version1', 3],
    ['documents', 'failed', null, null],
    ['documents', 'reused', 'version1', 3],
    ['documents', 'ran', 'version1', 3],
  ])
  const runs = async (query: { assets?: readonly string[]; run?: string; limit: number }) =>
    (await catalog.history(query)).map((entry) => `${entry.run} ${entry.outcome}`)
  expect(await runs({ assets: ['documents'], limit: 2 })).toEqual(['run3 failed', 'run2 reused'])
  expect(await runs({ run: 'run3', limit: 9 })).toEqual(['run3 unchanged', 'run3 failed'])
  expect(await runs({ run: 'run3', assets: ['documents'], limit: 9 })).toEqual(['run3 failed'])
})

test('what a run made and then failed of is one failure in the history', async () => {
  await catalog.commit({ record: record({ run: 'run1', version: 'good' }), from: null })
  await catalog.commit({ record: record({ run: 'run2', version: 'held', rows: 7 }), from: 'keep' })
  await catalog.addAttempt(attempt({ run: 'run2', error: { code: 'CHECK_FAILED', message: 'held back' } }))
  await catalog.addAttempt(attempt({ run: 'run3', error: { code: 'ASSET_FAILED', message: 'boom' } }))
  const told = (await catalog.history({ limit: 9 })).map(({ run, outcome, version, rows }) => [
    run,
    outcome,
    version,
    rows,
  ])
  expect(told).toEqual([
    ['run3', 'failed', null, null],
    ['run2', 'failed', 'held', 7],
    ['run1', 'ran', 'good', 3],
  ])
})

test('an entry of the history carries what its record and its attempt said', async () => {
  await catalog.commit({ record: record(), from: null })
  const failed = attempt({ error: { code: 'ASSET_FAILED', message: 'boom', facts: { row: 3 } } })
  await catalog.addAttempt(failed)
  const { run, version, key, rows, sizeBytes, startedAt, durationMs, outcome, causes } = record()
  expect(await catalog.history({ limit: 9 })).toEqual([
    { ...failed, version: null, rows: null, sizeBytes: null },
    { run, unit: unitOf('documents'), version, key, rows, sizeBytes, startedAt, durationMs, outcome, causes },
  ])
})

test('runs are told newest first, and end as they ended', async () => {
  const run = { id: 'run1', command: 'materialize', startedAt: 1, pid: process.pid, host: 'here' }
  await catalog.beginRun(run)
  await catalog.beginRun({ ...run, id: 'run2', startedAt: 2 })
  await catalog.endRun('run1', { status: 'failed', endedAt: 3 })
  expect((await catalog.runs(9)).map(({ id, status, endedAt }) => [id, status, endedAt])).toEqual([
    ['run2', 'running', null],
    ['run1', 'failed', 3],
  ])
  expect((await catalog.runs(1)).map(({ id }) => id)).toEqual(['run2'])
})

test('versions of columns are remembered per table and set of columns', async () => {
  const set = { blob: 'b1', columns: ['id', 'text'] }
  await catalog.rememberColumnVersion(set, 'v1')
  await catalog.rememberColumnVersion(set, 'v2')
  const wanted = [set, { ...set, columns: ['id'] }, { ...set, blob: 'b2' }]
  expect(await catalog.columnVersions(wanted)).toEqual(['v2', undefined, undefined])
  // In the order in which they are asked for, also where one is asked for twice.
  await catalog.rememberColumnVersion({ ...set, columns: ['id'] }, 'v3')
  await catalog.rememberColumnVersion({ ...set, blob: 'b2' }, 'v4')
  expect(await catalog.columnVersions([...wanted.toReversed(), set])).toEqual(['v4', 'v3', 'v2', 'v2'])
  expect(await catalog.columnVersions([{ ...set, scheme: 'rows/2' }])).toEqual([undefined])
})

test('the counter grows with each change of a record, a pointer or an attempt, and with nothing else', async () => {
  const grew: string[] = []
  const watch = async (name: string, work: () => Promise<unknown>) => {
    const before = await catalog.change()
    await work()
    const after = await catalog.change()
    expect(after).toBeGreaterThanOrEqual(before)
    if (after > before) grew.push(name)
    expect((await stateOf(place.folder))?.change).toBe(after)
  }
  await watch('commit', () => catalog.commit({ record: record(), from: null }))
  await watch('lost commit', () => catalog.commit({ record: record(), from: null }))
  await watch('attempt', () => catalog.addAttempt(attempt()))
  const id = await idOf('documents')
  await watch('lost repoint', () => catalog.repoint({ unit: unitOf('documents'), to: id, from: 99 }))
  await watch('repoint', () => catalog.repoint({ unit: unitOf('documents'), to: id + 1, from: id }))
  const lease = { unit: unitOf('a'), key: 'k', run: 'r' }
  await watch('lease', () => catalog.acquireLease(lease))
  await watch('release', () => catalog.releaseLease(lease))
  await watch('columns', () => catalog.rememberColumnVersion({ blob: 'b', columns: [] }, 'v'))
  await watch('readings', async () => [await catalog.current(), await catalog.history({ limit: 3 })])
  expect(grew).toEqual(['commit', 'lost commit', 'attempt', 'repoint'])
})

test('texts are kept once for each hash and label, with the record that they came with', async () => {
  const [a, b] = [
    { label: 'assets/a.ts a', hash: '0123456789ab' },
    { label: 'assets/b.ts b', hash: '0123456789ab' },
  ]
  expect(await catalog.missingSources([a, b])).toEqual([a, b])
  await catalog.commit({ record: record(), from: null, sources: [{ ...a, text: 'const a = 1' }] })
  await catalog.commit({ record: record(), from: 1, sources: [{ ...a, text: 'const a = 1 // again' }] })
  expect(await catalog.missingSources([a, b])).toEqual([b])
  expect(await catalog.sources([a, b])).toEqual([{ ...a, text: 'const a = 1' }])
})

test('who accepted a record, and why, is kept with it and told in the history', async () => {
  const accepted = { by: 'ann (Ann Lee)', because: 'a rename', at: 1_750_000_000_000, from: 'run1' }
  await catalog.commit({ record: record({ outcome: 'accepted', accepted }), from: null })
  expect((await catalog.currentOf(unitOf('documents')))?.record.accepted).toEqual(accepted)
  expect(await catalog.history({ limit: 1 })).toMatchObject([{ outcome: 'accepted', accepted }])
})

test('what was just committed is told as another process reads it, and by nobody once somebody else wrote', async () => {
  await using other = (await openCatalog({ folder: place.folder, mode: 'write' }))!
  const full = record({ metadata: { share: 0.5 }, startedAt: 1.5, environment: { node: '24' } })
  await catalog.commit({ record: full, from: null })
  const read = await other.currentOf(unitOf('documents'))
  expect(await catalog.currentOf(unitOf('documents'))).toStrictEqual(read)
  await catalog.commit({ record: record({ version: 'mine' }), from: read!.id })
  const mine = await idOfVersion('mine')
  await other.commit({ record: record({ version: 'theirs' }), from: mine })
  expect((await catalog.currentOf(unitOf('documents')))!.record.version).toBe('theirs')
  await catalog.commit({ record: record({ version: 'held back' }), from: 'keep' })
  expect((await catalog.currentOf(unitOf('documents')))!.record.version).toBe('theirs')
})

const idOfVersion = async (version: string) =>
  (await catalog.versionsOf('documents')).find((stored) => stored.record.version === version)!.id

test('since a moment, what may be another of a unit is what was written of it, here or elsewhere', async () => {
  await using other = (await openCatalog({ folder: place.folder, mode: 'write' }))!
  const [documents, chunks] = [unitOf('documents'), unitOf('chunks')]
  let since = await catalog.moment()
  const changes = async () => {
    const before = since
    since = await catalog.moment()
    return [(await catalog.changes(documents, before)).what, (await catalog.changes(chunks, before)).what]
  }
  const request = { unit: documents, key: 'key1', run: 'run1' }
  await catalog.acquireLease(request)
  await catalog.hold('run1', ['b10b'])
  await catalog.addAttempt(attempt())
  expect(await changes()).toEqual(['nothing', 'nothing'])
  await catalog.commit({ record: record(), from: null })
  expect(await changes()).toEqual(['pointer', 'nothing'])
  await catalog.pin({ unit: documents, record: await idOf('documents'), since: 1 })
  expect(await changes()).toEqual(['anything', 'anything'])
  expect(await changes()).toEqual(['nothing', 'nothing'])
  await other.commit({ record: record({ asset: 'others' }), from: null })
  expect(await changes()).toEqual(['anything', 'anything'])
  await catalog.wipe({ assets: ['documents'], records: true, dry: false })
  expect((await changes())[0]).toBe('anything')
})
