import { expect, test } from 'vitest'
import { createProject, type Document } from '../rig/project.ts'
import { oneFile } from './projects.ts'

const of = (assets: readonly Document[], name: string) => assets.find((one) => one.name === name || one.asset === name)

test('what is older than its maxAge is stale and made again, and an equal version stops there', async () => {
  await using project = await createProject(
    oneFile(
      "export const rates = asset({ maxAge: 1 }, async () => { await called('rates'); return [{ n: 1 }] })",
      "export const report = asset(async ({ rates }) => { await called('report'); return [{ n: rates.count }] })",
    ),
  )
  await project.assets('materialize')
  const { assets } = await project.json('status')
  expect(of(assets, 'rates')).toMatchObject({
    status: 'stale',
    causes: [{ kind: 'ttl_expired', message: expect.stringMatching(/^older than its maxAge of 1 ms: made /) }],
  })
  expect(of(assets, 'report').status).toBe('maybe')
  const { steps } = await project.json('materialize')
  expect(steps.map(({ outcome }: Document) => outcome)).toEqual(['unchanged', 'cut_off'])
  expect(project.calls.names).toEqual(['rates', 'report', 'rates'])
})

test('made again it is young again, also where its version is what it was', async () => {
  await using project = await createProject(
    oneFile("export const rates = asset({ maxAge: '3s' }, async () => { await called('rates'); return [{ n: 1 }] })"),
  )
  await project.assets('materialize')
  expect((await project.json('materialize')).steps[0].outcome).toBe('skipped')
  await new Promise((resolve) => setTimeout(resolve, 3_100))
  expect((await project.json('materialize')).steps[0].outcome).toBe('unchanged')
  expect((await project.json('check')).ok).toBe(true)
})

test('a source is as old as the last time that it was asked, and one that had not moved is not read again', async () => {
  await using project = await createProject(
    oneFile(
      "export const feed = source({ observe: () => 1, maxAge: '3s' }, async () => { await called('feed'); return [{ n: 1 }] })",
    ),
  )
  await project.assets('materialize')
  expect((await project.json('check')).ok).toBe(true)
  await new Promise((resolve) => setTimeout(resolve, 3_100))
  const { assets } = await project.json('check')
  expect(of(assets, 'feed')).toMatchObject({ status: 'stale', causes: [{ kind: 'ttl_expired' }] })
  await project.assets('materialize')
  expect((await project.json('check')).ok).toBe(true)
  expect(project.calls.count('feed')).toBe(1)
})
