import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openProject } from '../../src/api/open-project.ts'
import { createProject, type Document } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'

/** Ten days from a Monday on, and what is made of them. */
const days = "const days = partitions.daily({ from: '2020-01-06', until: '2020-01-16' })"
const weeks = "const weeks = partitions.weekly({ from: '2020-01-06', until: '2020-01-20' })"
const events = (bad = 0) => `export const events = asset({ partitions: days }, async (_, { partition }) => {
  await called('events:' + partition.key)
  return [{ day: partition.key, hours: (partition.end.getTime() - partition.start.getTime()) / 3_600_000, n: partition.key === '2020-01-08' ? ${bad} : 0 }]
})`
const clean = `export const clean = asset({ partitions: days }, ({ events }) => events.map({ key: 'day' }, async (row) => {
  await called('clean:' + row.day)
  return { ...row, twice: row.n * 2 }
}))`
const moving = `export const moving = asset({ partitions: days, reads: { clean: partitions.last(3, { missing: 'skip' }) } }, async ({ clean }, { partition }) => {
  await called('moving:' + partition.key)
  return { day: partition.key, days: clean.count, sum: (await clean.all()).reduce((sum, row) => sum + row.twice, 0) }
})`
const total = `export const total = asset(async ({ clean }) => {
  await called('total')
  return [...clean.partitions()].map(({ key, count }) => ({ key, count }))
})`
const noNegative = `export const no_negative = check({ partitions: days }, async ({ events }, { partition }) => {
  await called('no_negative:' + partition.key)
  return (await events.all()).every((row) => row.n >= 0)
})`
const files = (...lines: readonly string[]) => oneFile("import { partitions } from 'assetstore'", days, weeks, ...lines)
const all = Array.from({ length: 10 }, (_, n) => `2020-01-${String(n + 6).padStart(2, '0')}`)
const of = (asset: string, keys: readonly string[]) => keys.map((key) => `${asset}:${key}`)

test('an edit of one day makes that day stale, and the windows that read it', async () => {
  await using project = await createProject(files(events(), clean, moving, total, noNegative))
  expect(await project.assets('materialize')).toMatchObject({ exitCode: 0 })
  expect(new Set(project.calls.names)).toEqual(
    new Set([...of('events', all), ...of('clean', all), ...of('moving', all), ...of('no_negative', all), 'total']),
  )
  const { rows } = await project.json('query', 'SELECT days FROM moving ORDER BY day')
  expect(rows.map(({ days }: Document) => days)).toEqual([1, 2, 3, 3, 3, 3, 3, 3, 3, 3])
  project.calls.reset()
  project.edit(files(events(5), clean, moving, total, noNegative))
  const ran = await project.json('materialize')
  // Every day is made again, since its code is another, and only one of them has other rows.
  expect(new Set(project.calls.names)).toEqual(
    new Set([
      ...of('events', all),
      'clean:2020-01-08',
      'no_negative:2020-01-08',
      ...of('moving', all.slice(2, 5)),
      'total',
    ]),
  )
  const moved = ran.steps.find(({ asset, partition }: Document) => asset === 'moving' && partition === '2020-01-10')
  expect(moved.causes).toMatchObject([
    { kind: 'upstream_changed', subject: 'clean', message: 'upstream changed: clean 2020-01-08' },
  ])
})

test('a failed day stops what reads it and nothing else, and a check holds back its own day', async () => {
  await using project = await createProject(files(events(-1), clean, moving, total, noNegative))
  const ran = await project.json('materialize')
  const outcomes = (outcome: string) =>
    ran.steps.flatMap((step: Document) => (step.outcome === outcome ? [`${step.asset}:${step.partition}`] : []))
  expect(outcomes('failed')).toEqual(['events:2020-01-08', 'no_negative:2020-01-08'])
  expect(outcomes('blocked').toSorted()).toEqual(
    ['clean:2020-01-08', ...of('moving', all.slice(2, 5)), 'total:undefined'].toSorted(),
  )
  expect(ran.counts.ran).toBe(9 * 3 + 7)
  project.calls.reset()
  project.edit(files(events(1), clean, moving, total, noNegative))
  // What the failure has held back is made too, with the days of its windows, which the edit has made stale.
  await project.assets('materialize', '--partitions', 'failed')
  expect(project.calls.names.toSorted()).toEqual(
    [
      ...['no_negative:2020-01-08', 'clean:2020-01-08'],
      ...of('events', all.slice(0, 5)),
      ...of('moving', all.slice(2, 5)),
    ].toSorted(),
  )
})

test('a week reads its days, and a week that its days do not fill is told before anything runs', async () => {
  const week = `export const week = asset({ partitions: weeks }, async ({ events }, { partition }) => {
    await called('week:' + partition.key)
    return { week: partition.key, days: events.count }
  })`
  await using project = await createProject(files(events(), week))
  const ran = await project.json('materialize')
  expect(ran.exitCode).toBe(1)
  expect(project.calls.names.filter((name) => name.startsWith('week'))).toEqual(['week:2020-01-06'])
  expect(
    ran.steps.find((step: Document) => step.asset === 'week' && step.partition === '2020-01-13').error,
  ).toMatchObject({
    code: 'PARTITION_UNKNOWN',
    message: 'week[2020-01-13] reads events[2020-01-16], which is after the last partition, and 3 more like it',
  })
})

test('--partitions narrows a run to some days and what they read', async () => {
  await using project = await createProject(files(events(), clean, moving, total))
  await project.assets('materialize', 'moving', '--partitions', '2020-01-08')
  expect(new Set(project.calls.names)).toEqual(
    new Set(['moving:2020-01-08', ...of('clean', all.slice(0, 3)), ...of('events', all.slice(0, 3))]),
  )
  const plan = await project.assets('plan', 'moving', '--partitions', '2020-01-08..2020-01-10')
  expect(plan.stdout).toContain('moving[2020-01-09, 2020-01-10]')
  expect(plan.stdout).toMatch(/^6 to run(?:, .*)? · 3 assets, \d+ partitions · /m)
  const wrong = await project.assets('materialize', '--partitions', '2020-1-8')
  expect(wrong).toMatchObject({ exitCode: 2 })
  expect(wrong.stderr).toContain('PARTITION_UNKNOWN')
})

test('a run tells of many partitions together, and of those that fail one by one', async () => {
  await using project = await createProject(files(events(), clean))
  project.calls.fail('clean:2020-01-08', 1)
  const ran = await project.assets('materialize')
  const lines = ran.stderr.split('\n').map((line) => line.replaceAll(/ +/g, ' '))
  expect(lines.filter((line) => line.includes('events'))).toEqual([expect.stringMatching(/^✓ events 10 ran 10 rows/)])
  expect(lines.filter((line) => /^. clean/.test(line))).toEqual([
    expect.stringMatching(/^✗ clean\[2020-01-08\] failed/),
    expect.stringMatching(/^✗ clean 9 ran, 1 failed 9 rows/),
  ])
  expect(lines.at(-2)).toMatch(/^✗ 1 failed, 19 ran · 2 assets, 20 partitions · /)
  await project.assets('materialize')
  const again = await project.assets('materialize')
  expect(again.stderr).toMatch(/^✓ 20 fresh, nothing to do · 2 assets, 20 partitions · /)
})

test('many partitions that are blocked have neither rows nor a time', async () => {
  const sums = 'export const sums = asset({ partitions: days }, ({ total }) => total)'
  await using project = await createProject(files(events(), clean, total, sums))
  project.calls.fail('total', 1)
  const { stderr } = await project.assets('materialize')
  expect(stderr).toMatch(/^○ sums +10 blocked$/m)
})

test('many partitions of a check are told as passed, and have no rows', async () => {
  await using project = await createProject(files(events(), noNegative))
  const { stderr } = await project.assets('materialize')
  expect(stderr.replaceAll(/ +/g, ' ')).toMatch(/^✓ no_negative 10 passed [\d.]+ m?s$/m)
})

test('what a check with partitions holds back is told with commands that can be run', async () => {
  await using project = await createProject(files(events(-1), clean, noNegative))
  await project.assets('materialize')
  const check = await project.assets('check')
  expect(check.stdout).toContain('mend the check no_negative (assets/index.ts:')
  expect(check.stdout).not.toContain('undefined')
  const explained = await project.assets('explain', 'events', '--partition', '2020-01-08')
  expect(explained.stdout).toContain('assets explain no_negative --partition 2020-01-08')
  expect(explained.stdout).toContain('until no_negative[2020-01-08] passes, events[2020-01-08]')
})

test('a program says which partitions it means as the command does', async () => {
  await using folder = await createProject(files(events(), clean, moving))
  await using project = await openProject({ cwd: folder.folder })
  const run = await project.materialize('clean', { partitions: '2020-01-07..2020-01-08' })
  expect(run.steps.map(({ asset, partition }) => `${asset} ${partition}`).toSorted()).toEqual([
    'clean 2020-01-07',
    'clean 2020-01-08',
    'events 2020-01-07',
    'events 2020-01-08',
  ])
  expect((await project.status('clean', { partitions: 'latest' })).assets[0]?.partitions?.counts).toEqual({
    missing: 1,
  })
  const table = await project.table('clean', { partition: '2020-01-08' })
  expect(await table.all()).toEqual([{ day: '2020-01-08', hours: 24, n: 0, twice: 0 }])
  expect([...(await project.table('clean')).partitions()].map(({ key }) => key)).toEqual(['2020-01-07', '2020-01-08'])
  await expect(project.explain('clean', { partitions: '2020-01-07,2020-01-08' })).rejects.toMatchObject({
    code: 'CLI_USAGE',
  })
})

test('on a clean clone an edit of from, until or keep is one that a run has not followed, and a day that passes is none', async () => {
  await using project = await createProject(files(events(), clean))
  await project.assets('materialize')
  const store = join(project.folder, '.assetstore')
  for (const name of readdirSync(store).filter((one) => one !== 'assets.lock'))
    rmSync(join(store, name), { recursive: true })
  expect(await project.json('check')).toMatchObject({ basis: 'lock', ok: true })
  const told = async (before: string, after: string) => {
    const edited = Object.entries(files(events(), clean)).map(([path, text]) => [path, text.replaceAll(before, after)])
    project.edit(Object.fromEntries(edited))
    return (await project.json('check')).assets[0]
  }
  expect(await told("until: '2020-01-16'", "until: '2020-01-17'")).toMatchObject({
    ...{ name: 'events', status: 'stale' },
    causes: [{ kind: 'partition_set_changed', message: 'partitions changed: until 2020-01-16 → 2020-01-17' }],
  })
  expect(await told("from: '2020-01-06'", "from: '2020-01-01'")).toMatchObject({ status: 'stale' })
  expect(await told("until: '2020-01-16'", "until: '2020-01-16', keep: '90000d'")).toMatchObject({
    causes: [{ message: 'partitions changed: keep none → 90000d' }],
  })
})
