import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { passDays } from '../kept/age.ts'
import { createProject, type Document } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'

const days = "const days = partitions.daily({ from: '2020-01-06', until: '2020-01-10' })"
const events = (n: number) => `export const events = asset({ partitions: days }, async (_, { partition }) => {
  await called('events:' + partition.key)
  return [1, 2].map((id) => ({ id: partition.key + '-' + id, n: partition.key === '2020-01-08' ? ${n} : 0 }))
})`
const clean = `export const clean = asset({ partitions: days }, ({ events }) => events.map({ key: 'id' }, async (row) => {
  return { ...row, twice: row.n * 2 }
}))`
const all = `export const all = asset(({ clean }) => clean.map({ key: 'id' }, async (row) => ({ id: row.id, n: row.twice })))`
const files = (n: number) => oneFile("import { partitions } from 'assetstore'", days, events(n), clean, all)

test('diff compares two versions of one partition', async () => {
  await using project = await createProject(files(1))
  await project.assets('materialize')
  project.edit(files(5))
  await project.assets('materialize')
  const told = await project.json('diff', 'clean', '--partition', '2020-01-08')
  expect(told).toMatchObject({
    ...{ asset: 'clean', partition: '2020-01-08', same: false, key: 'id' },
    rows: { changed: 2, same: 0 },
  })
  expect((await project.assets('diff', 'clean', '--partition', '2020-01-08')).stdout).toMatch(/^clean\[2020-01-08\] /)
  const before = told.before.version.slice(0, 12)
  expect(await project.json('diff', 'clean', before, '--partition', '2020-01-08')).toMatchObject({
    rows: { changed: 2 },
  })
  // The other days have one version each, whatever those of their neighbours are.
  expect((await project.assets('diff', 'clean', '--partition', '2020-01-07')).stderr).toMatch(
    /SELECTION_EMPTY\n {2}clean\[2020-01-07\] has one version/,
  )
  expect((await project.assets('diff', 'clean')).stderr).toMatch(
    /CLI_USAGE\n {2}clean has partitions.*\n {2}name one: assets diff clean --partition 2020-01-09/,
  )
  expect((await project.assets('diff', 'clean', '--partitions', 'latest:2')).stderr).toContain('is 2 partitions')
  expect((await project.assets('diff', 'all', '--partition', '2020-01-08')).stderr).toContain('all has none')
})

test('a row is followed back through the partitions that it came of', async () => {
  await using project = await createProject(files(1))
  await project.assets('materialize')
  const hops = async (...words: readonly string[]) => {
    const { chains } = await project.json('lineage', ...words)
    return chains[0].hops.map(({ asset, partition, row }: Document) => [asset, partition, row.id])
  }
  expect(await hops('clean', '--row', '2020-01-08-2', '--partition', '2020-01-08')).toEqual([
    ['clean', '2020-01-08', '2020-01-08-2'],
    ['events', '2020-01-08', '2020-01-08-2'],
  ])
  expect(await hops('all', '--row', '2020-01-07-1')).toEqual([
    ['all', undefined, '2020-01-07-1'],
    ['clean', '2020-01-07', '2020-01-07-1'],
    ['events', '2020-01-07', '2020-01-07-1'],
  ])
  const shown = await project.assets('lineage', 'clean', '--row', '2020-01-08-2', '--partition', '2020-01-08')
  expect(shown.stdout).toContain('from events[2020-01-08]')
  expect((await project.assets('lineage', 'clean', '--row', '2020-01-08-2')).stderr).toContain(
    'name one: assets lineage clean --row 2020-01-08-2 --partition 2020-01-09',
  )
  expect((await project.assets('lineage', 'clean', '--row', 'x', '--partition', '2020-01-08')).stderr).toMatch(
    /no row of clean\[2020-01-08\] has id "x"\n.*assets show clean --partition 2020-01-08/,
  )
})

test('wipe forgets the partitions that are named, and no other', async () => {
  await using project = await createProject(files(1))
  await project.assets('materialize')
  const told = await project.assets('wipe', 'clean', '--partitions', '2020-01-07..2020-01-08')
  expect(told.stdout).toBe(
    'would be forgotten:\n  clean 2020-01-07..2020-01-08  2 records\nnothing was removed. Forget them: assets wipe clean --partitions 2020-01-07..2020-01-08 --yes\n',
  )
  expect((await project.json('wipe', 'clean', '--partitions', '2020-01-06,2020-01-08')).assets[0].partitions).toEqual([
    { from: '2020-01-06', to: '2020-01-06', count: 1 },
    { from: '2020-01-08', to: '2020-01-08', count: 1 },
  ])
  expect((await project.json('wipe', 'clean', '--partition', '2020-01-07', '--yes')).assets).toMatchObject([
    { asset: 'clean', records: 1 },
  ])
  const { assets } = await project.json('status')
  expect(assets[1].partitions).toMatchObject({ total: 4, counts: { fresh: 3, missing: 1 } })
  expect(assets[0].partitions).toMatchObject({ counts: { fresh: 4 } })
  expect((await project.assets('wipe', 'all', '--partition', '2020-01-07')).stderr).toContain('all has none')
  // A catalog that is made again from the files beside the tables has forgotten it as well.
  expect(await project.assets('doctor', '--rebuild', '--yes')).toMatchObject({ exitCode: 0 })
  expect((await project.json('status')).assets[1].partitions).toMatchObject({ counts: { fresh: 3, missing: 1 } })
})

test('the cure of one lost partition names it, and cures', async () => {
  await using project = await createProject(files(1))
  await project.assets('materialize')
  const show = () => project.json('show', 'clean', '--partition', '2020-01-08')
  rmSync((await project.json('show', 'clean', '--schema', '--partition', '2020-01-08')).path)
  project.calls.reset()
  const { error } = await show()
  expect(error).toMatchObject({
    ...{ code: 'STORE_BLOB_MISSING', message: 'the file of clean[2020-01-08] is gone from the store' },
    fix: 'assets materialize clean --partition 2020-01-08',
  })
  await project.assets(...error.fix.split(' ').slice(1))
  expect((await show()).rows).toHaveLength(2)
})

test('gc frees the days that keep has taken away, where no environment has them any more, and no others', async () => {
  const kept = (keep: number) =>
    oneFile(
      "import { partitions } from 'assetstore'",
      `const days = partitions.daily({ from: '2020-01-06', until: '2020-01-10', keep: '${keep}d' })`,
      'export const events = asset({ partitions: days }, (_, { partition }) => [{ day: partition.key }])',
    )
  const freed = async (...words: string[]) => (await project.json('gc', ...words)).assets[0].records
  await using project = await createProject(kept(100_000))
  await project.assets('materialize')
  await project.assets('materialize', '--environment', 'production')
  // The days of which this is the first end less than so many days ago.
  project.edit(kept(Math.floor((Date.now() - Date.parse('2020-01-08')) / (24 * 3600_000))))
  expect((await project.json('status', 'events')).assets[0].partitions.total).toBe(2)
  expect(await freed('--yes')).toEqual({ kept: 4, freed: 0 })
  passDays(project.folder, 8)
  expect(await freed('--yes')).toEqual({ kept: 4, freed: 0 })
  const production = ['--environment', 'production']
  expect(await freed(...production)).toEqual({ kept: 2, freed: 2 })
  expect(await freed(...production, '--yes')).toEqual({ kept: 2, freed: 2 })
  expect((await project.json('materialize')).counts).toMatchObject({ ran: 0, skipped: 2 })
  expect((await project.assets('verify')).exitCode).toBe(0)
  rmSync(`${project.folder}/.assetstore/catalog.sqlite`)
  expect(await project.json('doctor', '--rebuild')).toMatchObject({ exitCode: 0 })
  project.edit(kept(100_000))
  expect((await project.json('materialize')).counts).toMatchObject({ ran: 2, skipped: 2 })
})
