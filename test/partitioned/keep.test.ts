import { expect, test } from 'vitest'
import { createProject, type Document } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'

/** Three weeks that have ended, from a Monday on. `keep` is of the clock, so that they are near it. */
const day = 86_400_000
const monday = Math.floor((Date.now() - 4 * day) / (7 * day)) * 7 * day + 4 * day - 28 * day
const keyOf = (n: number) => new Date(monday + n * day).toISOString().slice(0, 10)
/** The first nine days end before it: a week, and two days of the next. */
const keep = `, keep: '${Math.floor((Date.now() - monday - 9.5 * day) / 3_600_000)}h'`
const span = `from: '${keyOf(0)}', until: '${keyOf(21)}'`
const [first, second, third] = [0, 7, 14].map(keyOf)

const files = (kept: string, { edit = '', value = 0 } = {}) =>
  oneFile(
    "import { partitions } from 'assetstore'",
    `const days = partitions.daily({ ${span}${kept} })`,
    `const weeks = partitions.weekly({ ${span} })`,
    `export const events = asset({ partitions: days }, async (_, { partition }) => {
      await called('events')
      return [{ n: partition.key === '${keyOf(10)}' ? ${value} : 0 }]
    })`,
    `export const week = asset({ partitions: weeks }, async ({ events }, { partition }) => {
      await called('week:' + partition.key)
      return [{ days: events.count, sum: (await events.all()).reduce((sum, { n }) => sum + n, 0)${edit} }]
    })`,
    `export const partly = asset({ partitions: weeks, reads: { events: partitions.overlapping({ missing: 'skip' }) } }, async ({ events }, { partition }) => {
      await called('partly:' + partition.key)
      return [{ days: events.count${edit} }]
    })`,
    `export const moving = asset({ partitions: days, reads: { events: partitions.last(3, { missing: 'skip' }) } }, async ({ events }, { partition }) => {
      await called('moving')
      return [{ days: events.count }]
    })`,
    `export const copied = asset({ partitions: partitions.daily({ ${span} }), reads: { events: partitions.same() } }, async ({ events }) => {
      await called('copied')
      return events
    })`,
  )
const statusesOf = (document: Document, asset: string) =>
  document.assets
    .find(({ name }: Document) => name === asset)
    .partitions.ranges.map(({ from, status, why }: Document) => [from, status, ...(why === undefined ? [] : [why])])

test('what was made of days that keep has taken away since stays as it was made', async () => {
  await using project = await createProject(files(''))
  expect((await project.json('materialize')).exitCode).toBe(0)
  project.calls.reset()
  project.edit(files(keep))
  const status = await project.json('status')
  expect(status.counts).toMatchObject({ fresh: 5, error: 0, stale: 0 })
  const { steps } = await project.json('plan')
  expect([...new Set(steps.map(({ action }: Document) => action))]).toEqual(['skip'])
  expect((await project.json('materialize')).exitCode).toBe(0)
  expect((await project.json('check')).exitCode).toBe(0)
  expect(project.calls.names).toEqual([])
  const days = async (asset: string) =>
    (await project.json('query', `SELECT days FROM ${asset} ORDER BY _partition`)).rows.map((row: Document) => row.days)
  expect(await days('week')).toEqual([7, 7, 7])
  expect(await days('partly')).toEqual([7, 7, 7])
  expect(await days('moving')).toEqual(Array.from({ length: 12 }, () => 3))
  await project.assets('gc', '--yes', '--older-than', '0s')
  expect((await project.json('status')).counts).toMatchObject({ fresh: 5 })
  expect(await days('week')).toEqual([7, 7, 7])
})

test('what is to be made again of days that are gone says so, and what leaves them out is made of the others', async () => {
  await using project = await createProject(files(''))
  await project.json('materialize')
  project.calls.reset()
  project.edit(files(keep, { edit: ', edited: true' }))
  const gone = `week[${second}] reads events[${second}], which is no longer kept, and 1 more like it`
  expect(statusesOf(await project.json('status'), 'week')).toEqual([
    [first, 'error', `week[${first}] reads events[${first}], which is no longer kept, and 6 more like it`],
    [second, 'error', gone],
    [third, 'stale', expect.stringContaining('code changed')],
  ])
  const ran = await project.json('materialize', 'week', 'partly')
  expect(ran.exitCode).toBe(1)
  expect(project.calls.names.toSorted()).toEqual([`partly:${second}`, `partly:${third}`, `week:${third}`])
  expect(
    ran.steps.find(({ partition, asset }: Document) => asset === 'week' && partition === second).error,
  ).toMatchObject({
    code: 'PARTITION_UNKNOWN',
    message: gone,
    fix: `let week keep its own for less long than events, as \`keep\` of its partitions says, or leave out what is not there, as in \`reads: { events: partitions.overlapping({ missing: 'skip' }) }\``,
  })
  // Back to what it was: what was made of all days is there.
  project.calls.reset()
  project.edit(files(keep))
  expect((await project.json('materialize')).exitCode).toBe(0)
  expect(project.calls.names).toEqual([])
  expect((await project.json('query', 'SELECT days FROM partly ORDER BY _partition')).rows).toEqual(
    [7, 7, 7].map((days) => ({ days })),
  )
})

test('a day that is left and comes out other than before is told as what it is', async () => {
  await using project = await createProject(files(''))
  await project.json('materialize')
  project.calls.reset()
  project.edit(files(keep, { value: 5 }))
  await project.json('materialize', 'events')
  const changed = `upstream changed: events ${keyOf(10)}`
  const status = await project.json('status')
  expect(statusesOf(status, 'partly')).toEqual([
    [first, 'fresh'],
    [second, 'stale', changed],
    [third, 'fresh'],
  ])
  expect(statusesOf(status, 'week').map(([, word]: string[]) => word)).toEqual(['fresh', 'error', 'fresh'])
  await project.json('materialize', 'partly')
  expect((await project.json('query', 'SELECT days FROM partly ORDER BY _partition')).rows).toEqual(
    [7, 5, 7].map((days) => ({ days })),
  )
})
