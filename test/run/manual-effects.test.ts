import { expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'

const assets = (options: string) =>
  `
  import { asset, check, effect } from '#project'
  import { called } from '../rig.ts'
  export const notes = asset(async () => { await called('notes'); return [{ id: 1 }] })
  export const deploy = effect(${options}, async ({ notes }) => { await called('deploy'); return { notes: notes.count } })
  export const deployed_all = check(({ deploy }) => deploy.pick('notes'))
  export const index = effect(async ({ notes }) => { await called('index'); return { notes: notes.count } })
`.replace(
    "check(({ deploy }) => deploy.pick('notes'))",
    'check(async ({ deploy }) => (await deploy.all())[0].notes > 0)',
  )

const outcomes = ({ steps }: { steps: readonly { asset: string; outcome: string }[] }) =>
  Object.fromEntries(steps.map(({ asset, outcome }) => [asset, outcome]))

test('a manual effect is done where it is named, and nowhere else', async () => {
  await using project = await createProject({ 'assets/index.ts': assets('{ manual: true }') })
  const first = await project.json('materialize')
  expect(outcomes(first)).toEqual({ notes: 'ran', index: 'ran' })
  expect(first.waiting).toEqual(['deploy'])
  const plain = await project.assets('materialize')
  expect(plain).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('2 fresh, nothing to do') })
  expect(plain.stderr).toContain('deploy waits to be named: assets materialize deploy')
  for (const words of [['kind:effect'], ['dep*'], ['notes+'], ['--force']]) {
    expect((await project.json('materialize', ...words)).waiting).toEqual(['deploy'])
  }
  expect(project.calls.count('deploy')).toBe(0)
  expect((await project.json('plan')).waiting).toEqual(['deploy'])
  expect((await project.json('plan', 'deploy')).steps).toContainEqual(
    expect.objectContaining({ asset: 'deploy', action: 'run' }),
  )

  const named = await project.json('materialize', 'deploy')
  expect(outcomes(named)).toEqual({ notes: 'skipped', deploy: 'ran', deployed_all: 'ran' })
  expect(named.waiting).toBeUndefined()
  expect((await project.json('materialize')).waiting).toBeUndefined()
  expect(project.calls.count('deploy')).toBe(1)
})

test('what it reads has moved: it waits again, and is told of', async () => {
  await using project = await createProject({ 'assets/index.ts': assets('{ manual: true }') })
  await project.assets('materialize', 'deploy')
  project.edit({ 'assets/index.ts': assets('{ manual: true }').replace('[{ id: 1 }]', '[{ id: 1 }, { id: 2 }]') })
  expect((await project.json('plan')).waiting).toEqual(['deploy'])
  expect((await project.json('materialize')).waiting).toEqual(['deploy'])
  expect(project.calls.count('deploy')).toBe(1)
  await project.assets('materialize', '+deploy')
  expect(project.calls.count('deploy')).toBe(2)
})

test('--no-effects does nothing outside, also what is named', async () => {
  await using project = await createProject({ 'assets/index.ts': assets('{}') })
  const run = await project.json('materialize', '--no-effects', 'deploy', 'index')
  expect(outcomes(run)).toEqual({ notes: 'ran' })
  expect(run.waiting).toEqual(['deploy', 'index'])
  expect(project.calls.names).toEqual(['notes'])
  expect((await project.assets('plan')).stdout).toContain('0 tables, 2 effects: deploy, index')
  expect((await project.assets('plan', '--no-effects')).stdout).not.toContain('effects')
})

test('whether it is manual is no part of what it has done', async () => {
  await using project = await createProject({ 'assets/index.ts': assets('{}') })
  await project.assets('materialize')
  project.edit({ 'assets/index.ts': assets('{ manual: true }') })
  expect((await project.json('status', 'deploy')).assets).toMatchObject([{ status: 'fresh' }])
  project.edit({ 'assets/index.ts': assets("{ manual: 'yes' }") })
  expect(await project.json('list')).toMatchObject({ error: { code: 'ASSET_OPTIONS' } })
})
