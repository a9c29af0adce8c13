import { describe, expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'
import { allTold, documentOf, linesOf, type Told, withResources } from './mistakes.ts'

const oneAsset = oneFile('export const a = asset(() => [{ n: 1 }])')
const defaultExport = "write `export default defineProject({ assets: () => import('./assets/index.ts') })`"
const mend =
  'mend that line, or move it into a function: what stands outside of functions runs whenever the project is loaded'

const cases: readonly (readonly [string, Readonly<Record<string, string | null>>, readonly Told[]])[] = [
  [
    'no project file',
    { ...oneAsset, 'assets.config.ts': null },
    [
      {
        code: 'PROJECT_NOT_FOUND',
        message: 'there is no assets.config.ts in <project> or in any folder above it',
        fix: 'run `assets init` to start a project here, or go to one with -C <dir>',
      },
    ],
  ],
  [
    'a project file that throws',
    { ...oneAsset, 'assets.config.ts': "throw new Error('boom')" },
    [
      {
        code: 'PROJECT_LOAD',
        message: 'assets.config.ts threw while it was loaded: Error: boom',
        at: 'assets.config.ts:1',
        fix: mend,
      },
    ],
  ],
  [
    'a project file without a default export',
    { ...oneAsset, 'assets.config.ts': 'export const x = 1' },
    [
      {
        code: 'PROJECT_INVALID',
        message: 'assets.config.ts has no default export',
        at: 'assets.config.ts:1',
        fix: defaultExport,
      },
    ],
  ],
  [
    'a default export that is something else',
    { ...oneAsset, 'assets.config.ts': 'export default { assets: [] }' },
    [
      {
        code: 'PROJECT_INVALID',
        message: 'the default export of assets.config.ts is no project',
        at: 'assets.config.ts:1',
        fix: defaultExport,
      },
    ],
  ],
  [
    'a project file that does not export asset',
    {
      ...oneAsset,
      'assets.config.ts':
        "import { defineProject } from 'assetstore'\nexport default defineProject({ assets: () => import('./assets/index.ts') })\n",
    },
    [
      {
        code: 'PROJECT_LOAD',
        message: 'assets/index.ts imports "asset" from assets.config.ts, which does not export it',
        at: 'assets/index.ts:2:10',
        fix: 'export it there, or correct the name; if it is a type, write `import type { asset }`',
      },
    ],
  ],
  [
    'asset imported from the package',
    { ...oneAsset, 'assets/index.ts': "import { asset } from 'assetstore'\nexport const a = asset(() => [])\n" },
    [
      {
        code: 'PROJECT_LOAD',
        message: 'assets/index.ts imports "asset" from "assetstore", which does not export it',
        at: 'assets/index.ts:1:10',
        fix: 'import it from assets.config.ts, where `export const { asset, source, check, effect } = project` exports what defineProject returned',
      },
    ],
  ],
  [
    'a name that a package does not export',
    oneFile("import { sqll } from 'assetstore'\nexport const a = asset(() => sqll`select 1 as n`)"),
    [
      {
        code: 'PROJECT_LOAD',
        message: 'assets/index.ts imports "sqll" from "assetstore", which does not export it',
        at: 'assets/index.ts:4:10',
        fix: 'correct the name, or install the version of the package that has it; if it is a type, write `import type { sqll }`',
      },
    ],
  ],
  [
    'a file that does not parse',
    oneFile('export const a = asset(() => {'),
    [
      {
        code: 'PROJECT_SYNTAX',
        message: "assets/index.ts is no valid TypeScript: expected ',', got '<eof>'",
        at: 'assets/index.ts:4',
        fix: 'correct the syntax there; `npx tsc --noEmit` lists every error of the project',
      },
    ],
  ],
  [
    'a top-level await that rejects',
    oneFile("await Promise.reject(new TypeError('too early'))"),
    [
      {
        code: 'PROJECT_LOAD',
        message: 'assets/index.ts threw while it was loaded: TypeError: too early',
        at: 'assets/index.ts:4',
        fix: mend,
      },
    ],
  ],
  [
    'a top-level await that never ends',
    oneFile('await new Promise(() => {})'),
    [
      {
        code: 'PROJECT_LOAD',
        message:
          'the project never finishes loading: an `await` outside of functions waits for what nothing is left to settle',
        at: 'assets.config.ts',
        fix: 'look for it in the files that assets/index.ts imports, and move it into a function',
      },
    ],
  ],
  [
    'process.exit() at load, even where its error is swallowed',
    oneFile('try { process.exit(0) } catch {}', 'export const a = asset(() => [{ n: 1 }])'),
    [
      {
        code: 'PROJECT_LOAD',
        message: 'process.exit(0) was called while the project was loaded',
        at: 'assets/index.ts:4',
        fix: 'throw an error that says what is wrong, or move the call into a function that no import runs',
      },
    ],
  ],
  [
    'a rejection at load that nobody waits for',
    oneFile("Promise.reject(new Error('unheard'))", 'await new Promise((resolve) => setTimeout(resolve, 20))'),
    [
      {
        code: 'PROJECT_LOAD',
        message: 'assets/index.ts threw while it was loaded: Error: unheard',
        at: 'assets/index.ts:4',
        fix: mend,
      },
    ],
  ],
  [
    'a thrown value that has no text',
    oneFile('throw Object.create(null)'),
    [
      {
        code: 'PROJECT_LOAD',
        message:
          'assets.config.ts, or something that it imports, threw while it was loaded: [Object: null prototype] {}',
        at: 'assets.config.ts',
        fix: mend,
      },
    ],
  ],
  [
    'a name given to asset, and what is missing',
    oneFile(
      "export const a = asset('a', () => [{ n: 1 }])",
      "export const b = check('b', () => true)",
      "export const c = source.files('data/*')",
    ),
    [
      {
        code: 'ASSET_OPTIONS',
        message: 'a is given a name',
        at: 'assets/index.ts:4',
        fix: 'leave it out: the name is that of the export',
      },
      {
        code: 'ASSET_OPTIONS',
        message: 'b is given a name',
        at: 'assets/index.ts:5',
        fix: 'leave it out: the name is that of the export',
      },
      {
        code: 'ASSET_OPTIONS',
        message: `c has no option "as", which is to be 'text' or 'bytes'`,
        at: 'assets/index.ts:6',
        fix: `give 'text' or 'bytes'`,
      },
    ],
  ],
  [
    'a resource that cannot be opened',
    { ...oneAsset, ...withResources("db: resource({ settings: 'x' })") },
    [
      {
        code: 'PROJECT_INVALID',
        message: 'the resource db has no option "open", which is to be a function',
        at: 'assets.config.ts:2',
        fix: 'give a function',
      },
      {
        code: 'PROJECT_INVALID',
        message: "the resource db has settings: 'x', which is to be an object of plain JSON",
        at: 'assets.config.ts:2',
        fix: 'give an object of plain JSON',
      },
    ],
  ],
  [
    'a package.json that is cut',
    { ...oneAsset, 'package.json': '{' },
    [
      {
        code: 'PROJECT_LOAD',
        message: 'assets.config.ts cannot be loaded: Invalid package config <project>/package.json.',
        at: 'assets.config.ts',
        fix: 'mend what it names, or move the project to a path that Node can import from',
      },
    ],
  ],
  [
    'rows read from a declaration at load',
    oneFile('export const a = asset(() => [{ n: 1 }])', 'for await (const row of a) console.log(row)'),
    [
      {
        code: 'ASSET_OUTSIDE_RUN',
        message: "the rows were read from an asset's declaration, where there are no rows yet",
        at: 'assets/index.ts:5',
        fix: 'name the asset as a parameter, such as ({ raw_documents }) => …, and read the rows from the parameter',
      },
    ],
  ],
]

describe('a project that does not load', () => {
  test.each(cases)('%s', async (_, files, expected) => {
    await using project = await createProject(files)
    const document = await documentOf(project, ['materialize'])
    const here = expected.map((one) => ({ ...one, message: one.message.replaceAll('<project>', project.folder) }))
    expect(allTold(document)).toEqual(here)
    expect(document.exitCode).toBe(2)
    const { exitCode, stdout, stderr } = await project.assets('status')
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain(here.map(linesOf).join('\n\n'))
  })

  test('loses nothing: the data of the last good run is there when it loads again', async () => {
    await using project = await createProject(oneAsset)
    await project.assets('materialize')
    project.edit(oneFile('export const a = asset(() => {'))
    expect((await project.assets('materialize')).exitCode).toBe(2)
    project.edit(oneAsset)
    expect((await project.json('status')).assets[0]).toMatchObject({ status: 'fresh', rows: 1 })
  })
})

describe('the place of the project', () => {
  test.each([
    ['-C', 'nowhere', 'there is no folder <project>/nowhere'],
    ['-C', 'package.json', '<project>/package.json is a file, where a folder is expected'],
  ])('%s %s', async (flag, value, message) => {
    await using project = await createProject(oneAsset)
    const document = await documentOf(project, ['materialize', flag, value])
    expect(allTold(document)).toEqual([
      {
        code: 'PROJECT_NOT_FOUND',
        message: message.replaceAll('<project>', project.folder),
        fix: 'correct the path given with -C',
      },
    ])
    expect(document.exitCode).toBe(2)
  })

  test.each(['assets', 'package.json'])('--config %s', async (value) => {
    await using project = await createProject(oneAsset)
    const document = await documentOf(project, ['materialize', '--config', value])
    expect(allTold(document)).toEqual([
      {
        code: 'PROJECT_NOT_FOUND',
        message: `${project.folder}/${value} is no project file`,
        fix: 'give the path of an assets.config.ts with --config',
      },
    ])
    expect(document.exitCode).toBe(2)
  })
})
