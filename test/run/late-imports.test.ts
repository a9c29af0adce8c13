import { readFileSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'

const files = {
  'assets/index.ts': `
    import { asset } from '#project'
    import { called } from '../rig.ts'
    export const late = asset(async () => {
      await called('before')
      const { text } = await import('../src/late.ts')
      await called('after')
      return [{ text }]
    })
  `,
  'src/late.ts': "export const text = 'one'\n",
}

test('a file that is edited while an asset runs, imported late and put back with its time is not what was recorded', async () => {
  await using project = await createProject(files)
  const file = join(project.folder, 'src/late.ts')
  const { atime, mtime } = statSync(file)
  const before = project.calls.hold('before')
  const after = project.calls.hold('after')
  const run = project.json('materialize')
  await before.waiting()
  project.edit({ 'src/late.ts': "export const text = 'two'\n" })
  before.release()
  await after.waiting()
  project.edit({ 'src/late.ts': files['src/late.ts'] })
  utimesSync(file, atime, mtime)
  after.release()
  expect((await run).counts).toMatchObject({ ran: 1 })
  expect(readFileSync(file, 'utf8')).toContain('one')
  expect((await project.json('status')).assets[0].status).not.toBe('fresh')

  expect((await project.json('materialize')).counts).toMatchObject({ ran: 1 })
  expect((await project.json('show', 'late')).rows).toEqual([{ text: 'one' }])
  expect((await project.json('status')).assets[0].status).toBe('fresh')
})
