import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { createProject, type Document, type Project } from '../rig/project.ts'
import { bytesIn, filesIn, passDays } from './age.ts'

/** `numbers` of this many rows, and what reads them: another text is another version. */
const version = (text: string) => ({
  'assets/index.ts': `
    import { sql } from 'assetstore'
    import { asset } from '#project'
    import { called } from '../rig.ts'
    export const numbers = asset(async (_, { log }) => { await called('numbers'); log('${text}'); return Array.from({ length: 500 }, (_, id) => ({ id, text: '${text}' + id })) })
    export const doubled = asset(({ numbers }) => numbers.pick('id', 'text').map(({ id, text }) => ({ id: id * 2, text })))`,
})
const versions = ['one', 'two', 'three', 'four', 'five', 'six']

/** Every version was made once, the last of them `days` days ago. */
async function projectOf(names: readonly string[], days: number): Promise<Project> {
  const project = await createProject(version(names[0] as string))
  for (const name of names) {
    project.edit(version(name))
    const { exitCode, stderr } = await project.assets('materialize')
    if (exitCode !== 0) throw new Error(stderr)
  }
  passDays(project.folder, days)
  return project
}
const store = ({ folder }: Project) => join(folder, '.assetstore')
const shareOf = (document: Document, asset: string) => document.assets.find((one: Document) => one.asset === asset)

test('what is not current, not among the last three and older than a week is freed, and the disk holds what the list says', async () => {
  await using project = await projectOf(versions, 8)
  const objects = join(store(project), 'objects')
  const before = bytesIn(objects)
  const dry = await project.json('gc')
  expect(dry).toMatchObject({ exitCode: 0, dryRun: true, keep: 3, olderThanMs: 7 * 24 * 3600_000 })
  expect(shareOf(dry, 'numbers').records).toEqual({ kept: 3, freed: 3 })
  expect(bytesIn(objects)).toBe(before)

  const { stdout } = await project.assets('gc')
  expect(stdout).toMatch(/ASSET +RECORDS +WOULD FREE +KEPT\n/)
  expect(stdout).toContain('nothing was removed. Free it: say the same with --yes')

  const done = await project.json('gc', '--yes')
  expect(shareOf(done, 'numbers')).toEqual(shareOf(dry, 'numbers'))
  expect(shareOf(done, 'doubled').freedBytes).toBeGreaterThan(0)
  // The list was made before this command remembered for the next one what it had found out.
  const after = await project.json('gc')
  expect(after.freedBytes).toBe(0)
  expect(after.keptBytes).toBe(bytesIn(store(project)))
  // A table and its map of rows for each of three versions, and a table of each of the numbers.
  expect(filesIn(objects)).toHaveLength(9)
  expect(filesIn(join(store(project), 'logs'))).toHaveLength(3)

  expect((await project.assets('check')).exitCode).toBe(0)
  expect((await project.assets('show', 'doubled', '--limit', '1')).exitCode).toBe(0)
  project.edit(version('four'))
  await project.assets('materialize')
  expect(project.calls.count('numbers')).toBe(6)
  project.edit(version('one'))
  await project.assets('materialize')
  expect(project.calls.count('numbers')).toBe(7)
})

test('what was current within the week stays however many came after it', async () => {
  await using project = await projectOf(versions, 6)
  const { freedBytes, assets } = await project.json('gc', '--keep', '0', '--yes')
  expect(freedBytes).toBe(0)
  expect(assets.map(({ records }: Document) => records.freed)).toEqual([0, 0])
})

test('a version that was made long ago and current until now is as young as the day that it was left', async () => {
  await using project = await projectOf(['one'], 30)
  project.edit(version('two'))
  await project.assets('materialize')
  const kept = await project.json('gc', '--keep', '0', '--yes')
  expect(shareOf(kept, 'numbers').records).toEqual({ kept: 2, freed: 0 })
  passDays(project.folder, 8)
  const freed = await project.json('gc', '--keep', '0', '--yes')
  expect(shareOf(freed, 'numbers').records).toEqual({ kept: 1, freed: 1 })
  expect((await project.assets('check')).exitCode).toBe(0)
})

test('a selection frees of what it names alone, and an asset that is gone from the project is told of by its name', async () => {
  await using project = await projectOf(['one', 'two'], 8)
  const only = await project.json('gc', 'doubled', '--keep', '0', '--yes')
  expect(shareOf(only, 'doubled').records).toEqual({ kept: 1, freed: 1 })
  expect(shareOf(only, 'numbers').records).toEqual({ kept: 2, freed: 0 })

  project.edit({ 'assets/index.ts': "import { asset } from '#project'\nexport const other = asset(() => [{ a: 1 }])" })
  const left = await project.json('gc', 'numbers', 'doubled', '--exclude', 'numbers', '--keep', '0', '--yes')
  expect(shareOf(left, 'numbers').records).toEqual({ kept: 2, freed: 0 })
  const gone = await project.json('gc', 'numbers', '--keep', '0', '--yes')
  expect(shareOf(gone, 'numbers')).toMatchObject({ inProject: false, records: { kept: 1, freed: 1 } })
  const { stdout } = await project.assets('gc')
  expect(stdout).toContain('numbers (not in the project)')
  expect(stdout).toContain('2 assets are not in the project any more')
  // The branch that has them is checked out again.
  project.edit(version('two'))
  expect((await project.assets('check')).exitCode).toBe(0)
})

test('what a failure and a killed process left is freed once it is old, and a failure is told of still', async () => {
  await using project = await projectOf(['one'], 0)
  const orphan = `${'ab'.repeat(32)}.parquet`
  mkdirSync(join(store(project), 'objects', 'ab'), { recursive: true })
  writeFileSync(join(store(project), 'objects', 'ab', orphan), 'nobody knows of it')
  mkdirSync(join(store(project), 'partial', 'doubled'), { recursive: true })
  const journal = join(store(project), 'partial', 'doubled', 'abc.20250101-000000-aaaaaa.1.1.00000000.00000000')
  writeFileSync(journal, 'rows')
  project.calls.fail('numbers')
  project.edit(version('two'))
  await project.assets('materialize')
  passDays(project.folder, 8)
  const { others } = await project.json('gc', '--yes')
  expect(others).toContainEqual({ what: 'unnamed', keptBytes: 0, freedBytes: 18 })
  expect(others).toContainEqual({ what: 'journals', keptBytes: 0, freedBytes: 4 })
  expect(existsSync(join(store(project), 'partial'))).toBe(false)
  const { assets } = await project.json('status')
  expect(assets.find(({ name }: Document) => name === 'numbers').status).toBe('failed')
})

test('rows that were refused, texts of code and runs go with the records that they are of', async () => {
  const text = (n: number) => `
    import { asset } from '#project'
    const schema = { '~standard': { version: 1, vendor: 'here', validate: (row: any) => row.n < 0 ? { issues: [{ message: 'below 0' }] } : { value: row } } } as const
    export const numbers = asset({ schema: schema as any, onInvalid: 'quarantine' }, () => [{ n: ${n} }, { n: -${n} }])`
  await using project = await createProject({ 'assets/index.ts': text(1) })
  for (const n of [1, 2, 3]) {
    project.edit({ 'assets/index.ts': text(n) })
    expect(await project.json('materialize')).toMatchObject({ exitCode: 0 })
  }
  const left = () => {
    const database = new Sqlite(join(store(project), 'catalog.sqlite'), { readonly: true })
    const count = (table: string) => (database.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n
    const counts = {
      runs: count('runs'),
      texts: count('sources'),
      objects: filesIn(join(store(project), 'objects')).length,
    }
    database.close()
    return counts
  }
  const before = left()
  passDays(project.folder, 8)
  await project.json('gc', '--keep', '1', '--yes')
  // Of each version a table, the rows that were refused, a text and a run.
  expect(before).toMatchObject({ runs: 3, objects: 6 })
  expect(left()).toEqual({ runs: 1, texts: before.texts - 2, objects: 2 })
})

test('without a store there is nothing to free, and a duration needs its unit', async () => {
  await using project = await createProject(version('one'))
  const { stdout } = await project.assets('gc', '--yes')
  expect(stdout).toContain('0 B freed, 0 B stay')
  const { exitCode, stderr } = await project.assets('gc', '--older-than', '7')
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('--older-than 7 has no unit')])
})
