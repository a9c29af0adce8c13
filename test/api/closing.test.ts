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
  await expect(api.status()).rejects.toMatchObject({
    code: 'PROJECT_CLOSED',
    message: 'status() was called, and the project is closed',
    fix: 'call it before the project is disposed of, such as within the block of its `await using`, or openProject() once more',
  })
  for (const call of [() => api.materialize(), () => api.query('select 1'), () => api.table('first')])
    await expect(call()).rejects.toMatchObject({ code: 'PROJECT_CLOSED' })
  await api[Symbol.asyncDispose]()
})
