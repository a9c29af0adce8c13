import { expect, test } from 'vitest'
import { openProject } from '../../src/api/run.ts'
import { createProject } from '../rig/project.ts'

test('a run ends with the project: it is stopped in good order, and whoever closes it waits for that', async () => {
  await using project = await createProject({
    'assets/index.ts': `
      import { asset } from '#project'
      import { called } from '../rig.ts'
      export const first = asset(() => [{ n: 1 }])
      export const second = asset(async ({ first }) => { await called('second'); return first })
    `,
  })
  const api = await openProject({ cwd: project.folder })
  const held = project.calls.hold('second')
  let isOver = false
  const running = api.materialize('second').finally(() => {
    isOver = true
  })
  await held.waiting()
  await api[Symbol.asyncDispose]()
  expect(isOver).toBe(true)
  held.release()
  expect(await running).toMatchObject({ ok: false, counts: { ran: 1, cancelled: 1 } })
  const late: readonly (() => Promise<unknown>)[] = [
    () => api.materialize(),
    () => api.status(),
    () => api.query('select 1'),
    () => api.table('first'),
    () => api.history(),
  ]
  for (const [index, call] of late.entries())
    await expect(call()).rejects.toMatchObject({
      code: 'PROJECT_CLOSED',
      message: `${['materialize', 'status', 'query', 'table', 'history'][index]}() was called, and the project is closed`,
      fix: expect.stringContaining('openProject()'),
    })
  await api[Symbol.asyncDispose]()
})
