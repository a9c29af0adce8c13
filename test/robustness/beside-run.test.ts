import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { call } from '../cli/call.ts'
import { createProject, type Project, repository } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'
import { everyCommand, otherCommands, readingCommands } from './reading-commands.ts'

/** `b` and `c` read some columns of `a`: who asks whether they are fresh has to know the versions of these. */
const columns = oneFile(
  "export const s = source.table('s.csv')",
  'export const a = asset(({ s }) => s)',
  "export const b = asset(async ({ a }) => { await called('b'); return a.pick('id') })",
  "export const c = asset(({ a, b }) => a.pick('text').mapBatches({ size: 9 }, (rows) => rows))",
  'export const fine = check(({ c }) => c.where(sql`text is null`))',
)
const files = { ...columns, 's.csv': 'id,text\n1,a\n2,b\n' }

/** Of a table that has two versions. */
const readers = [...readingCommands('c'), ['diff', 'c'], ['lineage', 'c', '--row', 'text=a']]

test('every command is among those that only read, or it is none of them', () => {
  const words = new Set([...readingCommands('c').flatMap(([name]) => name ?? []), ...otherCommands])
  expect([...words].sort()).toEqual([...everyCommand()].sort())
})

async function expectReadable(project: Project, commands = readers): Promise<void> {
  for (const words of commands) {
    const { exitCode, stderr } = await call(words, { cwd: project.folder })
    expect([words, exitCode, stderr]).toEqual([words, 0, ''])
  }
}

describe('what only reads', () => {
  test('is answered while a run goes on, and writes nothing into the catalog', async () => {
    await using project = await createProject(files)
    await project.assets('materialize')
    project.edit({ 's.csv': 'id,text\n1,a\n' })
    await project.assets('materialize')
    project.edit({ 's.csv': 'id,text\n1,a\n2,c\n3,d\n' })
    const held = project.calls.hold('b')
    const run = project.start(['materialize'])
    await held.waiting()
    await expectReadable(project)
    held.release()
    expect((await run.ended).exitCode).toBe(0)
    const catalog = join(project.folder, '.assetstore/catalog.sqlite')
    const before = readFileSync(catalog)
    await expectReadable(project)
    expect(readFileSync(catalog).equals(before)).toBe(true)
  })

  test('is answered after a run that was killed at any step', async () => {
    await using project = await createProject(files)
    await project.assets('materialize')
    project.edit({ 's.csv': 'id,text\n1,a\n' })
    await project.assets('materialize')
    project.edit({ 's.csv': 'id,text\n1,a\n2,c\n3,d\n' })
    const preload = `--import=${pathToFileURL(join(repository, 'test/store/kill-at-step.mjs'))}`
    for (const step of ['written', 'hashed', 'synced', 'linked', 'folder_synced', 'committed', 'committed']) {
      const run = project.start(['materialize'], { env: { NODE_OPTIONS: preload, KILL_AT: step } })
      expect((await run.ended).signal).toBe('SIGKILL')
      await expectReadable(project, step === 'committed' ? readers : readers.slice(1, 6))
    }
  })
})
