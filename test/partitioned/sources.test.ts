import { expect, test } from 'vitest'
import { createProject, type Document } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'

const days = "const days = partitions.daily({ from: '2020-01-06', until: '2020-01-09' })"
const files = (...lines: readonly string[]) => oneFile("import { partitions } from 'assetstore'", days, ...lines)
const clean = `export const clean = asset({ partitions: days }, async ({ events }, { partition }) => {
  await called('clean:' + partition.key)
  return events
})`
const lake = {
  'lake/day=2020-01-06/a.csv': 'id,n\n1,10\n',
  'lake/day=2020-01-07/a.csv': 'id,n\n2,20\n',
  'lake/day=2020-01-07/b.csv': 'id,n\n3,30\n',
  'lake/day=2020-01-08/a.csv': 'id,n\n4,40\n',
}
const table = "export const events = source.table('lake/day={day}/*.csv', { partitions: days })"

test('the place in braces is the key: an edited file makes its own day stale, and what reads it', async () => {
  await using project = await createProject({ ...files(table, clean), ...lake })
  expect(await project.assets('materialize')).toMatchObject({ exitCode: 0 })
  const { rows } = await project.json('query', 'SELECT _partition AS day, id FROM clean ORDER BY id')
  expect(rows.map(({ day }: Document) => day)).toEqual(['2020-01-06', '2020-01-07', '2020-01-07', '2020-01-08'])
  project.calls.reset()
  project.edit({ 'lake/day=2020-01-07/b.csv': 'id,n\n3,31\n', 'lake/day=2020-01-09/a.csv': 'id,n\n5,50\n' })
  const { assets } = await project.json('status')
  expect(assets[0].partitions.counts).toEqual({ fresh: 2, stale: 1 })
  expect(assets[0].causes).toMatchObject([{ kind: 'source_changed' }])
  await project.assets('materialize')
  expect(project.calls.names).toEqual(['clean:2020-01-07'])
})

test('a run tells of the partitions that it works on in one line, whatever is fresh beside them', async () => {
  const keys = Array.from({ length: 10 }, (_, n) => `2020-01-${String(n + 6).padStart(2, '0')}`)
  await using project = await createProject({
    ...oneFile(
      "import { partitions } from 'assetstore'",
      "const days = partitions.daily({ from: '2020-01-06', until: '2020-01-16' })",
      table,
      "const reads = { events: partitions.last(7, { missing: 'skip' }) }",
      'export const trend = asset({ partitions: days, reads }, ({ events }) => ({ days: events.count }))',
    ),
    ...Object.fromEntries(keys.map((key) => [`lake/day=${key}/a.csv`, 'id,n\n1,10\n'])),
  })
  await project.assets('materialize')
  project.edit({ 'lake/day=2020-01-08/a.csv': 'id,n\n1,10\n2,20\n' })
  const { stderr } = await project.assets('materialize')
  const lines = stderr.split('\n').filter((line) => line.includes('trend'))
  expect(lines).toEqual([expect.stringMatching(/^✓ trend +7 unchanged {2}7 rows|^✓ trend +7 ran {2}7 rows/)])
})

test('a day without files is told, and the others are made', async () => {
  const { 'lake/day=2020-01-08/a.csv': _, ...some } = lake
  await using project = await createProject({ ...files(table, clean), ...some })
  const ran = await project.json('materialize')
  expect(ran.counts).toMatchObject({ failed: 1, blocked: 1 })
  expect(ran.error).toMatchObject({ code: 'SOURCE_EMPTY' })
  expect(ran.error.message).toContain('no file matches "lake/day=2020-01-08/*.csv"')
})

test('a function is asked about each partition, and reads those that have moved', async () => {
  const source = `export const events = source({
    partitions: days,
    observe: ({ partition, env }) => partition.key === '2020-01-07' ? env('MOVED', 'one') : 'same',
  }, async (_, { partition }) => {
    await called('events:' + partition.key)
    return [{ day: partition.key, ms: partition.end.getTime() - partition.start.getTime() }]
  })`
  await using project = await createProject(files(source, clean))
  await project.assets('materialize')
  expect(project.calls.names).toHaveLength(6)
  project.calls.reset()
  await project.assets('materialize')
  expect(project.calls.names).toEqual([])
  await project.run(['materialize'], { env: { MOVED: 'two' } })
  expect(project.calls.names).toEqual(['events:2020-01-07'])
})

test('a glob without a place for the key is refused', async () => {
  await using project = await createProject(
    files("export const events = source.table('lake/*.csv', { partitions: days })"),
  )
  const ran = await project.assets('status')
  expect(ran.exitCode).toBe(2)
  expect(ran.stderr).toContain('events has partitions, and its glob "lake/*.csv" has no place for their keys')
})
