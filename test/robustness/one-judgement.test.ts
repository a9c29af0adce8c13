import { chmodSync, cpSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { unreachable } from '../../src/util/unreachable.ts'
import { call } from '../cli/call.ts'
import { createProject, type Document, type Project } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'

/** A source, rows, sql, a check that blocks, one that warns, and an effect: some data breaks the one, and some the other. */
const files: Readonly<Record<string, string>> = oneFile(`
export const t = source.table('t.csv')
export const clean = asset(({ t }) => t.pick('k', 'v').map({ key: 'k' }, ({ k, v }) => ({ k, v: Number(v) })))
export const total = asset(({ clean }) => sql\`select sum(v)::double as v from \${clean}\`)
export const positive = check(({ clean }) => sql\`select * from \${clean} where v < 0\`)
export const small = check({ severity: 'warn' }, ({ total }) => sql\`select * from \${total} where v > 4\`)
export const told = effect(async ({ total }) => ({ rows: total.count }))
`)
const reads: Readonly<Record<string, string>> = {
  clean: 't',
  total: 'clean',
  positive: 'clean',
  small: 'total',
  told: 'total',
}
const names = ['t', 'clean', 'total', 'positive', 'small', 'told']
const data = ['k,v\n1,2\n', 'k,v\n1,2\n2,3\n', 'k,v\n1,-1\n', 'k,v\n1,3\n'] as const

/** Of a file beside the catalog. */
interface Beside {
  readonly type: 'lock_gone' | 'lock_empty' | 'cache_gone'
}
const isBeside = (one: Change): one is Beside => ['lock_gone', 'lock_empty', 'cache_gone'].includes(one.type)

/** What a hand, a killed process, a full disk or another version may have left in the store, or done to the data since. */
type Change =
  | { readonly type: 'data'; readonly text: string }
  | { readonly type: 'points_elsewhere'; readonly asset: string; readonly nth: number }
  | {
      readonly type:
        | 'points_nowhere'
        | 'attempts_gone'
        | 'record_gone'
        | 'object_gone'
        | 'object_cut'
        | 'no_reuse'
        | 'doubt'
      readonly asset: string
    }
  | {
      readonly type: 'attempt'
      readonly asset: string
      readonly nth: number
      readonly outcome: string
      readonly environment: string
    }
  | { readonly type: 'dead_lease'; readonly asset: string }
  | { readonly type: 'columns_gone' | 'run_unended' | 'runs_gone' | 'asked_gone' | 'maps_gone' }
  | Beside

const asset = fc.constantFrom(...names)
const nth = fc.nat(5)
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ type: fc.constant('data' as const), text: fc.constantFrom(...data) }),
  fc.record({ type: fc.constant('points_elsewhere' as const), asset, nth }),
  fc.record({
    type: fc.constantFrom(
      'points_nowhere' as const,
      'attempts_gone' as const,
      'record_gone' as const,
      'object_gone' as const,
      'object_cut' as const,
      'no_reuse' as const,
    ),
    asset,
  }),
  fc.record({ type: fc.constant('doubt' as const), asset: fc.constant('told') }),
  fc.record({
    type: fc.constant('attempt' as const),
    ...{ asset, nth, outcome: fc.constantFrom('failed', 'blocked', 'cancelled', 'reused') },
    environment: fc.constantFrom('development', 'another'),
  }),
  fc.record({ type: fc.constant('dead_lease' as const), asset }),
  fc.record({
    type: fc.constantFrom(...(['columns_gone', 'run_unended', 'runs_gone', 'asked_gone', 'maps_gone'] as const)),
  }),
  fc.record({ type: fc.constantFrom(...(['lock_gone', 'lock_empty', 'cache_gone'] as const)) }),
)

function write(project: Project, one: Change): void {
  const store = join(project.folder, '.assetstore')
  if (one.type === 'data') project.edit({ 't.csv': one.text })
  else if (isBeside(one)) writeBeside(store, one)
  else writeInto(store, one)
}

function writeBeside(store: string, { type }: Beside): void {
  if (type === 'cache_gone') rmSync(join(store, 'cache'), { recursive: true, force: true })
  else if (type === 'lock_gone') rmSync(join(store, 'assets.lock'), { force: true })
  else writeFileSync(join(store, 'assets.lock'), lockHead)
}

type InCatalog = Exclude<Change, Beside | { readonly type: 'data' }>

function writeInto(store: string, one: InCatalog): void {
  const database = new Sqlite(join(store, 'catalog.sqlite'))
  database.pragma('foreign_keys = OFF')
  database.prepare('UPDATE meta SET change = change + 1').run()
  const name = 'asset' in one ? one.asset : 't'
  const records = database
    .prepare<[string], Kept>('SELECT id, key, blob FROM records WHERE asset = ? ORDER BY id')
    .all(name)
  const some = 'nth' in one ? records[one.nth % records.length] : records.at(-1)
  for (const [sql, ...values] of statementsFor(one, name, some)) database.prepare(sql).run(...values)
  database.close()
  if (!some?.blob) return
  const object = join(store, 'objects', some.blob.slice(0, 2), `${some.blob}.parquet`)
  if (one.type === 'object_gone') rmSync(object, { force: true })
  if (one.type !== 'object_cut' || !existsSync(object)) return
  chmodSync(object, 0o644)
  truncateSync(object, 100)
}

interface Kept {
  readonly id: number
  readonly key: string
  readonly blob: string | null
}
type Statement = readonly [sql: string, ...values: unknown[]]

function statementsFor(one: InCatalog, name: string, { id, key }: Partial<Kept> = {}): readonly Statement[] {
  switch (one.type) {
    case 'points_elsewhere':
      return [['UPDATE pointers SET record = ? WHERE asset = ?', id, name]]
    case 'points_nowhere':
      return [['DELETE FROM pointers WHERE asset = ?', name]]
    case 'attempts_gone':
      return [['DELETE FROM attempts WHERE asset = ?', name]]
    case 'record_gone':
      return [
        ['DELETE FROM pointers WHERE record = ?', id],
        ['DELETE FROM records WHERE id = ?', id],
      ]
    case 'object_gone':
    case 'object_cut':
      return []
    case 'no_reuse':
      return [['UPDATE records SET reusable = 0 WHERE id = ?', id]]
    case 'runs_gone':
      return [['DELETE FROM runs']]
    case 'asked_gone':
      return [['DELETE FROM asked']]
    case 'maps_gone':
      return [['UPDATE records SET row_map = NULL']]
    case 'doubt':
      return [["INSERT OR REPLACE INTO doubts (asset, partition, cause) VALUES (?, '', ?)", name, doubt]]
    case 'attempt':
      return [
        [
          "INSERT INTO attempts (change, asset, partition, key, run, started_at, duration_ms, outcome, causes, error, environment) SELECT change, ?, '', ?, 'by-hand', 1, 1, ?, '[]', ?, ? FROM meta",
          ...[name, key, one.outcome, one.outcome === 'failed' ? failure : null, one.environment],
        ],
      ]
    case 'dead_lease':
      return [
        [
          "INSERT OR REPLACE INTO leases (asset, partition, key, run, pid, host, owner, since, expires) VALUES (?, '', ?, 'by-hand', 999999, 'elsewhere', ?, 1, 2)",
          name,
          key,
          owner,
        ],
      ]
    case 'columns_gone':
      return [['DELETE FROM column_versions']]
    case 'run_unended':
      return [
        [
          "INSERT INTO runs (id, command, started_at, ended_at, status, pid, host, owner) VALUES ('by-hand', 'assets materialize', 1, NULL, 'running', 999999, 'elsewhere', ?) ON CONFLICT DO NOTHING",
          owner,
        ],
      ]
    default:
      return unreachable(one)
  }
}
const lockHead = '# assets.lock 1: written by "assets materialize", to be committed\n'
const doubt = JSON.stringify({ kind: 'receipt_mismatch', message: 'by hand' })
const owner = JSON.stringify({ pid: 999999, started: 'x', boot: 'x', host: 'another host' })
const failure = JSON.stringify({ code: 'ASSET_FAILED', message: 'by hand' })

const upToDate = ['fresh', 'unknown', 'pinned']
const doneBy: Readonly<Record<string, readonly string[]>> = {
  skip: ['skipped', 'cut_off'],
  reuse: ['reused'],
  run: ['ran', 'unchanged', 'observed', 'passed', 'failed', 'blocked'],
  observe: ['observed', 'skipped'],
  blocked: ['blocked', 'failed'],
}

const above = (name: string): readonly string[] => {
  const read = reads[name]
  return read === undefined ? [] : [read, ...above(read)]
}

async function expectOneJudgement({ folder }: Project): Promise<void> {
  const ask = async (...words: string[]) => {
    const { exitCode, stdout, stderr } = await call([...words, '--json'], { cwd: folder })
    expect([0, 1], `${words.join(' ')}: ${stdout} ${stderr}`).toContain(exitCode)
    return { exitCode, document: JSON.parse(stdout) as Document }
  }
  const statuses = ({ assets }: Document) => assets.map((one: Document) => [one.name, one.status])
  const status = (await ask('status')).document
  const check = await ask('check')
  const { steps } = (await ask('plan')).document
  rmSync(join(folder, '.assetstore/cache'), { recursive: true, force: true })
  expect(statuses((await ask('status')).document)).toEqual(statuses(status))
  expect(statuses(check.document)).toEqual(statuses(status))
  const byName = new Map<string, string>(statuses(status))
  const isFine = [...byName.values()].every((one) => upToDate.includes(one))
  expect([check.exitCode, statuses(status)]).toEqual([isFine ? 0 : 1, statuses(status)])
  for (const { asset: name, action } of steps) {
    const status = byName.get(name) ?? ''
    // What it reads is found in the store again, and by then nothing is to be done below it.
    const isFoundAgain = steps.some((one: Document) => above(name).includes(one.asset) && one.action === 'reuse')
    const isBelow =
      (['maybe', 'stale', 'failed'].includes(status) && !upToDate.includes(byName.get(reads[name] ?? '') ?? '')) ||
      // A check refuses the version that stands, and not the one that is found.
      (status === 'blocked' && isFoundAgain)
    // What every run makes may be another table: what reads it stands as it is, and may follow.
    const mayFollow =
      status === 'fresh' && action === 'run?' && above(name).some((one) => byName.get(one) === 'unknown')
    const isSkipped = !mayFollow && (status === 'fresh' || (isBelow && action === 'skip'))
    expect([name, status, action === 'skip']).toEqual([name, status, isSkipped])
  }
  const made = await ask('materialize')
  const outcomes = new Map<string, string>(made.document.steps.map((one: Document) => [one.asset, one.outcome]))
  for (const { asset: name, action } of steps) {
    if (action !== 'run?')
      expect([name, action, doneBy[action]]).toEqual([name, action, expect.arrayContaining([outcomes.get(name)])])
  }
  // What a run says is so is so: what is fine stays fine, and what is not is not called fine.
  const after = await ask('check')
  expect([after.exitCode, statuses(after.document)]).toEqual([made.exitCode, statuses(after.document)])
  const again = await ask('materialize')
  expect(again.exitCode).toBe(made.exitCode)
  if (again.exitCode === 0) {
    expect(again.document.steps.map((one: Document) => one.outcome)).toEqual(again.document.steps.map(() => 'skipped'))
    await ask('materialize', '--store', join(folder, 'another'))
    const locks = ['.assetstore', 'another'].map((store) => readFileSync(join(folder, store, 'assets.lock'), 'utf8'))
    expect(locks[0]).toBe(locks[1])
    rmSync(join(folder, 'another'), { recursive: true })
  }
}

test('check, status, plan and materialize are one judgement of one state, in states that were written by hand', {
  timeout: 600_000,
}, async () => {
  await using project = await createProject({ ...files, 't.csv': data[0] })
  for (const text of data) {
    project.edit({ 't.csv': text })
    await call(['materialize', '-q'], { cwd: project.folder })
  }
  const [store, kept] = [join(project.folder, '.assetstore'), join(project.folder, 'kept')]
  cpSync(store, kept, { recursive: true })
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      rmSync(store, { recursive: true, force: true })
      cpSync(kept, store, { recursive: true })
      project.edit({ 't.csv': data[3] })
      for (const one of changes) write(project, one)
      await expectOneJudgement(project)
    }),
    {
      numRuns: Number(process.env.ASSETS_STATES ?? 3),
      // The version that a check has refused stands: what reads it is blocked until the run takes the last one again.
      examples: [[[{ type: 'points_elsewhere', asset: 'clean', nth: 2 }]]],
    },
  )
})
