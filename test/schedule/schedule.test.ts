import { join } from 'node:path'
import { expect, test } from 'vitest'
import { filesIn, passDays } from '../kept/age.ts'
import { createProject, type Document, type Files } from '../rig/project.ts'

const config = (schedules: string) => `
  import { defineProject } from 'assetstore'
  const project = defineProject({ assets: () => import('./assets/index.ts'), schedules: { ${schedules} } })
  export default project
  export const { asset, source, check, effect } = project`
const files = (schedules: string): Files => ({
  'assets.config.ts': config(schedules),
  'src/size.ts': 'export const size = 1\n',
  'assets/index.ts': `
    import { asset } from '#project'
    import { called } from '../rig.ts'
    import { size } from '../src/size.ts'
    export const raw = asset(async () => { await called('raw'); return [{ size }] })
    export const report = asset(async ({ raw }) => { await called('report'); return [{ n: raw.count }] })
    export const other = asset(async () => { await called('other'); return [{ n: 1 }] })`,
})
/** Every second is due, so that each command finds a time of its own. */
const always = (more = '') => `often: { every: '1s', select: 'report' ${more} }`
const nextSecond = () => new Promise((resolve) => setTimeout(resolve, 1_010 - (Date.now() % 1_000)))

test('a tick runs what is selected and not fresh, and says what it did', async () => {
  await using project = await createProject(files(always()))
  const first = await project.json('schedule', 'tick')
  expect(first).toMatchObject({ command: 'schedule', ok: true, ticks: [{ schedule: 'often', outcome: 'ok' }] })
  expect(first.ticks[0].counts).toMatchObject({ ran: 2 })
  expect(project.calls.names).toEqual(['raw', 'report'])
  await nextSecond()
  const second = await project.json('schedule', 'tick', 'often')
  expect(second.ticks[0].counts).toMatchObject({ skipped: 2 })
  expect(project.calls.names).toEqual(['raw', 'report'])
  const { schedules } = await project.json('schedule', 'list')
  expect(schedules).toEqual([
    {
      ...{ name: 'often', every: '1s', select: ['report'], catchUp: 'latest', overlap: 'skip' },
      next: expect.stringMatching(/Z$/),
      last: { at: second.ticks[0].at, outcome: 'ok', run: second.ticks[0].run },
    },
  ])
  const { records } = await project.json('history', 'raw')
  expect(new Set(records.map(({ run }: Document) => run))).toEqual(new Set([first.ticks[0].run]))
})

test('a tick tells the warnings of checks', async () => {
  await using project = await createProject({
    ...files("often: { every: '1s' }"),
    'assets/index.ts': `
      import { asset, check } from '#project'
      export const raw = asset(() => [{ n: 1 }])
      export const large = check({ severity: 'warn' }, ({ raw }) => ({ passed: raw.count > 1, message: 'n is small' }))`,
  })
  const { stdout, stderr } = await project.assets('schedule', 'tick')
  expect(stderr).toContain('warning large\n  the check large failed: n is small\n')
  expect(stdout).toContain('2 ran, 1 warning')
})

test('a backfill beside a schedule: each partition is made once, by one of them', async () => {
  await using project = await createProject({
    ...files("often: { every: '1s', select: '+total' }"),
    'assets/index.ts': `
      import { partitions } from 'assetstore'
      import { asset } from '#project'
      import { called } from '../rig.ts'
      const topics = partitions.of(['a', 'b', 'c'])
      export const events = asset({ partitions: topics }, async (_, { partition }) => { await called(partition.key); return [{ n: 1 }] })
      export const total = asset(async ({ events }) => { await called('total'); return [{ n: events.count }] })`,
  })
  const [a, b] = [project.calls.hold('a'), project.calls.hold('b')]
  const backfill = project.start(['backfill', 'events', '--partitions', 'b..c'])
  await b.waiting()
  const ticked = project.json('schedule', 'tick')
  await a.waiting()
  a.release()
  b.release()
  expect((await backfill.ended).exitCode).toBe(0)
  expect(await ticked).toMatchObject({ ok: true, ticks: [{ outcome: 'ok' }] })
  expect(project.calls.names.toSorted()).toEqual(['a', 'b', 'c', 'total'])
  expect((await project.json('query', 'SELECT n FROM total')).rows).toEqual([{ n: 3 }])
})

test('a schedule with gc frees, after its run, what its rules do not keep', async () => {
  await using project = await createProject(files(always(", gc: { keep: 0, olderThan: '0ms' }")))
  await project.assets('schedule', 'tick')
  const objects = join(project.folder, '.assetstore', 'objects')
  const made = filesIn(objects)
  project.edit({ 'src/size.ts': 'export const size = 2\n' })
  await nextSecond()
  const { ticks } = await project.json('schedule', 'tick')
  expect(ticks[0]).toMatchObject({ outcome: 'ok', counts: { ran: 1 }, gc: { freedBytes: 0 } })
  passDays(project.folder, 1)
  await nextSecond()
  expect((await project.assets('schedule', 'tick')).stdout).toMatch(/ok {2}2 fresh, [\d.]+ k?B freed\n$/)
  expect(filesIn(objects).filter((file) => made.includes(file))).toHaveLength(1)
})

test('a gc that fails is a failure of the schedule, and what it made stays', async () => {
  await using project = await createProject({
    ...files("often: { every: '1s', select: 'breaks', gc: {} }"),
    'assets/index.ts': `
      import { writeFileSync } from 'node:fs'
      import { asset } from '#project'
      export const breaks = asset({ volatile: true }, () => { writeFileSync('assets/index.ts', 'export const ='); return [{ n: 1 }] })`,
  })
  const { exitCode, stdout, stderr } = await project.assets('schedule', 'tick')
  expect([exitCode, stdout]).toEqual([
    1,
    expect.stringMatching(/often .* UTC {2}failed {2}1 ran, gc: PROJECT_SYNTAX .*\n$/),
  ])
  expect(stderr).toMatch(/error PROJECT_SYNTAX {2}assets\/index\.ts:1/)
  project.edit({ 'assets/index.ts': "import { asset } from '#project'\nexport const breaks = asset(() => [{ n: 1 }])" })
  const { schedules } = await project.json('schedule', 'list')
  expect(schedules[0].last).toMatchObject({ outcome: 'failed', run: expect.any(String) })
  expect((await project.json('history', '--limit', '1')).records).toMatchObject([{ asset: 'breaks', outcome: 'ran' }])
})

test('a schedule that is new has no last time: what lies before it was nobody to run', async () => {
  await using project = await createProject(files(`rare: { cron: '0 0 29 2 *' }`))
  expect(await project.json('schedule', 'tick')).toMatchObject({ ok: true, ticks: [] })
  const [rare] = (await project.json('schedule', 'list')).schedules
  expect(rare.last ?? null).toBe(null)
  expect((await project.assets('schedule', 'list')).stdout).toMatch(/rare .* never/)
})

test('what failed is left alone until something is another, and said each time', async () => {
  await using project = await createProject(files(always()))
  project.calls.fail('report', 99)
  const first = await project.json('schedule', 'tick')
  expect(first).toMatchObject({ exitCode: 1, ticks: [{ outcome: 'failed', counts: { ran: 1, failed: 1 } }] })
  await nextSecond()
  const second = await project.json('schedule', 'tick')
  const step = second.ticks[0].steps.find(({ asset }: Document) => asset === 'report')
  expect(step).toMatchObject({ outcome: 'failed', untried: true })
  expect(step.error.message).toMatch(
    /^Error: the test lets report fail \((just now|\d+ s ago); nothing has changed since, so that it was not tried again\)$/,
  )
  expect(project.calls.count('report')).toBe(1)
  project.edit({ 'src/size.ts': 'export const size = 2\n' })
  await nextSecond()
  await project.assets('schedule', 'tick')
  expect(project.calls.count('report')).toBe(2)
})

test('a schedule with retryFailed tries again what failed', async () => {
  await using project = await createProject(files(always(", retryFailed: { after: '1m', times: 1 }")))
  project.calls.fail('report', 1)
  await project.assets('schedule', 'tick')
  await nextSecond()
  expect(await project.json('schedule', 'tick')).toMatchObject({ ok: true })
  expect(project.calls.count('report')).toBe(2)
})

test('a selection by statuses may match nothing today: that is no failure', async () => {
  await using project = await createProject(files(`idle: { every: '1s', select: 'status:failed' }, ${always()}`))
  const document = await project.json('schedule', 'tick')
  expect(document).toMatchObject({ exitCode: 0, ticks: [{ schedule: 'idle', outcome: 'ok' }, { schedule: 'often' }] })
  expect(document.ticks[0]).not.toHaveProperty('error')
})

test.each([['status'], ['check'], ['schedule', 'list'], ['schedule', 'start'], ['schedule', 'tick']])(
  '%s %s says that a schedule selects what there is not',
  async (...words) => {
    await using project = await createProject(files(`\n bad: { every: '1s',\n select: 'reprot' }, ${always()}`))
    const { error, exitCode } = await project.json(...words)
    expect([exitCode, error]).toEqual([
      2,
      {
        ...{ code: 'PROJECT_INVALID', message: 'the schedule bad cannot be: there is no asset "reprot"' },
        ...{ at: 'assets.config.ts:5', fix: 'did you mean "report"?' },
      },
    ])
  },
)

test.each([
  [
    "x: { cron: '0 0 30 2 *' }",
    "the schedule x cannot be: the cron line '0 0 30 2 *' never comes",
    'name a day that is in the calendar',
  ],
  [
    "x: { cron: '0 2 * * *', timeZone: 'Europe/Madird' }",
    "the schedule x cannot be: there is no time zone 'Europe/Madird'",
    "did you mean 'Europe/Madrid'?",
  ],
  [
    "x: { cron: '0 2 * *' }",
    /^the schedule x cannot be: '0 2 \* \*' is no cron line: /,
    /minute, hour, day of the month/,
  ],
  [
    "x: { every: '0s' }",
    "the schedule x has every: '0s', which is to be a length of time of at least a second, such as '5m' or '1h'",
    /^give/,
  ],
  ['x: {}', 'the schedule x has no time', "give one of both: cron: '0 2 * * *' or every: '5m'"],
  ["x: { cron: '@daily', every: '1h' }", 'the schedule x has both `cron` and `every`', /^give one/],
  [
    "x: { every: '1h', timeZone: 'UTC' }",
    'the schedule x has a timeZone, which an interval has no use for',
    /^remove it/,
  ],
  [
    "x: { every: '1h', retryFailed: { times: 0 } }",
    "the schedule x has no option \"retryFailed.after\", which is to be a number of ms or a number with a unit, such as '250ms', '30s', '5m', '2h' or '1d'",
    /^give/,
  ],
  [
    "x: { every: '1h', gc: true }",
    "the schedule x has gc: true, which is to be { keep, olderThan }, such as { keep: 1, olderThan: '1d' }",
    /^give/,
  ],
  ["x: { every: '1h', gc: [] }", /^the schedule x has gc: a list, which is to be \{ keep, olderThan \}/, /^give/],
  [
    "x: { every: '1h', gc: { keep: 1.5 } }",
    'the schedule x has gc.keep: 1.5, which is to be a whole number, from 0',
    /^give/,
  ],
  [
    "x: { every: '1h', gc: { keep: -1 } }",
    'the schedule x has gc.keep: -1, which is to be a whole number, from 0',
    /^give/,
  ],
  [
    "x: { every: '1h', gc: { olderThan: 'a week' } }",
    /^the schedule x has gc\.olderThan: 'a week', which is to be a number of ms/,
    /^give/,
  ],
  [
    "x: { every: '1h', gc: { olderThen: '7d' } }",
    'the schedule x has an unknown option "gc.olderThen"',
    'did you mean "olderThan"?',
  ],
  ["x: { every: '1h', select: [] }", /^the schedule x has select: a list, which is to be a selection/, /^give a/],
  ["'--late': { every: '1h' }", 'the schedule --late has a name of its own kind', /no - at the start$/],
  [
    "x: { cron: '2026-01-01T00:00:00' }",
    /^the schedule x cannot be: '2026-01-01T00:00:00' is no cron line: it has 1 field, and not five$/,
    /^give minute, hour/,
  ],
  ["x: { every: '1h', catchup: 'none' }", 'the schedule x has an unknown option "catchup"', 'did you mean "catchUp"?'],
])('%s is refused before anything runs', async (schedules, message, fix) => {
  await using project = await createProject(files(schedules))
  const document = await project.json('status')
  const said = (expected: string | RegExp) =>
    typeof expected === 'string' ? expected : expect.stringMatching(expected)
  const error = { code: 'PROJECT_INVALID', at: 'assets.config.ts:3', message: said(message), fix: said(fix) }
  expect([document.error, ...(document.errors ?? [])]).toContainEqual(error)
  expect(document.exitCode).toBe(2)
})

test('a project without schedules, and a name that there is not', async () => {
  await using none = await createProject({
    ...files(''),
    'assets.config.ts': config('').replace(', schedules: {  }', ''),
  })
  expect((await none.assets('schedule', 'list')).stderr).toContain('the project has no schedules')
  await using project = await createProject(files(always()))
  expect((await project.json('schedule', 'tick', 'oftn')).error).toMatchObject({
    ...{ code: 'SELECTION_EMPTY', message: 'there is no schedule "oftn"', fix: 'did you mean "often"?' },
  })
})
