import { describe, expect, it } from 'vitest'
import { mistakes } from './mistakes.ts'
import { tempFolder, tempProject } from './temp-project.ts'

const index = (text: string) => ({ 'assets/index.ts': text })
const asset = `import { asset } from '#project'\n`

describe('a project that is not there, or is none', () => {
  it('says where it looked', async () => {
    const cwd = tempFolder()
    expect(await mistakes({ cwd })).toEqual([
      {
        code: 'PROJECT_NOT_FOUND',
        at: undefined,
        message: `there is no assets.config.ts in ${cwd} or in any folder above it`,
        fix: 'run `assets init` to start a project here, or go to one with -C <dir>',
      },
    ])
    expect(await mistakes({ cwd, config: 'other.ts' })).toEqual([
      {
        code: 'PROJECT_NOT_FOUND',
        at: undefined,
        message: `there is no project file ${cwd}/other.ts`,
        fix: 'correct the path given with --config, or run `assets init` to start a project',
      },
    ])
  })

  const cure = "write `export default defineProject({ assets: () => import('./assets/index.ts') })`"
  const entryCure = "import the table of contents, and nothing around it: `assets: () => import('./assets/index.ts')`"
  const options = (text: string) =>
    `import { defineProject } from 'assetstore'\nexport default defineProject({ ${text} } as never)\n`
  it.each<[text: string, ...expected: [message: string, fix: string, line?: number][]]>([
    ['export const x = 1', ['assets.config.ts has no default export', cure]],
    ['export default {}', ['the default export of assets.config.ts is no project', cure]],
    [
      options('assets: async () => ({})'),
      ['`assets` in assets.config.ts does not import a file of the project', entryCure, 2],
    ],
    [
      options(`assets: "./assets/index.ts", store: 7, concurency: 2, concurrency: 0, resources: { log: 1 }`),
      [
        "the project has assets: './assets/index.ts', which is to be a function that imports it: () => import('./assets/index.ts')",
        "give a function that imports it: () => import('./assets/index.ts')",
        2,
      ],
      ['the project has store: 7, which is to be a string', 'give a string', 2],
      ['the project has an unknown option "concurency"', 'did you mean "concurrency"?', 2],
      [
        'the project has concurrency: 0, which is to be a whole number of at least 1',
        'give a whole number of at least 1',
        2,
      ],
      [
        'the project names a resource "log", which is the name of a part of the context',
        'give the resource another name than signal, log, now, partition, run, env, key, verify, allowRemoved, progress, previous',
        2,
      ],
    ],
  ])('%s', async (text, ...expected) => {
    const cwd = tempProject({ 'assets.config.ts': text })
    expect(await mistakes({ cwd })).toEqual(
      expected.map(([message, fix, line = 1]) => ({
        code: 'PROJECT_INVALID',
        at: `assets.config.ts:${line}`,
        message,
        fix,
      })),
    )
  })
})

describe('modules that do not load', () => {
  it.each<[name: string, files: Record<string, string>, expected: object]>([
    [
      'a file that is not there',
      index(`export {}\nexport * from './nope.ts'\n`),
      {
        code: 'PROJECT_LOAD',
        at: 'assets/index.ts:2',
        message: 'assets/index.ts imports "./nope.ts", which is not there',
        fix: 'correct the path, or add the file',
      },
    ],
    [
      'a file without its ending',
      { ...index(`export * from './crm'\n`), 'assets/crm.ts': '' },
      {
        code: 'PROJECT_LOAD',
        at: 'assets/index.ts:1',
        message: 'assets/index.ts imports "./crm", which is not there',
        fix: 'write "./crm.ts": Node wants the whole name of the file',
      },
    ],
    [
      'a package that is not installed',
      index(`import { z } from '@scope/zod/v4'\nexport const x = z\n`),
      {
        code: 'PROJECT_LOAD',
        at: 'assets/index.ts:1',
        message: 'assets/index.ts imports "@scope/zod/v4", which is not there',
        fix: 'run `npm install @scope/zod`, or correct the name',
      },
    ],
    [
      'a project name that package.json does not define',
      { ...index(asset), 'package.json': '{ "type": "module" }' },
      {
        code: 'PROJECT_LOAD',
        at: 'assets/index.ts:1',
        message: 'assets/index.ts imports "#project", which no "imports" of a package.json defines',
        fix: 'add "imports": { "#project": "./assets.config.ts" } to package.json',
      },
    ],
    [
      'a package.json that says CommonJS',
      {
        ...index(asset),
        'package.json': '{ "type": "commonjs", "imports": { "#project": "./assets.config.ts" } }',
      },
      {
        code: 'PROJECT_INVALID',
        at: 'package.json',
        message: "package.json says that the project's files are CommonJS, and they are ES modules",
        fix: 'write "type": "module" there',
      },
    ],
    [
      'a name that the other file does not export',
      { ...index(`import { a } from './a.ts'\nexport const x = a\n`), 'assets/a.ts': 'export const b = 1\n' },
      {
        code: 'PROJECT_LOAD',
        at: 'assets/index.ts:1:10',
        message: 'assets/index.ts imports "a" from assets/a.ts, which does not export it',
        fix: 'export it there, or correct the name; if it is a type, write `import type { a }`',
      },
    ],
    [
      'a type that is imported as a value',
      {
        ...index(`import { Doc } from './a.ts'\nexport const x = (doc: Doc) => doc\n`),
        'assets/a.ts': 'export interface Doc { id: number }\n',
      },
      {
        code: 'PROJECT_LOAD',
        at: 'assets/index.ts:1:10',
        message: 'assets/index.ts imports "Doc" from assets/a.ts, which exports it as a type only',
        fix: 'write `import type { Doc }`: Node strips types and so cannot import one',
      },
    ],
    [
      'a folder',
      { ...index(`export * from './crm'\n`), 'assets/crm/index.ts': '' },
      {
        code: 'PROJECT_LOAD',
        at: 'assets/index.ts:1',
        message: 'assets/index.ts imports "./crm", which is a folder',
        fix: 'write "./crm/index.ts": Node wants the whole name of the file',
      },
    ],
    [
      'JSON without the attribute',
      { ...index(`\nimport x from './x.json'\nexport const y = x\n`), 'assets/x.json': '{}' },
      {
        code: 'PROJECT_LOAD',
        at: 'assets/index.ts:2',
        message: 'assets/index.ts imports "./x.json", which is JSON, and the import does not say so',
        fix: "write `import … from './x.json' with { type: 'json' }`",
      },
    ],
    [
      'a file that Node cannot run',
      { ...index(`export * from './x.tsx'\n`), 'assets/x.tsx': '' },
      {
        code: 'PROJECT_LOAD',
        at: 'assets/index.ts:1',
        message: 'assets/index.ts imports "./x.tsx", which Node cannot run: it knows .ts, .mts, .js and .mjs',
        fix: 'move what is imported into a file with one of these endings',
      },
    ],
    [
      'a part of a package that it does not export',
      {
        ...index(`import 'tiny/deep'\n`),
        'node_modules/tiny/package.json': '{"name":"tiny","exports":{".":"./index.js"}}',
      },
      {
        code: 'PROJECT_LOAD',
        at: 'assets/index.ts:1',
        message: 'assets/index.ts imports "tiny/deep", which that package does not export',
        fix: 'import one of the paths under "exports" in the package.json of tiny',
      },
    ],
    [
      'a throw',
      {
        ...index(`export * from './a.ts'\n`),
        'assets/a.ts': `function fail(): never {\n  throw new RangeError('too far')\n}\nfail()\n`,
      },
      {
        code: 'PROJECT_LOAD',
        at: 'assets/a.ts:2',
        message: 'assets/a.ts threw while it was loaded: RangeError: too far',
        fix: 'mend that line, or move it into a function: what stands outside of functions runs whenever the project is loaded',
      },
    ],
    [
      'a throw of something that is no error',
      index(`throw 'just text'\n`),
      {
        code: 'PROJECT_LOAD',
        at: 'assets.config.ts',
        message: "assets.config.ts, or something that it imports, threw while it was loaded: 'just text'",
        fix: 'mend that line, or move it into a function: what stands outside of functions runs whenever the project is loaded',
      },
    ],
    [
      'assets that the project file imports at once',
      {
        'assets.config.ts': `import { defineProject } from 'assetstore'
import * as assets from './assets/index.ts'
const project = defineProject({ assets: async () => assets })
export default project
export const { asset } = project
`,
        ...index(`${asset}export const a = asset(() => [{ id: 1 }])\n`),
      },
      {
        code: 'PROJECT_LOAD',
        at: 'assets/index.ts:2',
        message:
          "assets/index.ts threw while it was loaded: ReferenceError: Cannot access 'asset' before initialization",
        fix: "break the circle of imports: in assets.config.ts import the assets lazily, `assets: () => import('./assets/index.ts')`",
      },
    ],
    [
      'rows that are read from a declaration',
      index(`${asset}export const a = asset(() => [{ id: 1 }])\nexport const n = a.count\n`),
      {
        code: 'ASSET_OUTSIDE_RUN',
        at: 'assets/index.ts:3',
        message: "`count` was read from an asset's declaration, where there are no rows yet",
        fix: 'name the asset as a parameter, such as ({ raw_documents }) => …, and read the rows from the parameter',
      },
    ],
  ])('%s', async (_, files, expected) => {
    expect(await mistakes({ cwd: tempProject(files) })).toEqual([expected])
  })
})
