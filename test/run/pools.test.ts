import { expect, test } from 'vitest'
import { createProject, type Files } from '../rig/project.ts'

const files = (pools: string): Files => ({
  'assets.config.ts': `
    import { defineProject } from 'assetstore'
    const project = defineProject({ assets: () => import('./assets/index.ts'), ${pools} })
    export default project
    export const { asset, source } = project`,
  'assets/index.ts': `
    import { asset, source } from '#project'
    import { called } from '../rig.ts'
    const call = (name) => async () => { await called('api'); return [{ name }] }
    export const a = asset({ pool: 'api' }, call('a'))
    export const b = asset({ pool: 'api' }, call('b'))
    export const c = source({ pool: 'api', observe: () => 1 }, call('c'))
    export const d = asset({ pool: 'api' }, call('d'))
    export const free = asset(async () => { await called('free'); return [{ n: 1 }] })`,
})

test('a pool of two is two at work over all processes; a killed one leaves its place, and others are not held up', async () => {
  await using project = await createProject(files('pools: { api: 2 }'))
  const calls = project.calls.hold('api')
  const first = project.start(['materialize', '--only', 'a', '-j', '4'])
  await calls.waiting()
  const second = project.start(['materialize', '--only', 'b', 'c', '-j', '4'])
  const queued = project.said(second, 'waits for a place in the pool api')
  await calls.waiting()
  await queued
  expect((await project.assets('materialize', '--only', 'free')).exitCode).toBe(0)
  const third = project.start(['materialize', '--only', 'd'])
  await project.said(third, 'waits for a place in the pool api')
  expect(project.calls.count('api')).toBe(2)
  first.process.kill('SIGKILL')
  await calls.waiting()
  expect(project.calls.count('api')).toBe(3)
  calls.release()
  expect((await second.ended).exitCode).toBe(0)
  expect((await third.ended).exitCode).toBe(0)
  expect(project.calls.count('api')).toBe(4)
})

test.each(['0', '1.5', "'2'", 'null'])('a limit of %s is told where it stands', async (limit) => {
  await using project = await createProject(files(`pools: {\n other: 1,\n api: ${limit} }`))
  const { error, exitCode } = await project.json('materialize')
  expect([exitCode, error]).toEqual([
    2,
    {
      ...{ code: 'PROJECT_INVALID', at: 'assets.config.ts:5' },
      message: `the pool api has the limit ${limit}, which is to be a whole number of at least 1`,
      fix: 'say how many of its members may be at work at once: pools: { api: 2 }',
    },
  ])
})

test('a pool that there is not is told before anything runs', async () => {
  await using project = await createProject(files('pools: { apis: 2 }'))
  const { errors, exitCode } = await project.json('materialize')
  expect(exitCode).toBe(2)
  expect(errors[0]).toMatchObject({
    code: 'ASSET_OPTIONS',
    message: 'a is of the pool "api", which the project does not have',
    fix: 'did you mean "apis"?',
    at: 'assets/index.ts:5',
  })
  const [path, text] = Object.entries(files('pools: { apis: 2 }')).find(([, one]) => one?.includes("'api'")) ?? []
  project.edit({ [path as string]: (text as string).replaceAll("'api'", "['apis']") })
  expect((await project.json('materialize')).error.message).toBe('a has pool: a list, which is to be a string')
})
