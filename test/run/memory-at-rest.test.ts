import { describe, expect, test } from 'vitest'
import { loadedUnder } from '../rig/loaded.ts'
import { createProject, type Document, type Project } from '../rig/project.ts'
import { chain, oneFile } from './projects.ts'

describe('a memory of files that were written right before it', () => {
  const rested = { aheadMs: 60_000 }
  const statusOf = async (project: Project) =>
    (await project.json('status')).assets.map(({ status }: Document) => status)

  test('asks their times alone once they have rested, and reads what is written to them later', async () => {
    await using project = await createProject(chain)
    await project.assets('materialize')
    await loadedUnder(project, rested, 'status')
    expect((await loadedUnder(project, rested, 'status')).loaded).not.toContain('node:crypto')
    project.edit({ 'assets/raw.ts': `${chain['assets/raw.ts']!.trimEnd()}\n` })
    expect(await statusOf(project)).toEqual(['fresh', 'fresh', 'fresh'])
    project.edit({ 'assets/raw.ts': chain['assets/raw.ts']!.replace("' a '", "' A '") })
    expect(await statusOf(project)).toEqual(['stale', 'maybe', 'maybe'])
  })

  test('compares a variable without what Node has for hashes', async () => {
    const files = oneFile('export const a = asset(() => [{ what: process.env.WHAT ?? null }])')
    await using project = await createProject(files)
    const asked = { ...rested, env: { WHAT: 'x' } }
    await project.run(['materialize'], asked)
    await loadedUnder(project, asked, 'status')
    const { loaded } = await loadedUnder(project, asked, 'status')
    expect(loaded.filter((url) => url === 'node:crypto' || url.endsWith('/assets/index.ts'))).toEqual([])
    const { loaded: anew } = await loadedUnder(project, { ...asked, env: { WHAT: 'y' } }, 'status')
    expect(anew.some((url) => url.endsWith('/assets/index.ts'))).toBe(true)
  })
})
