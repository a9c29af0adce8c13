import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { call } from '../cli/call.ts'
import { createProject, type Project } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'
import { readingCommands } from './reading-commands.ts'

/** One project for all of them: the modules are loaded once, and each test begins with the same store. */
let project: Project
const store = (...path: string[]) => join(project.folder, '.assetstore', ...path)
const kept = () => `${project.folder}.kept`

beforeAll(async () => {
  project = await createProject({
    ...oneFile(
      "export const s = source.table('s.csv')",
      "export const a = asset(({ s }) => { process.stdout.write('made\\n'); return s })",
      "export const b = asset(({ a }) => a.pick('id').map({ key: 'id' }, ({ id }) => ({ id })))",
      'export const fine = check(({ b }) => b.where(sql`id is null`))',
    ),
    's.csv': 'id,text\n1,a\n2,b\n',
  })
  expect((await json('materialize')).exitCode).toBe(0)
  cpSync(store(), kept(), { recursive: true })
})
beforeEach(async () => {
  rmSync(store(), { recursive: true, force: true })
  cpSync(kept(), store(), { recursive: true })
  // Twice, so that the second is answered from what the first one keeps.
  for (let times = 0; times < 2; times += 1) expect((await json('status')).counts).toMatchObject({ fresh: 4 })
})
afterAll(async () => {
  rmSync(kept(), { recursive: true })
  await project[Symbol.asyncDispose]()
})

// biome-ignore lint/suspicious/noExplicitAny: a test reads the document as a user's script would
async function json(...words: string[]): Promise<any> {
  const { stdout } = await call([...words, '--json'], { cwd: project.folder })
  return JSON.parse(stdout)
}

function inCatalog(sql: string, ...values: unknown[]): void {
  const catalog = new Sqlite(store('catalog.sqlite'))
  catalog.pragma('foreign_keys = OFF')
  catalog.prepare(sql).run(...values)
  catalog.close()
}

const commands = [
  ...readingCommands('b'),
  ['check'],
  ['verify', '--repair'],
  ['gc', '--yes', '--keep', '0', '--older-than', '0ms'],
  ['retry'],
  ['accept', 'b', '--because', 'it is right'],
  ['materialize'],
]

/** Every command is answered, and none takes damage for a bug; the code that it is told with. */
async function toldBy(every: readonly (readonly string[])[] = commands): Promise<ReadonlySet<string>> {
  const codes = new Set<string>()
  for (const words of every) {
    const { exitCode, error } = await json(...words)
    expect([words, exitCode, error?.code, error?.message, error?.fix]).not.toContain(3)
    if (error !== undefined) {
      codes.add(error.code)
      expect(error.fix).not.toBe('')
    }
  }
  return codes
}

/** What the commands say of one state is one thing: what is called fresh can be shown, and what is not is made. */
async function expectOneJudgement(): Promise<void> {
  const { assets } = await json('status')
  const { steps } = await json('plan')
  const isBad = assets.some(({ status }: { status: string }) => status !== 'fresh')
  expect((await json('check')).exitCode).toBe(isBad ? 1 : 0)
  expect(steps.some(({ action }: { action: string }) => action !== 'skip')).toBe(isBad)
  const made = await json('materialize')
  expect(made.error).toBeUndefined()
  if (!isBad)
    expect(new Set(made.steps.map(({ outcome }: { outcome: string }) => outcome))).toEqual(new Set(['skipped']))
  expect((await json('check')).exitCode).toBe(0)
  for (const asset of ['s', 'a', 'b']) expect((await json('show', asset)).rows).toHaveLength(2)
}

describe('what is gone from the catalog, behind its back', () => {
  test.each([
    ['a record', () => inCatalog("DELETE FROM records WHERE asset = 'a'")],
    ['a pointer', () => inCatalog("DELETE FROM pointers WHERE asset = 'b'")],
    ['every pointer', () => inCatalog('DELETE FROM pointers')],
    ['the name of a blob', () => inCatalog("UPDATE records SET blob = ? WHERE asset = 'a'", 'a'.repeat(64))],
    ['an object', () => rmSync(objectOf('a'))],
    ['a failed attempt more', () => attempt('failed')],
    ['a blocked attempt more', () => attempt('blocked')],
    ['a lease of a process that is gone', () => lease()],
  ])('%s: what is fresh can be shown, and the rest is made', async (_, damage) => {
    damage()
    await expectOneJudgement()
  })
})

const rowOf = (asset: string) => {
  const catalog = new Sqlite(store('catalog.sqlite'), { readonly: true })
  const row = catalog.prepare('SELECT * FROM records WHERE asset = ? ORDER BY id DESC').get(asset)
  catalog.close()
  return row as { blob: string; key: string }
}
const objectOf = (asset: string) => {
  const { blob } = rowOf(asset)
  return store('objects', blob.slice(0, 2), `${blob}.parquet`)
}

function overwrite(file: string, at: number, bytes = 'damage'): void {
  const all = readFileSync(file)
  all.write(bytes, at, 'latin1')
  chmodSync(file, 0o644)
  writeFileSync(file, all)
}

function attempt(outcome: string): void {
  inCatalog(
    `INSERT INTO attempts (change, asset, partition, key, run, started_at, duration_ms, outcome, causes, error) SELECT (SELECT max(change) + 5 FROM meta), 'a', '', key, run, started_at, 1, ?, '[]',
     '{"code":"STORE_BUSY","message":"busy"}' FROM records WHERE asset = 'a'`,
    outcome,
  )
}

function lease(): void {
  const owner = JSON.stringify({ pid: 999_999, started: '1', boot: 'x', host: 'y' })
  inCatalog(
    `INSERT INTO leases (asset, partition, key, run, pid, host, owner, since, expires) VALUES ('a', '', ?, 'r', 999999, 'h', ?, 0, 0)`,
    rowOf('a').key,
    owner,
  )
}

describe('damage is told as damage', { timeout: 20_000 }, () => {
  test('the bytes of an object, by who reads them; from then on it is to be made again', async () => {
    overwrite(objectOf('a'), 20)
    expect((await json('show', 'a')).error).toMatchObject({ code: 'STORE_BLOB_CORRUPT', fix: 'assets materialize a' })
    await expectOneJudgement()
  })

  test.each([
    ['JSON of a record', () => inCatalog("UPDATE records SET ingredients = '{' WHERE asset = 'a'"), 'STORE_CORRUPT'],
    ['the kind of a record', () => inCatalog("UPDATE records SET kind = 'assex' WHERE asset = 'a'"), 'STORE_CORRUPT'],
    ['a time', () => inCatalog('UPDATE records SET started_at = 1e300'), 'STORE_CORRUPT'],
    ['a count of the history', () => inCatalog('UPDATE records SET rows = -1'), 'STORE_CORRUPT'],
    ['what a record tells of its work', () => inCatalog("UPDATE records SET work = '7'"), 'STORE_CORRUPT'],
    ['a path for a run', () => inCatalog("UPDATE runs SET id = '../../x'"), 'STORE_CORRUPT'],
    ['a path for an object', () => inCatalog("UPDATE records SET blob = '../../x'"), 'STORE_CORRUPT'],
    ['pages of the catalog', () => overwrite(store('catalog.sqlite'), 4096, 'x'.repeat(40_000)), 'STORE_CORRUPT'],
    ['a lock that is a folder', () => replaced(store('assets.lock'), mkdirSync), 'STORE_NOT_WRITABLE'],
    ['a lock that is a pipe', () => replaced(store('assets.lock'), pipe), 'STORE_NOT_WRITABLE'],
    ['a store that is a file', () => replaced(store(), (path) => writeFileSync(path, 'x')), 'STORE_NOT_WRITABLE'],
  ])('%s', async (_, damage, code) => {
    damage()
    expect([...(await toldBy())]).toEqual([code])
  })

  test.each([
    ['a folder', mkdirSync],
    ['a pipe', pipe],
  ])('an object that is %s is made again', async (_, make) => {
    replaced(objectOf('a'), make)
    await expectOneJudgement()
  })

  test('a line of a log that cannot be read is shown as it is, with the others', async () => {
    const [file] = globSync(store('logs/*/a.ndjson'))
    appendFileSync(file as string, 'what is this\n[1,2,3]\n')
    const { lines, exitCode } = await json('logs', 'a')
    expect(exitCode).toBe(0)
    expect(lines.map(({ message }: { message: string }) => message)).toEqual([
      'made',
      'this line of the log is damaged: what is this',
      'this line of the log is damaged: [1,2,3]',
    ])
  })

  test('names that every object of JavaScript has are names', async () => {
    const lock = readFileSync(store('assets.lock'), 'utf8')
    const names = '{"constructor":"1.0.0","toString":"1","__proto__":"2"}'
    for (const part of ['packages', 'environment', 'config', 'code']) {
      const edited = lock.replace('"asset":"a",', `"asset":"a","${part}":${names},`)
      rmSync(store('catalog.sqlite'))
      rmSync(store('records'), { recursive: true })
      rmSync(store('cache'), { recursive: true, force: true })
      writeFileSync(store('assets.lock'), edited)
      const { exitCode, error } = await json('check')
      expect([part, exitCode, error]).toEqual([part, expect.toSatisfy((code) => code < 2), undefined])
      cpSync(kept(), store(), { recursive: true })
    }
  })

  test('a flipped bit anywhere in the catalog', { timeout: 600_000 }, async () => {
    const bytes = readFileSync(store('catalog.sqlite'))
    const few = [['status'], ['check'], ['history'], ['show', 'b'], ['materialize']]
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (at, bit) => {
        rmSync(store(), { recursive: true })
        cpSync(kept(), store(), { recursive: true })
        const flipped = Buffer.from(bytes)
        flipped[at] = (flipped[at] as number) ^ (1 << bit)
        for (const end of ['-wal', '-shm']) rmSync(store(`catalog.sqlite${end}`), { force: true })
        writeFileSync(store('catalog.sqlite'), flipped)
        await toldBy(few)
      }),
      { numRuns: Number(process.env.FLIPPED_BITS ?? 12) },
    )
  })
})

function replaced(path: string, make: (path: string) => unknown): void {
  if (existsSync(path)) renameSync(path, `${path}.before-${Math.random()}`)
  make(path)
}

function pipe(path: string): void {
  execFileSync('mkfifo', [path])
}
