import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FollowEvent, followSchedules } from '../../src/app/schedule/followed-schedules.ts'
import type { Schedules } from '../../src/app/schedule/open-schedules.ts'
import { AssetError } from '../../src/errors.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assetstore-test-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A project of one file, whose text is the name of its schedule, or is wrong. */
function followed() {
  const file = join(folder, 'assets.config.ts')
  const env = join(folder, '.env')
  writeFileSync(file, 'nightly')
  let [text, store, reads] = ['nightly', folder, 0]
  let evaluated: string | undefined
  const events: string[] = []
  const of = (name: string): Schedules => ({
    all: [{ name, schedule: { every: '1m' }, times: { last: () => 0, next: () => 1 } }],
    due: [],
    alerts: false,
    store: { folder: store, environment: 'development' },
    files: [{ path: file, ...(evaluated === undefined ? {} : { sha256: evaluated }) }, { path: env }],
  })
  const read = async () => {
    reads += 1
    if (text.startsWith('!'))
      throw new AssetError({ code: 'PROJECT_INVALID', message: text, at: 'assets.config.ts:1', fix: 'mend it' })
    return of(text)
  }
  const tell = (event: FollowEvent) => events.push(`${event.type} ${event.schedules.join()}`)
  const schedules = followSchedules({ first: of(text), read, tell })
  return {
    events,
    schedules,
    reads: () => reads,
    names: () => schedules.now().all.map(({ name }) => name),
    edit(next: string) {
      text = next
      writeFileSync(file, next)
    },
    setVariable: () => writeFileSync(env, 'A=1'),
    /** The file is another by the time that it was read. */
    editWhileRead() {
      evaluated = 'the hash of what was evaluated'
    },
    move(to: string) {
      store = to
    },
  }
}

test('files that have not changed are not read again', async () => {
  const { schedules, reads, events } = followed()
  await schedules.follow(0)
  await schedules.follow(3_600_000)
  expect([reads(), events]).toEqual([0, []])
})

test('an edit is seen at the next look, and so is a variable of .env', async () => {
  const project = followed()
  project.edit('hourly')
  await project.schedules.follow(0)
  expect([project.names(), project.events]).toEqual([['hourly'], ['follows hourly']])
  project.setVariable()
  await project.schedules.follow(1)
  await project.schedules.follow(2)
  expect(project.reads()).toBe(2)
})

test('what is wrong is said once, the last good ones go on, and an edit that mends it is seen at once', async () => {
  const project = followed()
  project.edit('! a')
  for (const at of [0, 10_000, 20_000]) await project.schedules.follow(at)
  expect([project.reads(), project.schedules.isBroken()]).toEqual([1, true])
  expect([project.names(), project.events]).toEqual([['nightly'], ['broken nightly']])
  project.edit('! another')
  await project.schedules.follow(30_000)
  expect(project.events).toEqual(['broken nightly', 'broken nightly'])
  project.edit('weekly')
  await project.schedules.follow(30_001)
  expect(project.schedules.isBroken()).toBe(false)
  expect([project.names(), project.events.at(-1)]).toEqual([['weekly'], 'follows weekly'])
})

test('a file that nobody knew of may mend it: after a minute it is tried again, and not said again', async () => {
  const project = followed()
  project.edit('! a')
  await project.schedules.follow(0)
  await project.schedules.follow(59_999)
  await project.schedules.follow(60_000)
  expect([project.reads(), project.events.length]).toEqual([2, 1])
})

test('another store is not followed', async () => {
  const project = followed()
  project.move(join(folder, 'other'))
  project.edit('hourly')
  await project.schedules.follow(0)
  expect([project.names(), project.events]).toEqual([['nightly'], ['broken nightly']])
})

test('a file that was edited while it was read is read again', async () => {
  const project = followed()
  project.editWhileRead()
  project.edit('hourly')
  await project.schedules.follow(0)
  await project.schedules.follow(1)
  expect(project.reads()).toBe(2)
})
