import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openProject } from '../../src/api/open-project.ts'
import { passDays } from '../kept/age.ts'
import { createProject, type Document, type Project, repository } from '../rig/project.ts'
import { damages, spoil } from './faults/damages.ts'
import { type Fault, type FaultKind, faultCalls, openFaults } from './faults/faults.ts'
import { sizesIn, tree } from './faults/files.ts'

/** Every row of a table says which edit made it, so that a table that is half of one is seen. */
const assets = (edit: number) => `
import { asset, check } from '#project'
import { called } from '../rig.ts'
import { sql } from 'assetstore'
export const one = asset(async function* () { await called('one'); for (let id = 0; id < 300; id += 1) yield { id, edit: ${edit} } })
export const mapped = asset(({ one }) => one.pick('id', 'edit').map({ key: 'id' }, ({ id, edit }) => ({ id, edit, half: id / 2 })))
export const queried = asset(({ mapped }) => sql\`select id, edit, half * 2 as again from \${mapped}\`)
export const whole = check(async ({ queried }) => queried.count === 300)
`
const names = ['one', 'mapped', 'queried'] as const
const seed = Number(process.env.ASSETS_SEED ?? Date.now() % 1_000_000)
/** How many faults of each kind; \`all\` of them take hours. */
const rounds = Number(process.env.ASSETS_FAULTS ?? 1)

let state = seed
const random = (below: number): number => {
  state = (state * 1_103_515_245 + 12_345) % 2 ** 31
  return Math.floor((state / 2 ** 31) * below)
}

let project: Project
const store = (...path: string[]) => join(project.folder, '.assetstore', ...path)
const kept = () => `${project.folder}.kept`
const edit = (number: number) => project.edit({ 'assets/index.ts': assets(number) })

beforeAll(async () => {
  console.log(`seed ${seed}: run it again with ASSETS_SEED=${seed}`)
  project = await createProject({ 'assets/index.ts': assets(1) })
  expect((await project.json('materialize')).exitCode).toBe(0)
  cpSync(store(), kept(), { recursive: true })
})
beforeEach(() => {
  rmSync(store(), { recursive: true, force: true })
  cpSync(kept(), store(), { recursive: true })
  edit(1)
  project.calls.reset()
})
afterAll(async () => {
  rmSync(kept(), { recursive: true })
  await project[Symbol.asyncDispose]()
})

/** The edit of each table that is current; throws where one is of two, or not all there. */
async function editsNow(): Promise<readonly number[]> {
  const query = names.map((name) => `select '${name}' as name, edit, count(*) as n from ${name} group by edit`)
  const { rows } = await project.json('query', query.join(' union all '))
  const sorted = rows.toSorted((a: Document, b: Document) => names.indexOf(a.name) - names.indexOf(b.name))
  expect(sorted).toEqual(names.map((name) => ({ name, edit: expect.any(Number), n: '300' })))
  return sorted.map(({ edit }: Document) => edit)
}

/** Nothing that is current is damaged, and a run that nobody disturbs makes everything. */
async function expectWhole(about: string): Promise<void> {
  const edits = await editsNow()
  expect(
    edits.every((one) => one === 1 || one === 2),
    `${about}: ${edits}`,
  ).toBe(true)
  expect((await project.json('verify')).exitCode, about).toBe(0)
  expect((await project.json('materialize')).exitCode, about).toBe(0)
  expect(await editsNow(), about).toEqual([2, 2, 2])
  expect((await project.json('check')).ok, about).toBe(true)
  expect(readdirSync(store('tmp')), about).toEqual([])
}

const faults = openFaults()
const skipped = typeof faults === 'string' ? faults : ''
if (skipped !== '') console.log(skipped)

afterAll(() => {
  if (typeof faults !== 'string') faults[Symbol.dispose]()
})

/** How often a run that is not disturbed makes each call: the same each time. */
let calls: Record<string, number> | undefined
async function callsOfARun(): Promise<Record<string, number>> {
  if (typeof faults === 'string') return {}
  edit(2)
  if (calls !== undefined) return calls
  await project.start(['materialize'], { env: faults.noting(store()) }).ended
  const noted = Map.groupBy(faults.noted(), ({ call }) => call)
  calls = Object.fromEntries([...noted].map(([call, all]) => [call, all.length]))
  return calls
}

async function materializeUnder(fault: Fault) {
  if (typeof faults === 'string') throw new Error(faults)
  return project.start(['materialize', '--json'], { env: faults.env(store(), fault) }).ended
}

describe('the promises', () => {
  test.skipIf(skipped !== '')('What is committed is durable.', async () => {
    if (typeof faults === 'string') return
    edit(2)
    await project.start(['materialize'], { env: faults.noting(store()) }).ended
    const calls = faults.noted().map(({ call, path }) => `${call} ${relative(store(), path)}`)
    // What a power cut may take is what was not synced: the bytes before the name, the name before the record.
    const objects = calls.filter((one) => /^link objects\/.*\.parquet$/.test(one))
    expect(objects.length).toBeGreaterThanOrEqual(3)
    for (const object of objects) {
      const at = calls.indexOf(object)
      const folder = `fsync ${relative(store(), join(store(), object.slice('link '.length), '..'))}`
      const bytes = calls.slice(0, at).findLastIndex((one) => one.startsWith('fsync tmp/'))
      const named = calls.indexOf(folder, at)
      const committed = calls.indexOf('fsync catalog.sqlite-wal', named)
      expect([bytes >= 0, named > at, committed > named], object).toEqual([true, true, true])
    }
  })

  test.skipIf(skipped !== '')(
    'A run that is killed at any point leaves what was current.',
    { timeout: 3_600_000 },
    async () => {
      const counts = await callsOfARun()
      for (const call of faultCalls.filter((one) => one !== 'open')) {
        for (let round = 0; round < rounds; round += 1) {
          rmSync(store(), { recursive: true, force: true })
          cpSync(kept(), store(), { recursive: true })
          const at = 1 + random(counts[call] ?? 1)
          const about = `seed ${seed}, SIGKILL at ${call} ${at}`
          const ended = await materializeUnder({ call, at, kind: 'SIGKILL' })
          expect([null, 0], about).toContain(ended.exitCode)
          await expectWhole(about)
        }
      }
    },
  )

  test.skipIf(skipped !== '')(
    'A disk that fails is told of, and leaves what was current.',
    { timeout: 3_600_000 },
    async () => {
      const counts = await callsOfARun()
      const kinds: readonly FaultKind[] = ['ENOSPC', 'EIO', 'EROFS', 'EMFILE']
      for (const [index, kind] of kinds.entries()) {
        for (let round = 0; round < rounds; round += 1) {
          rmSync(store(), { recursive: true, force: true })
          cpSync(kept(), store(), { recursive: true })
          const call = faultCalls[(index + random(faultCalls.length)) % faultCalls.length] ?? 'write'
          const at = 1 + random(counts[call] ?? 1)
          const about = `seed ${seed}, ${kind} at ${call} ${at}`
          const ended = await materializeUnder({ call, at, kind })
          const document: Document = JSON.parse(ended.stdout)
          expect([0, 1, 4], `${about}: ${ended.stdout}`).toContain(ended.exitCode)
          const told = [document.error, ...(document.steps ?? []).map(({ error }: Document) => error)].filter(Boolean)
          expect(ended.exitCode === 0 || told.length > 0, about).toBe(true)
          for (const error of told) expect(error.code, about).toMatch(/^(STORE_|ASSET_|CHECK_)/)
          await expectWhole(about)
        }
      }
    },
  )

  test('A reader sees the old table or the new one.', async () => {
    await using reader = await openProject({ cwd: project.folder })
    const seen = new Set<string>()
    for (const number of [2, 3, 1]) {
      edit(number)
      const run = project.start(['materialize'])
      let over = false
      run.ended.then(() => {
        over = true
      })
      while (!over) {
        const { rows } = await reader.query<{ edit: number; n: number }>(
          'select edit, count(*) as n from queried group by edit',
        )
        expect(rows).toEqual([{ edit: expect.any(Number), n: 300 }])
        seen.add(String(rows[0]?.edit))
      }
    }
    expect(seen.size).toBeGreaterThan(1)
  })

  test('One key is made once, however many processes want it.', async () => {
    edit(2)
    const held = project.calls.hold('one')
    const runs = [1, 2, 3].map(() => project.start(['materialize']))
    await held.waiting()
    held.release()
    for (const { exitCode } of await Promise.all(runs.map(({ ended }) => ended))) expect(exitCode).toBe(0)
    expect(project.calls.count('one')).toBe(1)
    expect(await editsNow()).toEqual([2, 2, 2])
  })

  const isWindows = process.platform === 'win32'
  test.skipIf(isWindows)('Damage is told before it is used.', async () => {
    const [object, other] = [await pathOf('mapped'), await pathOf('one')]
    for (const [what, damage] of Object.entries(damages)) {
      rmSync(store(), { recursive: true, force: true })
      cpSync(kept(), store(), { recursive: true })
      edit(1)
      damage(object, other)
      // Before anybody has read it: another file is another state of it.
      for (const command of ['status', 'check']) {
        const { assets: all } = await project.json(command, 'mapped')
        expect(all[0].status, `${what}, ${command}`).toBe('broken')
      }
      const shown = await project.json('show', 'mapped')
      expect(shown.error?.code, what).toMatch(/^STORE_BLOB_/)
      // Who reads it is not made from it: it is made again in the same run.
      project.edit({ 'assets/index.ts': assets(1).replace('half * 2', 'half * 3') })
      const run = await project.json('materialize', 'queried')
      const outcomes = run.steps.map(({ asset, outcome }: Document) => `${asset} ${outcome}`)
      expect(run.exitCode, `${what}: ${outcomes}`).toBe(0)
      expect(outcomes, what).toEqual(
        expect.arrayContaining([expect.stringMatching(/^mapped (ran|unchanged)$/), 'queried ran']),
      )
      expect((await project.json('verify')).exitCode, what).toBe(0)
    }
  })

  test('a run that finds a damaged input makes it again in the same run', async () => {
    spoil(await pathOf('mapped'))
    // Nobody knows how its file was before.
    rmSync(store('cache'), { recursive: true })
    project.edit({ 'assets/index.ts': assets(1).replace('half * 2', 'half * 3') })
    const run = await project.json('materialize', 'queried')
    const outcomes = Object.fromEntries(run.steps.map(({ asset, outcome }: Document) => [asset, outcome]))
    expect(outcomes).toMatchObject({
      one: 'skipped',
      mapped: expect.stringMatching(/^(ran|unchanged)$/),
      queried: 'ran',
    })
    expect((await project.json('check')).ok).toBe(true)
    expect((await project.json('verify')).exitCode).toBe(0)
    spoil(await pathOf('queried'))
    rmSync(store('cache'), { recursive: true })
    project.edit({ 'assets/index.ts': assets(1).replace('half * 2', 'half * 3').replace('=== 300', '< 301') })
    const judged = await project.json('materialize')
    expect(judged.counts).toMatchObject({ failed: 0, blocked: 0 })
    expect((await project.json('verify')).exitCode).toBe(0)
  })

  test('Nothing is written outside of the store.', async () => {
    const temp = mkdtempSync(join(tmpdir(), 'assets-temp-'))
    const home = mkdtempSync(join(tmpdir(), 'assets-home-'))
    const around = () => [...tree(project.folder, '.assetstore'), ...tree(temp), ...tree(home)]
    const before = around()
    const env = { TMPDIR: temp, HOME: home }
    for (const words of [
      ...[['status'], ['plan'], ['check'], ['materialize', '--force'], ['show', 'one'], ['query', 'select 1']],
      ...[['history'], ['doctor'], ['diff', 'one', '--exit-code'], ['verify'], ['gc'], ['gc', '--yes']],
    ]) {
      await project.start(words, { env }).ended
      expect(around(), words.join(' ')).toEqual(before)
    }
    for (const folder of [temp, home]) rmSync(folder, { recursive: true })
  })

  test('Disk use returns after gc.', async () => {
    const bytes = () => sizesIn(store('objects')).reduce((sum, one) => sum + one, 0)
    const free = async () => {
      passDays(project.folder, 1)
      await project.json('gc', '--keep', '0', '--older-than', '0ms', '--yes')
    }
    await free()
    const before = bytes()
    for (const number of [2, 3, 4]) {
      edit(number)
      await project.assets('materialize')
    }
    expect(bytes()).toBeGreaterThan(2 * before)
    edit(1)
    await project.assets('materialize')
    await free()
    // The same tables were made again, in files that may be some bytes longer.
    expect(Math.abs(bytes() - before)).toBeLessThan(before / 5)
    expect((await project.json('verify')).exitCode).toBe(0)
  })
})

async function pathOf(asset: string): Promise<string> {
  return (await project.json('show', asset, '--path')).path
}

test('each promise of the README has its test', () => {
  const readme = readFileSync(join(repository, 'README.md'), 'utf8')
  const section = /^## The promises\n([\s\S]*?)^## /m.exec(readme)?.[1] ?? ''
  const promises = [...section.matchAll(/^\* \*\*(.*?)\*\*/gm)].map(([, promise]) => promise)
  const own = readFileSync(join(import.meta.dirname, 'promises.test.ts'), 'utf8')
  expect(promises.length).toBe(8)
  for (const promise of promises) expect(own, promise).toContain(`'${promise}'`)
  expect(existsSync(join(import.meta.dirname, 'faults', 'faults.c'))).toBe(true)
})
