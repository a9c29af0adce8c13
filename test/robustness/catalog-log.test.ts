import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import Sqlite from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProject, type Document, type Project, repository } from '../rig/project.ts'

const index = (n: number) => `
import { asset, effect } from '#project'
import { called } from '../rig.ts'
export const raw = asset(async () => { await called('raw'); return [{ id: 1, n: ${n} }] })
export const twice = asset(async ({ raw }) => { await called('twice'); return (await raw.all()).map(({ id, n }) => ({ id, n: n * 2 })) })
export const sent = effect(async ({ twice }) => { await called('sent'); return { n: (await twice.all())[0]?.n ?? null } })
`
const ends = ['', '-wal', '-shm', '.committed'] as const
type End = (typeof ends)[number]
type Image = Readonly<Record<End, Buffer>>

let project: Project
let images: readonly Image[]
let fresh: unknown
const store = (...path: string[]) => join(project.folder, '.assetstore', ...path)
const kept = () => `${project.folder}.kept`
const catalog = (end: End) => store(`catalog.sqlite${end}`)
const imageNow = (): Image =>
  Object.fromEntries(ends.map((end) => [end, readFileSync(catalog(end))])) as unknown as Image
const last = () => images.at(-1) as Image
const statusNow = async () => {
  const { assets, error } = await project.json('status')
  return assets?.map(({ name, status, version }: Document) => [name, status, version]) ?? error
}

// What power cuts and kills leave: the log is there, since nobody who had the catalog open has closed it.
beforeAll(async () => {
  project = await createProject({ 'assets/index.ts': index(1) })
  await project.assets('materialize')
  const open = await holdOpen()
  images = []
  for (const n of [2, 3, 4]) {
    project.edit({ 'assets/index.ts': index(n) })
    await project.assets('materialize')
    images = [...images, imageNow()]
    // The next log is another one.
    if (n === 2) checkpoint()
  }
  fresh = await statusNow()
  cpSync(store(), kept(), { recursive: true })
  open.kill('SIGKILL')
})
afterAll(async () => {
  rmSync(kept(), { recursive: true })
  await project[Symbol.asyncDispose]()
})

/** A process that has the catalog open: the last one that closes it would take the log away. */
async function holdOpen(): Promise<ChildProcess> {
  const read = "require('better-sqlite3')(process.argv[1]).prepare('SELECT * FROM meta').get(); console.log('open')"
  const child = spawn(process.execPath, ['-e', `${read}; setInterval(() => {}, 1000)`, catalog('')], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout as Readable, 'data')
  return child
}

function checkpoint(): void {
  const other = new Sqlite(catalog(''))
  other.pragma('wal_checkpoint(TRUNCATE)')
  other.close()
}

/** Every command tells the damage, with a cure that cures, or goes on as if there were none. */
async function expectToldOrExact(damaged: Readonly<Partial<Record<End, Buffer | null>>>): Promise<void> {
  const damage = () => {
    rmSync(store(), { recursive: true, force: true })
    cpSync(kept(), store(), { recursive: true })
    for (const end of ends) {
      const bytes = damaged[end] === undefined ? last()[end] : damaged[end]
      if (bytes === null) rmSync(catalog(end), { force: true })
      else writeFileSync(catalog(end), bytes)
    }
  }
  const told = new Set<boolean>()
  for (const words of [['status'], ['history'], ['gc', '--yes'], ['materialize']]) {
    damage()
    project.calls.reset()
    const { error, exitCode, counts } = await project.json(...words)
    expect(project.calls.names).toEqual([])
    told.add(error !== undefined)
    if (error === undefined) {
      expect([words, exitCode]).toEqual([words, 0])
      if (words[0] === 'materialize') expect(counts).toMatchObject({ skipped: 3 })
      expect(await statusNow(), words.join(' ')).toEqual(fresh)
    } else {
      expect([words, error.code, error.message]).toEqual([words, 'STORE_CORRUPT', error.message])
      expect(error.fix).toContain('assets doctor --rebuild')
    }
  }
  // No command takes for whole what another one takes for damaged.
  expect(told.size).toBe(1)
  if (told.has(false)) return
  damage()
  expect(await project.json('doctor', '--rebuild')).toMatchObject({ ok: true, lostObjects: [] })
  expect(await statusNow()).toEqual(fresh)
  expect(await project.json('materialize')).toMatchObject({ ok: true, counts: { skipped: 3 } })
  expect(project.calls.names).toEqual([])
}

const zeros = (bytes: Buffer) => Buffer.alloc(bytes.length)
const damages: Readonly<Record<string, () => Readonly<Partial<Record<End, Buffer | null>>>>> = {
  'a log that is gone': () => ({ '-wal': null }),
  'a log of zeros': () => ({ '-wal': zeros(last()['-wal']) }),
  'a log that is empty': () => ({ '-wal': Buffer.alloc(0) }),
  'a log and a shared memory that are gone': () => ({ '-wal': null, '-shm': null }),
  'the log of before': () => ({ '-wal': images[1]!['-wal'] }),
  'the log of before the last checkpoint': () => ({ '-wal': images[0]!['-wal'], '-shm': images[0]!['-shm'] }),
  'a shared memory that is gone': () => ({ '-shm': null }),
  'a shared memory of zeros': () => ({ '-shm': zeros(last()['-shm']) }),
  'the shared memory of before': () => ({ '-shm': images[0]!['-shm'] }),
  'a shared memory that is cut': () => ({ '-shm': last()['-shm'].subarray(0, 1000) }),
  'the catalog of before': () => ({ '': images[0]![''], '-wal': images[0]!['-wal'], '-shm': images[0]!['-shm'] }),
  'the catalog of before, and no log': () => ({ '': images[0]![''], '-wal': null, '-shm': null }),
  'an empty catalog': () => ({ '': Buffer.alloc(0), '-wal': null, '-shm': null }),
  'an empty catalog and nothing that tells of its commits': () => ({
    '': Buffer.alloc(0),
    '-wal': null,
    '-shm': null,
    '.committed': null,
  }),
}

for (const [what, damaged] of Object.entries(damages)) test(what, () => expectToldOrExact(damaged()))

test('a log that is cut, wiped or flipped anywhere', { timeout: 3_600_000 }, async () => {
  const kinds: Readonly<Record<string, (bytes: Buffer, at: number) => Buffer>> = {
    cut: (bytes, at) => bytes.subarray(0, at),
    wiped: (bytes, at) => Buffer.concat([bytes.subarray(0, at), Buffer.alloc(bytes.length - at)]),
    flipped: (bytes, at) => Buffer.from(bytes.with(at, (bytes[at] as number) ^ 255)),
    'of zeros for a sector': (bytes, at) => {
      const from = at - (at % 512)
      return Buffer.from(bytes).fill(0, from, Math.min(from + 512, bytes.length))
    },
  }
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(kinds)),
      fc.nat(last()['-wal'].length - 1),
      async (kind, at) => await expectToldOrExact({ '-wal': kinds[kind]!(last()['-wal'], at) }),
    ),
    { numRuns: Number(process.env.ASSETS_TORN_LOGS ?? 3) },
  )
})

test('an older number of the last commit, or a torn one, is no damage', async () => {
  for (const bytes of [images[0]!['.committed'], Buffer.from('17'), Buffer.alloc(20), null]) {
    rmSync(store(), { recursive: true, force: true })
    cpSync(kept(), store(), { recursive: true })
    if (bytes === null) rmSync(catalog('.committed'))
    else writeFileSync(catalog('.committed'), bytes)
    expect(await statusNow()).toEqual(fresh)
    expect(await project.json('materialize')).toMatchObject({ ok: true, counts: { skipped: 3 } })
  }
})
