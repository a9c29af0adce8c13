import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { unaskedLines } from '../../src/cli/render/plan/unasked.ts'
import { createProject, type Project } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'
import { call } from './call.ts'

const assets = async ({ folder }: Project, ...words: string[]) => (await call(words, { cwd: folder })).stdout.trim()
const json = async (project: Project, ...words: string[]) => JSON.parse(await assets(project, ...words, '--json'))
const files = oneFile(`export const feed = source({ observe: () => 1 }, () => [{ n: 1 }])
  export const rates = source(() => [{ n: 2 }])
  export const total = asset(({ feed }) => feed.pick('n'))
  export const other = asset(() => [{ n: 3 }])`)

test('check says since when the sources of what it was asked about have not been asked', async () => {
  await using project = await createProject(files)
  await assets(project, 'materialize')
  const first = await json(project, 'check', 'total')
  expect(first.ok).toBe(true)
  expect(first.unasked).toEqual([{ asset: 'feed', askedAt: expect.any(String), agoMs: expect.any(Number) }])
  expect(await json(project, 'check', 'other')).not.toHaveProperty('unasked')
  expect((await json(project, 'check')).unasked.map(({ asset }: { asset: string }) => asset)).toEqual(['feed', 'rates'])
  expect(await assets(project, 'check', 'total')).toBe(
    '✓ 1 asset is up to date\nsources that only a run asks: feed (last asked just now); to ask now: assets materialize feed',
  )
  // Asked again, and not moved: no record is newer, and the answer is. From memory as from a new look.
  const { assets: before } = await json(project, 'status', 'feed')
  await assets(project, 'materialize', 'total')
  const [again] = (await json(project, 'check', 'total')).unasked
  expect(Date.parse(again.askedAt)).toBeGreaterThan(Date.parse(first.unasked[0].askedAt))
  expect((await json(project, 'status', 'feed')).assets).toEqual(before)
  rmSync(join(project.folder, '.assetstore/cache'), { recursive: true })
  expect((await json(project, 'check', 'total')).unasked[0].askedAt).toBe(again.askedAt)
})

test('a lock does not know when', async () => {
  await using project = await createProject(files)
  await assets(project, 'materialize')
  await using clone = await createProject(files)
  cpSync(join(project.folder, '.assetstore/assets.lock'), join(clone.folder, '.assetstore/assets.lock'))
  expect(await json(clone, 'check', 'total')).toMatchObject({ ok: true, basis: 'lock', unasked: [{ asset: 'feed' }] })
})

test('what was asked long ago stands first', () => {
  const hour = 3_600_000
  const unasked = [
    { asset: 'b', at: 99 * hour },
    { asset: 'a', at: 98 * hour },
    { asset: 'c', at: 99 * hour },
    { asset: 'd', at: undefined },
  ]
  expect(unaskedLines(unasked, 100 * hour)).toEqual([
    'sources that only a run asks: d (never asked here), a (last asked 2 h ago), b and c (last asked 1 h ago); to ask now: assets materialize',
  ])
  expect(unaskedLines([], 0)).toEqual([])
})
