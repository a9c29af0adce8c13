import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { passDays } from '../kept/age.ts'
import { createProject, type Document, type Project } from '../rig/project.ts'
import { spoil } from './faults/damages.ts'
import { type Fault, type FaultKind, faultCalls, openFaults } from './faults/faults.ts'

const index = (name: string, edit: number) => `
import { asset } from '#project'
export const one = asset(() => [{ id: 1, edit: ${edit} }])
export const held = asset(() => [{ id: 1, edit: ${edit} }])
export const ${name} = asset(() => [{ id: 2, edit: ${edit} }])
export const fails = asset(({ one }) => { throw new Error('no') })
`
const seed = Number(process.env.ASSETS_SEED ?? Date.now() % 1_000_000)
/** How many faults each command meets; all of them with a number that is large enough. */
const rounds = Number(process.env.ASSETS_FAULTS ?? 1)
const faults = openFaults()
const skipped = typeof faults === 'string' ? faults : ''

let project: Project
const store = (...path: string[]) => join(project.folder, '.assetstore', ...path)
const kept = () => `${project.folder}.kept`
const out = () => join(project.folder, 'out')

interface Case {
  readonly words: readonly string[]
  /** Done to the store before. */
  readonly damage?: () => Promise<void>
  /** When it was done, it says that there is nothing to do. */
  readonly once?: true
  /** It is a run, which keeps what is finished and tells what has failed: each table is one of the two. */
  readonly runs?: true
}
/** What writes, beside `materialize`. */
const cases: Readonly<Record<string, Case>> = {
  pin: { words: ['pin', 'one'] },
  unpin: { words: ['unpin', 'held'], once: true },
  mv: { words: ['mv', 'old', 'renamed'] },
  wipe: { words: ['wipe', 'one', '--yes'] },
  retry: { words: ['retry'], runs: true },
  export: { words: ['export', 'one', 'out/one.csv', '--force'] },
  gc: { words: ['gc', '--keep', '0', '--older-than', '0ms', '--yes'] },
  'verify --repair': {
    words: ['verify', '--repair'],
    damage: async () => spoil((await project.json('show', 'one', '--path')).path),
  },
  'doctor --rebuild': {
    words: ['doctor', '--rebuild', '--yes'],
    damage: async () => writeFileSync(store('catalog.sqlite'), 'no catalog. '.repeat(900)),
  },
}

beforeAll(async () => {
  console.log(`seed ${seed}: run it again with ASSETS_SEED=${seed}`)
  project = await createProject({ 'assets/index.ts': index('old', 1) })
  await project.assets('materialize')
  await project.assets('pin', 'held')
  project.edit({ 'assets/index.ts': index('old', 2) })
  await project.assets('materialize')
  passDays(project.folder, 8)
  project.edit({ 'assets/index.ts': index('renamed', 3) })
  cpSync(store(), kept(), { recursive: true })
})
afterAll(async () => {
  rmSync(kept(), { recursive: true, force: true })
  await project[Symbol.asyncDispose]()
  if (typeof faults !== 'string') faults[Symbol.dispose]()
})

async function restore({ damage }: Case): Promise<void> {
  for (const folder of [store(), out()]) rmSync(folder, { recursive: true, force: true })
  cpSync(kept(), store(), { recursive: true })
  project.edit({ 'out/one.csv': 'mine' })
  await damage?.()
}

/** What the store says of every asset, and which files are not its own. */
async function stateNow() {
  const { assets, error } = await project.json('status')
  return {
    error: error?.code,
    assets: assets?.map(({ name, status, version, pinned }: Document) => [name, status, version, pinned?.version]),
    out: readdirSync(out()),
  }
}

type State = Awaited<ReturnType<typeof stateNow>>
const tablesOf = ({ assets }: State) => assets.map(([name, , version]: Document) => [name, version])

function expectWhole(now: State, { before, after, said }: { before: State; after: State; said: string }): void {
  const [tables, old, made] = [now, before, after].map(tablesOf)
  for (const [index, table] of tables.entries()) expect([old[index], made[index]], said).toContainEqual(table)
}

const say = ({ words }: Case, env: Record<string, string> = {}) =>
  project.start([...words, ...(words[0] === 'doctor' ? [] : ['--json'])], { env }).ended

/** So many faults of the calls that a command makes, of one kind after the other, from where the seed says. */
function faultsOf(noted: readonly { readonly call: Fault['call'] }[], turn: number): readonly Fault[] {
  const kinds: readonly FaultKind[] = ['ENOSPC', 'EIO', 'EROFS', 'EMFILE']
  const all = faultCalls.flatMap((call) =>
    noted.filter((one) => one.call === call).map((_, at) => ({ call, at: at + 1 })),
  )
  const most = Math.min(all.length, rounds)
  return Array.from({ length: most }, (_, index) => {
    const place = (seed * 7 + turn + Math.floor((index * all.length) / most)) % all.length
    return { ...all[place]!, kind: kinds[(seed + turn + index) % kinds.length]! }
  })
}

test.skipIf(skipped !== '').each(Object.entries(cases).map(([name, one], turn) => ({ name, one, turn })))(
  '$name tells of a disk that fails, leaves each step done or not begun, and may be said again',
  { timeout: 3_600_000 },
  async ({ name, one, turn }) => {
    if (typeof faults === 'string') return
    await restore(one)
    const before = await stateNow()
    const whole = await say(one, faults.noting(project.folder))
    const noted = faults.noted().filter(({ path }) => path.startsWith(store()) || path.startsWith(out()))
    const after = await stateNow()
    for (const fault of faultsOf(noted, turn)) {
      const about = `seed ${seed}, ${name}, ${fault.kind} at ${fault.call} ${fault.at}`
      await restore(one)
      const root = name === 'export' ? out() : store()
      const met = await say(one, faults.env(root, fault))
      const said = `${about}: ${met.stdout}${met.stderr}`
      expect([0, 1, 4, whole.exitCode], said).toContain(met.exitCode)
      const error = met.stdout.startsWith('{') ? JSON.parse(met.stdout).error : undefined
      if (error !== undefined) expect(error.code, said).toMatch(/^(STORE_|EXPORT_FAILED|ASSET_FAILED)/)
      else if (met.exitCode !== whole.exitCode) expect(said).toMatch(/STORE_[A-Z]+/)
      // All of it was done, or nothing.
      const now = await stateNow()
      if (one.runs) expectWhole(now, { before, after, said })
      else expect([before, after], said).toContainEqual(now)
      const again = await say(one)
      const isDone = one.once === true && isDeepStrictEqual(now, after)
      if (!isDone) expect(again.exitCode, `${said}\n${again.stdout}${again.stderr}`).toBe(whole.exitCode)
      expect(await stateNow(), said).toEqual(after)
    }
  },
)
