import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../discover/temp-project.ts'
import { repository } from '../rig/project.ts'

const compilers = [
  ['TypeScript 7', 'typescript'],
  ['TypeScript 5.9', 'typescript-5.9'],
] as const

const project = `
import { defineProject } from 'assetstore'
const { asset } = defineProject<object>({ assets: async () => ({}) })
const raw = asset(() => [{ id: 1 }])
export const frame = asset(async () => { const made = await raw.polars(); return made })
export const table = asset(async () => { const made = await raw.arrow(); return made })
export const rows = raw.map(({ id }) => ({ id }))
// @ts-expect-error there is no such column
raw.pick('nope')
`

test.each(compilers)(
  'a project without nodejs-polars and apache-arrow compiles, library types and all: %s',
  (_, compiler) => {
    const folder = tempFolder()
    // A copy: the types of a link are looked for from where it leads.
    mkdirSync(join(folder, 'node_modules/assetstore'), { recursive: true })
    cpSync(join(repository, 'dist/types'), join(folder, 'node_modules/assetstore/dist/types'), { recursive: true })
    cpSync(join(repository, 'package.json'), join(folder, 'node_modules/assetstore/package.json'))
    mkdirSync(join(folder, 'node_modules/@types'))
    symlinkSync(join(repository, 'node_modules/@types/node'), join(folder, 'node_modules/@types/node'), 'dir')
    symlinkSync(join(repository, 'node_modules/undici-types'), join(folder, 'node_modules/undici-types'), 'dir')
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(folder, 'index.ts'), project)
    const compilerOptions = {
      ...{ strict: true, noEmit: true, module: 'nodenext', target: 'esnext', lib: ['esnext'], types: ['node'] },
      ...{ skipLibCheck: false, preserveSymlinks: true },
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['index.ts'] }))
    const tsc = join(repository, 'node_modules', compiler, 'bin/tsc')
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], { encoding: 'utf8' })
    expect(stdout).toBe('')
  },
)
