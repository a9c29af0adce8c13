import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { createProject, type Files } from '../rig/project.ts'

const files = (schedules: string): Files => ({
  'assets.config.ts': `
    import { defineProject } from 'assetstore'
    const project = defineProject({ assets: () => import('./assets/index.ts'), schedules: { ${schedules} } })
    export default project
    export const { asset } = project`,
  'assets/index.ts': `
    import { asset } from '#project'
    import { called } from '../rig.ts'
    export const live = asset({ volatile: true }, async () => { await called('live'); return [{ n: 1 }] })`,
})

/** In ms: a busy machine takes tens of seconds to start one, and the leader's run may have taken the minute that is on. */
const fourProcessesAndAMinute = 300_000

test('of two that are started one leads; killed, the other takes over, with the time that was under way', {
  timeout: fourProcessesAndAMinute,
}, async () => {
  await using project = await createProject(files(`daily: { cron: '* * * * *' }`))
  const leader = project.start(['schedule', 'start'])
  await project.said(leader, 'this process runs them')
  const other = project.start(['schedule', 'start'])
  // All that is waited for is listened to from here on: what is said at once with something else is heard as well.
  const leads = project.said(other, 'this process runs them')
  const ran = project.said(other, 'UTC  ok')
  await project.said(other, 'another process runs them')
  leader.process.kill('SIGKILL')
  await leads
  // A real minute of a real cron line.
  await ran
  expect(project.calls.count('live')).toBeGreaterThan(0)
  other.process.kill('SIGTERM')
  expect((await other.ended).exitCode).toBe(0)
})

test('a run that is killed with its leader is run again by the other, as the same time', async () => {
  await using project = await createProject(files(`minutely: { cron: '* * * * *' }`))
  const call = project.calls.hold('live')
  const leader = project.start(['schedule', 'start'])
  await call.waiting()
  const catalog = new Sqlite(join(project.folder, '.assetstore/catalog.sqlite'))
  const { pid } = catalog.prepare("SELECT pid FROM runs WHERE status = 'running'").get() as { pid: number }
  const [{ at }] = catalog.prepare('SELECT at FROM ticks').all() as [{ at: number }]
  leader.process.kill('SIGKILL')
  process.kill(pid, 'SIGKILL')
  const other = project.start(['schedule', 'start'])
  const ran = project.said(other, 'UTC  ok')
  await call.waiting()
  call.release()
  await ran
  other.process.kill('SIGTERM')
  await other.ended
  const ticks = catalog.prepare('SELECT at, outcome FROM ticks ORDER BY at').all() as { at: number; outcome: string }[]
  catalog.close()
  // A minute may have gone by: then its time has made up for this one.
  expect(ticks.filter((one) => one.outcome === 'ok')).toHaveLength(1)
  expect(new Set(ticks.map((one) => one.at)).size).toBe(ticks.length)
  expect(ticks[0]?.at).toBe(at)
  expect(project.calls.count('live')).toBe(2)
})

test('SIGTERM lets what goes on finish, and begins nothing', async () => {
  await using project = await createProject(files(`often: { every: '1s', overlap: 'queue' }`))
  const call = project.calls.hold('live')
  const started = project.start(['schedule', 'start'])
  await call.waiting()
  started.process.kill('SIGTERM')
  await project.said(started, 'finishing often: another signal stops it')
  call.release()
  const { exitCode, stderr } = await started.ended
  expect(exitCode).toBe(0)
  expect(stderr).toMatch(/^schedules: often \(next \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\)$/m)
  expect(stderr).toMatch(/often .* ok {2}1 ran/)
  const { schedules } = await project.json('schedule', 'list')
  expect(schedules[0].last.outcome).toBe('ok')
})

test('a second signal stops it in good order, and what was stopped is known to be', async () => {
  await using project = await createProject(files(`often: { every: '1s', overlap: 'queue' }`))
  const call = project.calls.hold('live')
  const started = project.start(['schedule', 'start'])
  await call.waiting()
  started.process.kill('SIGTERM')
  await project.said(started, 'finishing often')
  // Two within a moment are one: shells and npx hand a signal over twice.
  await new Promise((resolve) => setTimeout(resolve, 400))
  started.process.kill('SIGTERM')
  expect((await started.ended).exitCode).toBe(143)
  const { schedules } = await project.json('schedule', 'list')
  expect(schedules[0].last.outcome).toBe('interrupted')
})

test('an edit of the configuration is seen without a restart, and a mistake in it is waited out', async () => {
  await using project = await createProject(files(`often: { every: '1s' }`))
  const started = project.start(['schedule', 'start', '--json'])
  await project.said(started, '"event":"tick","schedule":"often"')
  project.edit(files(`other: { every: '1s' }`))
  await project.said(started, '"event":"follows","schedules":["other"]')
  await project.said(started, '"event":"tick","schedule":"other"')
  project.edit(files(`other: { cron: 'never' }`))
  await project.said(started, '"event":"broken","schedules":["other"],"error":{"code":')
  project.edit(files(`third: { every: '1s' }`))
  await project.said(started, '"event":"tick","schedule":"third"')
  started.process.kill('SIGTERM')
  const { exitCode, stdout, stderr } = await started.ended
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines[0]).toMatchObject({ schemaVersion: 1, command: 'schedule', event: 'schedules', schedules: ['often'] })
  expect(lines.filter(({ event }) => event === 'broken')).toHaveLength(1)
  expect(lines.at(-1)).toMatchObject({ command: 'schedule', event: 'end', ok: true, exitCode: 0 })
  const times = lines.filter(({ event }) => event === 'tick').map(({ schedule, at }) => `${schedule} ${at}`)
  expect(times).toEqual([...new Set(times)])
  expect([exitCode, stderr]).toEqual([0, ''])
})
