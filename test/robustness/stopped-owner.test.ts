import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { PublishStep } from '../../src/store/announce.ts'
import { createProject, type Document, type Project, type Running } from '../rig/project.ts'

/** Every row says which process made it. */
const index = (edit: number) => `
import { asset, effect } from '#project'
import { called } from '../rig.ts'
import { writeFileSync } from 'node:fs'
export const one = asset(async () => { await called('one'); return [{ id: ${edit}, by: process.pid }] })
export const two = asset(async ({ one }) => { await called('two'); return (await one.all()).map(({ id, by }) => ({ id, by })) })
export const sent = effect(async ({ two }) => {
  const { id, by } = (await two.all())[0]!
  await called('sent')
  writeFileSync('outside.txt', id + ' of ' + process.pid)
  return { id, by, sender: process.pid }
})
`
const store = ({ folder }: Project, ...path: string[]) => join(folder, '.assetstore', ...path)
const isWindows = process.platform === 'win32'

async function madeOnce(): Promise<Project> {
  const project = await createProject({ 'assets/index.ts': index(1) })
  expect(await project.json('materialize')).toMatchObject({ ok: true })
  project.edit({ 'assets/index.ts': index(2) })
  project.calls.reset()
  return project
}

/** The owner looks like one of another host, as it does across containers, and its time is over. */
function timePasses(project: Project): void {
  const database = new Sqlite(store(project, 'catalog.sqlite'))
  for (const table of ['leases', 'holds', 'runs'])
    database.exec(`UPDATE ${table} SET owner = json_set(owner, '$.host', 'far')`)
  database.exec('UPDATE leases SET expires = 0; UPDATE holds SET since = 0')
  database.close()
}

async function stopped({ process: child }: Running): Promise<void> {
  const isStopped = () => / [Tt] /.test(readFileSync(`/proc/${child.pid}/stat`, 'latin1').replace(/\(.*\)/, ''))
  while (!isStopped()) await setTimeout(1)
}

async function valuesNow(project: Project): Promise<Document> {
  const rows = async (name: string) => (await project.json('show', name)).rows[0]
  return { one: await rows('one'), two: await rows('two'), sent: await rows('sent') }
}

/** Another process makes everything while the owner is stopped, and then it goes on. */
async function wakeAfterOther(project: Project, owner: Running): Promise<Document> {
  timePasses(project)
  const other = await project.json('materialize')
  expect(other).toMatchObject({ ok: true })
  const made = await valuesNow(project)
  expect(made.one).toMatchObject({ id: 2 })
  expect(made.one.by).not.toBe(owner.process.pid)
  owner.process.kill('SIGCONT')
  return made
}

async function expectWhole(project: Project): Promise<void> {
  expect(await project.json('check')).toMatchObject({ ok: true })
  expect(await project.json('verify')).toMatchObject({ ok: true })
  expect(await project.json('materialize')).toMatchObject({ counts: { skipped: 3 } })
  const values = await valuesNow(project)
  const { assets } = await project.json('status')
  for (const end of ['', '-wal', '-shm']) rmSync(store(project, `catalog.sqlite${end}`), { force: true })
  expect(await project.json('doctor', '--rebuild')).toMatchObject({ ok: true })
  expect(await valuesNow(project)).toEqual(values)
  const versions = (all: Document) => all.map(({ name, status, version }: Document) => [name, status, version])
  expect(versions((await project.json('status')).assets)).toEqual(versions(assets))
}

const steps: readonly PublishStep[] = ['written', 'linked', 'recorded', 'committed']

for (const step of steps) {
  test.skipIf(isWindows)(
    `an owner that was stopped when it had ${step} and wakes too late changes nothing`,
    async () => {
      await using project = await madeOnce()
      const preload = `--import=${join(import.meta.dirname, 'stop-at-step.mjs')}`
      const owner = project.start(['materialize', '--json'], { env: { NODE_OPTIONS: preload, STOP_AT: step } })
      await project.said(owner, 'it stops here')
      await stopped(owner)
      if (step === 'committed') {
        // What it has committed is there for everybody, and nobody makes it again.
        timePasses(project)
        expect(await project.json('materialize')).toMatchObject({ ok: true })
        expect((await valuesNow(project)).one).toEqual({ id: 2, by: owner.process.pid })
        owner.process.kill('SIGCONT')
        expect(await owner.ended).toMatchObject({ exitCode: 0 })
        expect(project.calls.names).toEqual(['one', 'two', 'sent'])
      } else {
        const made = await wakeAfterOther(project, owner)
        const { exitCode, stdout } = await owner.ended
        expect([exitCode, JSON.parse(stdout).counts.failed]).toEqual([0, 0])
        expect(await valuesNow(project)).toEqual(made)
      }
      expect(readdirSync(store(project, 'tmp'))).toEqual([])
      await expectWhole(project)
    },
  )
}

test.skipIf(isWindows)('an owner that was stopped within its function and wakes too late changes nothing', async () => {
  await using project = await madeOnce()
  const held = project.calls.hold('one')
  const owner = project.start(['materialize', '--json'])
  await held.waiting()
  owner.process.kill('SIGSTOP')
  await stopped(owner)
  held.release()
  const made = await wakeAfterOther(project, owner)
  expect(await owner.ended).toMatchObject({ exitCode: 0 })
  expect(await valuesNow(project)).toEqual(made)
  await expectWhole(project)
})

test.skipIf(isWindows)(
  'one that was stopped within an effect and does it late: it is done once more, with what is current',
  async () => {
    await using project = await madeOnce()
    const held = project.calls.hold('sent')
    const owner = project.start(['materialize', '--json'])
    await held.waiting()
    owner.process.kill('SIGSTOP')
    await stopped(owner)
    held.release()
    timePasses(project)
    project.edit({ 'assets/index.ts': index(3) })
    expect(await project.json('materialize')).toMatchObject({ ok: true })
    owner.process.kill('SIGCONT')
    await owner.ended
    // The owner wrote last: whoever runs next is told, and does it again.
    expect(readFileSync(join(project.folder, 'outside.txt'), 'utf8')).toBe(`2 of ${owner.process.pid}`)
    expect((await project.json('status', 'sent')).assets[0]).toMatchObject({
      status: 'stale',
      causes: [{ kind: 'receipt_mismatch' }],
    })
    project.calls.reset()
    expect(await project.json('materialize')).toMatchObject({ ok: true })
    expect(project.calls.names).toEqual(['sent'])
    expect(readFileSync(join(project.folder, 'outside.txt'), 'utf8')).toMatch(/^3 of /)
    await expectWhole(project)
  },
)
