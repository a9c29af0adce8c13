import { expect, test } from 'vitest'
import { createProject, type Document } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'

/** A day that is judged, kept out of a table in part, and sent somewhere. `bad` is the day with a row that the schema refuses. */
const files = (bad: string) =>
  oneFile(
    "import { partitions } from 'assetstore'",
    `import { z } from '${import.meta.dirname}/../../node_modules/zod/index.js'`,
    "const days = partitions.daily({ from: '2020-01-06', until: '2020-01-09' })",
    `export const events = asset({ partitions: days, codeVersion: '1' }, async (_, { partition }) => {
  await called('events:' + partition.key)
  return [{ day: partition.key, n: 1 }, { day: partition.key, n: partition.key === '${bad}' ? -1 : 2 }]
})`,
    `export const clean = asset({ partitions: days, schema: z.object({ day: z.string(), n: z.number().min(0) }), onInvalid: 'quarantine' }, ({ events }) => events)`,
    "export const refused = asset({ partitions: days }, ({ clean }) => clean.rejected().pick('row', 'record'))",
    "export const all_refused = asset(({ clean }) => clean.rejected().pick('row', 'record'))",
    `export const told = effect({ partitions: days }, async ({ clean }, { partition }) => {
  await called('told:' + partition.key)
  return { day: partition.key, count: clean.count }
})`,
  )
const days = ['2020-01-06', '2020-01-07', '2020-01-08']

test('rows that the schema of a partition refuses are that partition’s, and an effect is done for each partition once', async () => {
  await using project = await createProject(files('2020-01-07'))
  expect(await project.assets('materialize')).toMatchObject({ exitCode: 0 })
  expect(project.calls.names.filter((name) => name.startsWith('told')).toSorted()).toEqual(
    days.map((day) => `told:${day}`),
  )
  const all = async (sql: string) => (await project.json('query', sql)).rows
  const record = '{"day":"2020-01-07","n":-1}'
  expect(await all('SELECT _partition AS day, record FROM refused')).toEqual([{ day: '2020-01-07', record }])
  expect(await all('SELECT record FROM all_refused')).toEqual([{ record }])
  expect((await project.json('query', 'SELECT count(*)::INTEGER AS n FROM clean')).rows).toEqual([{ n: 5 }])
  project.calls.reset()
  expect((await project.json('materialize')).counts).toMatchObject({ ran: 0, failed: 0 })
  expect(project.calls.names).toEqual([])
  const { steps } = await project.json('materialize', 'told', '--only', '--force', '--partitions', '2020-01-08')
  expect(steps).toMatchObject([{ asset: 'told', partition: '2020-01-08', receipt: { count: 2 } }])
  expect(project.calls.names).toEqual(['told:2020-01-08'])
})

test('what is missing is made, and what was made is told of by partition', async () => {
  await using project = await createProject(files('none'))
  expect((await project.json('materialize', 'clean', '--partitions', '2020-01-07')).steps).toHaveLength(2)
  const states = async (...words: string[]) =>
    Object.fromEntries(
      (await project.json('lineage', ...words)).nodes.map(({ name, status }: Document) => [name, status]),
    )
  expect(await states('clean', '--up', '1')).toEqual({ events: 'missing', clean: 'missing' })
  expect(await states('clean', '--up', '1', '--partitions', '2020-01-07')).toEqual({ events: 'fresh', clean: 'fresh' })
  project.calls.reset()
  const { run, steps } = await project.json('materialize', 'clean', '--partitions', 'missing')
  expect(steps.filter(({ outcome }: Document) => outcome === 'ran')).toHaveLength(4)
  expect(project.calls.names.toSorted()).toEqual(['events:2020-01-06', 'events:2020-01-08'])
  expect((await project.json('materialize', 'clean', '--partitions', 'missing')).steps).toEqual([])
  const keys = async (...words: string[]) =>
    (await project.json('history', 'clean', ...words)).records.map(({ partition }: Document) => partition).toSorted()
  expect(await keys()).toEqual(days)
  expect(await keys('--partitions', '2020-01-07..2020-01-08')).toEqual(days.slice(1))
  const { records } = await project.json('history', 'clean', '--partitions', 'latest')
  expect(records).toMatchObject([{ partition: '2020-01-08', run, outcome: 'ran' }])
})
