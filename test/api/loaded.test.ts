import { expect, test } from 'vitest'
import { loadedByProgram } from '../rig/loaded.ts'
import { createProject } from '../rig/project.ts'
import { chain } from '../run/projects.ts'

const program = `
  import { openProject } from 'assetstore/run'
  const project = await openProject()
  const { assets } = await project.status()
  const { ok } = await project.check()
  if (!ok || assets.some(({ status }) => status !== 'fresh')) process.exitCode = 1
`
const rested = { aheadMs: 60_000 }

test('a program in whose project nothing has happened loads one file, with the definitions beside it', async () => {
  await using project = await createProject({ ...chain, 'program.mjs': program })
  await project.assets('materialize')
  await loadedByProgram(project, 'program.mjs', rested)
  const { loaded, exitCode } = await loadedByProgram(project, 'program.mjs', rested)
  expect(exitCode).toBe(0)
  expect(builtFiles(loaded)).toEqual([
    'run.js',
    'library/definitions.js',
    'library/open-project.js',
    'library/rolldown-runtime.js',
  ])
  expect(loaded.filter((url) => /\/assets\/\w+\.ts|@duckdb|oxc-|^node:crypto$/.test(url))).toEqual([])
})

test('a module of a project loads the definitions alone', async () => {
  await using project = await createProject({ ...chain, 'program.mjs': "import 'assetstore'" })
  const { loaded } = await loadedByProgram(project, 'program.mjs')
  expect(builtFiles(loaded)).toEqual(['index.js', 'library/definitions.js'])
})

const builtFiles = (urls: readonly string[]): readonly string[] =>
  urls.flatMap((url) => /\/dist\/(.*)/.exec(url)?.[1] ?? [])
