import { cpSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProject, type Document, type Project } from '../rig/project.ts'
import { type Fault, type FaultCall, faultCalls, openFaults } from './faults/faults.ts'

const index = (n: number) => `
import { asset, effect } from '#project'
import { called } from '../rig.ts'
export const raw = asset(async () => { await called('raw'); return [{ id: 1, n: ${n} }] })
export const twice = asset(async ({ raw }) => { await called('twice'); return (await raw.all()).map(({ id, n }) => ({ id, n: n * 2 })) })
export const sent = effect(async ({ twice }) => { await called('sent'); return { n: (await twice.all())[0]?.n ?? null } })
`
const seed = Number(process.env.ASSETS_SEED ?? Date.now() % 1_000_000)
/** How many of each call it is killed at; `all` with a number that is large enough. */
const rounds = Number(process.env.ASSETS_FAULTS ?? 1)
const faults = openFaults()
const skipped = typeof faults === 'string' ? faults : ''
if (skipped !== '') console.log(skipped)

let project: Project
let before: unknown
const store = (...path: string[]) => join(project.folder, '.assetstore', ...path)
const kept = () => `${project.folder}.kept`
const statusNow = async () =>
  (await project.json('status')).assets?.map(({ name, status, version }: Document) => [name, status, version])

beforeAll(async () => {
  console.log(`seed ${seed}: run it again with ASSETS_SEED=${seed}`)
  project = await createProject({ 'assets/index.ts': index(1) })
  await project.assets('materialize')
  project.edit({ 'assets/index.ts': index(2) })
  await project.assets('materialize')
  await project.assets('pin', 'raw')
  before = await statusNow()
  cpSync(store(), kept(), { recursive: true })
  writeFileSync(join(kept(), 'catalog.sqlite'), 'no catalog. '.repeat(900))
  project.calls.reset()
})
afterAll(async () => {
  rmSync(kept(), { recursive: true, force: true })
  await project[Symbol.asyncDispose]()
  if (typeof faults !== 'string') faults[Symbol.dispose]()
})

function restore(): void {
  rmSync(store(), { recursive: true, force: true })
  cpSync(kept(), store(), { recursive: true })
}

const rebuild = (env: Record<string, string> = {}) => project.start(['doctor', '--rebuild', '--yes'], { env }).ended

/** Whatever it left behind is told of, or is whole. */
async function expectToldOrWhole(about: string): Promise<void> {
  const { stdout, stderr } = await project.assets('status', '--json')
  if (!`${stdout}${stderr}`.includes('assets doctor --rebuild')) expect(await statusNow(), about).toEqual(before)
}

test.skipIf(skipped !== '')(
  'doctor --rebuild may be killed at any point, and said again',
  { timeout: 3_600_000 },
  async () => {
    if (typeof faults === 'string') return
    restore()
    await rebuild(faults.noting(store()))
    const noted = Map.groupBy(faults.noted(), ({ call }) => call)
    const count = (call: FaultCall) => noted.get(call)?.length ?? 0
    expect(await statusNow()).toEqual(before)
    // Names are what others see: it is killed at each of them, and at some of the others.
    const all = (['rename', 'link'] as const).flatMap((call) => points(call, count(call), Number.POSITIVE_INFINITY))
    const some = faultCalls.flatMap((call) => points(call, count(call), rounds))
    expect(all.length).toBeGreaterThanOrEqual(2)
    for (const fault of [...all, ...some]) {
      const about = `seed ${seed}, SIGKILL at ${fault.call} ${fault.at}`
      restore()
      expect((await rebuild(faults.env(store(), fault))).signal, about).toBe('SIGKILL')
      await expectToldOrWhole(about)
      // Once more, and killed when the new catalog is in its place.
      await rebuild(faults.env(store(), { call: 'unlink', at: count('unlink'), kind: 'SIGKILL' }))
      await expectToldOrWhole(about)
      expect((await rebuild()).exitCode, about).toBe(0)
      expect(await statusNow(), about).toEqual(before)
      expect(await project.json('materialize'), about).toMatchObject({ ok: true, counts: { ran: 0, reused: 0 } })
      expect(project.calls.names, about).toEqual([])
    }
  },
)

/** So many of the calls of a kind, spread over all of them from a place that the seed decides. */
function points(call: FaultCall, calls: number, most: number): readonly Fault[] {
  const some = Math.min(calls, most)
  const at = (index: number) => 1 + ((seed + Math.floor((index * calls) / some)) % calls)
  return Array.from({ length: some }, (_, index) => ({ call, at: at(index), kind: 'SIGKILL' as const }))
}
