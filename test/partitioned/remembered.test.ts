import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadedBy } from '../rig/loaded.ts'
import { createProject, type Document, type Project } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'

const files = (...lines: readonly string[]) => oneFile("import { partitions } from 'assetstore'", ...lines)
const days = "const days = partitions.daily({ from: '2020-01-06', until: '2020-01-09' })"
const lake = "export const lake = source.table('lake/day={day}/*.csv', { partitions: days })"
const clean = 'export const clean = asset({ partitions: days }, ({ lake }) => lake.map((row) => ({ n: row.n })))'
const total = `export const total = asset(({ clean }) => sql\`SELECT sum(n) AS n FROM \${clean}\`)`
const judged =
  'export const judged = check({ partitions: days }, async ({ clean }) => (await clean.all()).every(({ n }) => n > 0))'
const data = Object.fromEntries(['06', '07', '08'].map((day) => [`lake/day=2020-01-${day}/a.csv`, 'n\n1\n']))
const whole = { ...files(days, lake, clean, total, judged), ...data }
const commands = [['status'], ['check'], ['plan'], ['materialize'], ['list']] as const

/** How long it took to see that there is nothing to do is no part of the answer. */
const withoutRun = ({ run, ...document }: Document): Document =>
  document.counts === undefined || document.steps === undefined
    ? document
    : { ...document, steps: document.steps.map(({ durationMs, ...step }: Document) => step) }
async function fromScratch(project: Project, words: readonly string[]) {
  rmSync(join(project.folder, '.assetstore', 'cache'), { recursive: true, force: true })
  return withoutRun(await project.json(...words))
}

test('a project with partitions is answered from memory, as if nothing were remembered', async () => {
  await using project = await createProject(whole)
  await project.assets('materialize')
  for (const words of commands) {
    const remembered = withoutRun(await project.json(...words))
    expect([words, remembered]).toEqual([words, await fromScratch(project, words)])
  }
  const texts = async () =>
    (await project.assets('plan')).stdout + (await project.assets('status', '--partitions')).stdout
  const remembered = await texts()
  rmSync(join(project.folder, '.assetstore', 'cache'), { recursive: true })
  expect(await texts()).toBe(remembered)
  for (const command of ['status', 'check', 'plan', 'materialize']) {
    // A run sees to the lock, which the next one need not look at then.
    await project.assets('materialize')
    const { loaded, exitCode } = await loadedBy(project, command)
    expect([command, exitCode]).toEqual([command, 0])
    expect(loaded.filter((url) => /@duckdb|oxc-|\/assets\/\w+\.ts|assets\.config/.test(url))).toEqual([])
  }
})

test('the files of a source with partitions are seen to come, go and change', async () => {
  const edits: readonly [string, string | null][] = [
    ['lake/day=2020-01-07/a.csv', 'n\n2\n'],
    ['lake/day=2020-01-07/b.csv', 'n\n3\n'],
    ['lake/day=2020-01-07/b.csv', null],
    ['lake/day=2020-1-7/a.csv', 'n\n1\n'],
  ]
  await using project = await createProject(whole)
  await project.assets('materialize')
  for (const [path, text] of edits) {
    await project.assets('status')
    if (text === null) rmSync(join(project.folder, path))
    else project.edit({ [path]: text })
    const told = withoutRun(await project.json('status'))
    expect(told.assets[0].status).not.toBe('fresh')
    expect([path, told]).toEqual([path, await fromScratch(project, ['status'])])
    await project.assets('materialize')
  }
})

test('an edit of a module takes the full path, and keys that data decides are those of the catalog', async () => {
  const customers = (...regions: readonly string[]) =>
    `export const customers = asset(() => ${JSON.stringify(regions.map((region) => ({ region })))})`
  const keyed =
    "export const keyed = asset({ partitions: partitions.from(({ customers }) => customers.pick('region')) }, (_, { partition }) => [{ key: partition.key }])"
  await using project = await createProject(files(customers('a', 'b'), keyed))
  await project.assets('materialize')
  for (const words of commands) {
    await project.json('status')
    expect(withoutRun(await project.json(...words))).toEqual(await fromScratch(project, words))
  }
  project.edit(files(customers('a', 'c'), keyed))
  expect(withoutRun(await project.json('status'))).toEqual(await fromScratch(project, ['status']))
  await project.assets('materialize')
  expect((await project.json('status')).assets[1].partitions.ranges).toMatchObject([{ from: 'a', to: 'c', count: 2 }])
})

test('over a clock that moves an answer from memory is the full one', async () => {
  const hour = 3_600_000
  const moving = `const moving = partitions.daily({ from: '${new Date(Date.now() - 5 * 24 * hour).toISOString().slice(0, 10)}', keep: '3d' })`
  await using project = await createProject(
    files(
      moving,
      'export const each = asset({ partitions: moving }, (_, { partition }) => [{ key: partition.key }])',
      "export const young = asset({ maxAge: '30h' }, () => [{ n: 1 }])",
      "export const due = asset({ dueBy: { cron: '0 6 * * *' } }, () => [{ n: 1 }])",
    ),
  )
  using clock = clockFor(project)
  const at = async (shift: number, words: readonly string[]) => (await clock.run(shift, words)).document
  await at(0, ['materialize'])
  const cache = join(project.folder, '.assetstore', 'cache')
  const kept = join(project.folder, 'kept')
  await at(0, ['status'])
  cpSync(cache, kept, { recursive: true })
  const shifts = fc.oneof(fc.integer({ min: -2, max: 60 }), fc.constantFrom(0, 24, 30, 31, 72, 96))
  await fc.assert(
    fc.asyncProperty(shifts, async (hours) => {
      rmSync(cache, { recursive: true, force: true })
      cpSync(kept, cache, { recursive: true })
      const remembered = await at(hours * hour, ['status'])
      rmSync(cache, { recursive: true, force: true })
      const full = await at(hours * hour, ['status'])
      expect(wordsOf(remembered)).toEqual(wordsOf(full))
    }),
    { numRuns: 8 },
  )
})

test('what was found out of very many partitions is told again, while neither the catalog nor a file of the store is another', async () => {
  await using project = await createProject(
    files(
      "const days = partitions.daily({ from: '2000-01-01', until: '2014-01-01' })",
      'export const daily = asset({ partitions: days }, (_, { partition }) => [{ key: partition.key }])',
      'export const other = asset(() => [{ n: 1 }])',
    ),
  )
  using clock = clockFor(project)
  await project.assets('materialize', '--partitions', '2000-01-01..2000-01-04')
  const hour = 3_600_000
  const index = () => readFileSync(join(project.folder, 'assets/index.ts'), 'utf8')
  const isLoaded = ({ loaded }: { readonly loaded: readonly string[] }) =>
    loaded.some((url) => /\/assets\/index\.ts(\?|$)/.test(url))
  // What was written a moment ago may be written again without a trace: nothing is remembered of it yet.
  await clock.run(-hour, ['status'])
  expect(isLoaded(await clock.run(-hour, ['status']))).toBe(true)
  // What is found out of a part of the project is not remembered as the whole.
  await clock.run(hour, ['status', 'other'])
  const catalog = new Database(join(project.folder, '.assetstore', 'catalog.sqlite'))
  const objectOf = (day: string) => {
    const row = catalog.prepare('SELECT blob FROM records WHERE partition = ?').get(day)
    const { blob } = row as { blob: string }
    return join(project.folder, '.assetstore', 'objects', blob.slice(0, 2), `${blob}.parquet`)
  }
  // Of a store in which something is broken nothing is remembered.
  const changes: readonly { readonly make: () => unknown; readonly breaks?: true }[] = [
    { make: () => undefined },
    { make: () => rmSync(objectOf('2000-01-02')), breaks: true },
    { make: () => project.assets('materialize', '--partitions', '2000-01-02..2000-01-05') },
    {
      make: () => {
        chmodSync(objectOf('2000-01-03'), 0o644)
        writeFileSync(objectOf('2000-01-03'), 'other bytes')
      },
      breaks: true,
    },
    { make: () => project.assets('materialize', '--partitions', '2000-01-03') },
    { make: () => catalog.exec("DELETE FROM pointers WHERE partition = '2000-01-04'") },
    { make: () => project.edit({ 'assets/index.ts': index().replace('2000-01-01', '2000-01-02') }) },
  ]
  for (const [place, { make, breaks = false }] of changes.entries()) {
    await make()
    // What has just become another is found out in full.
    const full = await clock.run(hour, ['status'])
    const remembered = await clock.run(hour, ['status'])
    expect([place, wordsOf(remembered.document)]).toEqual([place, wordsOf(full.document)])
    expect(full.document.assets).toHaveLength(2)
    expect([place, isLoaded(full), isLoaded(remembered)]).toEqual([place, true, breaks])
  }
  catalog.close()
})

/** A clock that is ahead by some ms, which Node loads before the command. In the project it would be code of it. */
function clockFor(project: Project) {
  const folder = mkdtempSync(join(tmpdir(), 'clock-'))
  const [preload, list] = [join(folder, 'clock.mjs'), join(folder, 'loaded.txt')]
  writeFileSync(
    preload,
    `import { appendFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
registerHooks({ load(url, context, next) { appendFileSync(${JSON.stringify(list)}, url + '\\n'); return next(url, context) } })
// The variables as they are, behind whatever watches who reads them; a process that runs several commands has one shift for each.
const { env } = process
const shift = () => Number(env.TEST_SHIFT ?? 0)
const Real = Date
globalThis.Date = class extends Real {
  constructor(...given) { given.length === 0 ? super(Real.now() + shift()) : super(...given) }
  static now() { return Real.now() + shift() }
}`,
  )
  return {
    async run(shift: number, words: readonly string[]) {
      writeFileSync(list, '')
      const env = { NODE_OPTIONS: `--import=${pathToFileURL(preload)}`, TEST_SHIFT: String(shift) }
      const { stdout } = await project.run([...words, '--json'], { env })
      return { document: withoutRun(JSON.parse(stdout)), loaded: readFileSync(list, 'utf8').split('\n') }
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  }
}

/** Between two commands some milliseconds pass. */
const wordsOf = (document: Document) => JSON.stringify(document).replaceAll(/\d+(\.\d+)? (ms|s|m|h|d) ago/g, 'ago')
