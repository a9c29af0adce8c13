import { expect, test } from 'vitest'
import { withLateness } from '../../src/app/open/lateness.ts'
import { createProject, type Document } from '../rig/project.ts'
import { oneFile } from './projects.ts'

const at = (time: string) => Date.parse(`2026-03-${time}:00Z`)

type Arguments = Parameters<typeof withLateness>
/** What is late of an asset that is due by eight in the morning. */
async function late(status: string, made: string | undefined, now: string, asked?: string) {
  const options = { dueBy: { cron: '0 8 * * *' } }
  const catalog = { askedTimes: async () => (asked === undefined ? [] : [{ unit: 'it', at: at(asked) }]) }
  const workspace = { definition: () => ({ options }), units: { set: () => undefined } }
  const session = { workspace, catalog } as unknown as Arguments[0]
  const record = made === undefined ? {} : { record: { startedAt: at(made), durationMs: 0 } }
  const view = { node: { name: 'it' }, status, causes: [], ...record } as unknown as Arguments[1][number]
  const [told] = await withLateness(session, [view], at(now))
  return told?.late === undefined ? undefined : new Date(told.late).toISOString().slice(8, 16)
}

test.each<[string, Parameters<typeof late>, string | undefined]>([
  ['made since the time before, and stale by now', ['stale', '02T02:00', '02T09:00'], undefined],
  ['made before the time before', ['stale', '01T07:00', '02T08:00'], '02T08:00'],
  ['not yet due again', ['stale', '01T07:00', '02T07:59'], undefined],
  ['nothing has changed since it was made', ['fresh', '01T07:00', '05T09:00'], undefined],
  ['never made', ['missing', undefined, '02T09:00'], '02T08:00'],
  ['failed since', ['failed', '01T07:00', '02T09:00'], '02T08:00'],
  ['a source that nobody asked since', ['unknown', '01T07:00', '02T09:00'], '02T08:00'],
  ['a source that was asked and had not moved', ['unknown', '01T07:00', '02T09:00', '02T02:00'], undefined],
])('%s', async (_, of, expected) => {
  expect(await late(...of)).toBe(expected)
})

test('status and check say what is late, also where that is all that is wrong', async () => {
  await using project = await createProject(
    oneFile(
      "export const report = asset({ dueBy: { cron: '* * * * *', timeZone: 'Europe/Madrid' } }, () => [{ n: 1 }])",
      'export const other = asset(() => [{ n: 1 }])',
    ),
  )
  // On a clean clone a lock answers `check`, which does not know when anything was made.
  await project.assets('materialize', 'other')
  const { assets } = await project.json('status')
  expect(assets[0]).toMatchObject({ status: 'missing', late: expect.stringMatching(/:00\.000Z$/) })
  expect((await project.assets('status')).stdout).toMatch(
    /late since \d{4}-\d\d-\d\d \d\d:\d\d UTC; never materialized/,
  )
  expect((await project.assets('check', '--fail-on', 'late')).exitCode).toBe(1)
  await project.assets('materialize')
  expect((await project.assets('check', '--fail-on', 'late')).exitCode).toBe(0)
  expect((await project.json('status')).assets[0]).not.toHaveProperty('late')
})

test('a time that never comes is told before anything runs', async () => {
  await using project = await createProject(
    oneFile("export const report = asset({ dueBy: { cron: '0 0 31 2 *' } }, () => [{ n: 1 }])"),
  )
  const { error } = (await project.json('status')) as Document
  expect(error).toMatchObject({
    code: 'ASSET_OPTIONS',
    message: "dueBy of report: the cron line '0 0 31 2 *' never comes",
    fix: 'name a day that is in the calendar',
    at: 'assets/index.ts:4',
  })
})
