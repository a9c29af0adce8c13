import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { tempFolder } from '../discover/temp-project.ts'
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

  test('takes no file for one that was read where somebody wrote to it right after, by a clock that is behind', async () => {
    const edited = chain['assets/raw.ts']!.replace("' a '", "' A '")
    await using project = await createProject(chain)
    await project.assets('materialize')
    await project.assets('status')
    project.edit({ 'assets/raw.ts': chain['assets/raw.ts']! })
    const preload = join(
      tempFolder({ 'edit-when-read.mjs': editWhenRead(JSON.stringify(edited)) }),
      'edit-when-read.mjs',
    )
    await project.start(['status'], { env: { NODE_OPTIONS: `--import=${pathToFileURL(preload)}` } }).ended
    expect(readFileSync(join(project.folder, 'assets/raw.ts'), 'utf8')).toBe(edited)
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

/** The clock of the command is a minute ahead of the one that gives files their times, as that of a file server may be. */
const editWhenRead = (text: string) => `import fs from 'node:fs'
const { now } = Date
Date.now = () => now() + 60_000
const { readFileSync, writeFileSync } = fs
let isEdited = false
fs.readFileSync = (file, ...others) => {
  const read = readFileSync(file, ...others)
  if (!isEdited && String(file).endsWith('/assets/raw.ts')) {
    isEdited = true
    writeFileSync(file, ${text})
  }
  return read
}
`
