import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadedBy } from '../rig/loaded.ts'
import { createProject, type Project } from '../rig/project.ts'
import { chain } from '../run/projects.ts'

/** What the command says when it can remember nothing. */
async function fromScratch(project: Project, ...words: string[]) {
  rmSync(join(project.folder, '.assetstore', 'cache'), { recursive: true, force: true })
  return project.json(...words)
}

function withoutTimes(document: unknown): unknown {
  return JSON.parse(JSON.stringify(document, (name, value) => (/^(run|durationMs)$/.test(name) ? undefined : value)))
}

test('a project in which something is pinned is remembered, and answered as if it were not', async () => {
  await using project = await createProject(chain)
  await project.assets('materialize')
  await project.assets('pin', 'clean')
  await project.assets('materialize')
  for (const words of [
    ['status'],
    ['check'],
    ['plan'],
    ['plan', 'report'],
    ['materialize'],
    ['materialize', 'report'],
  ]) {
    const { loaded } = await loadedBy(project, ...words)
    expect([words, loaded.filter((url) => /@duckdb|\/assets\/\w+\.ts/.test(url))]).toEqual([words, []])
    const remembered = await project.json(...words)
    const text = (await project.assets(...words)).stdout
    expect([words, withoutTimes(remembered)]).toEqual([words, withoutTimes(await fromScratch(project, ...words))])
    rmSync(join(project.folder, '.assetstore', 'cache'), { recursive: true, force: true })
    if (words[0] !== 'materialize') expect(text).toBe((await project.assets(...words)).stdout)
    await project.assets('materialize')
  }
  // What the code says against it is told in full.
  project.edit({ 'assets/clean.ts': `${chain['assets/clean.ts']}`.replace('.trim()', '.trim().toUpperCase()') })
  for (const words of [['plan'], ['materialize']])
    expect([words, withoutTimes(await project.json(...words))]).toEqual([
      words,
      withoutTimes(await fromScratch(project, ...words)),
    ])
  project.calls.reset()
  await project.assets('unpin', 'clean')
  await project.assets('materialize')
  expect(project.calls.names).toEqual(['clean', 'report'])
})
