import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { loadProject } from '../../src/discover/load/load.ts'
import { tempProject, writeFiles } from './temp-project.ts'

const documents = `import { asset, check } from '#project'
import { clean } from '../lib/clean.ts'
export const helper = 7
export const raw_documents = asset({ description: 'as they come', tags: ['daily'], owners: ['ana'], group: 'docs' }, () => [
  { id: 1, text: clean('x') },
])
export const chunks = asset(async function* ({ raw_documents }, { embed, log }) {
  for await (const doc of raw_documents) yield { id: doc.id as number }
})
export const has_rows = check({ severity: 'warn' }, async ({ chunks }) => chunks.count > 0)
`
const usual = {
  'assets/index.ts': `export * from './documents.ts'\nexport * as crm from './crm.ts'\n`,
  'assets/documents.ts': documents,
  'assets/crm.ts': `import { asset, source } from '#project'
export const files = source.files('data/*.md', { as: 'text' })
export const customers = asset(({ crm: { files: f }, raw_documents }, context) => [{ id: 1 }])
export const plain = { customers }
`,
  'lib/clean.ts': 'export const clean = (text: string): string => text.trim()\n',
}

describe('loading a project', () => {
  it('says in one sentence that its package.json names no module type, and nothing where the file itself says it', async () => {
    const manifest = { 'package.json': '{ "imports": { "#project": "./assets.config.ts" } }' }
    const cwd = tempProject({
      'assets/index.ts': "import { asset } from '#project'\nexport const a: unknown = asset(() => [{ id: 1 }])\n",
      ...manifest,
    })
    expect((await loadProject({ cwd })).warnings).toEqual([
      {
        code: 'PROJECT_INVALID',
        message:
          'package.json has no "type": "module", so that the compiler takes the project\'s files for CommonJS and everything in them for `any`',
        at: 'package.json',
        fix: 'add "type": "module" to it',
      },
    ])
  })

  it('gives the definitions their exported names, in the order of the files', async () => {
    const root = tempProject(usual)
    const project = await loadProject({ cwd: root })
    expect(project).toMatchObject({
      root,
      configFile: join(root, 'assets.config.ts'),
      entry: join(root, 'assets/index.ts'),
      warnings: [],
    })
    expect(
      project.nodes.map(({ definition, ...node }) => ({ ...node, isSame: definition.kind === node.kind })),
    ).toEqual([
      {
        name: 'raw_documents',
        kind: 'asset',
        upstream: [],
        resources: [],
        at: 'assets/documents.ts:4',
        description: 'as they come',
        group: 'docs',
        tags: ['daily'],
        owners: ['ana'],
        partitioned: false,
        isSame: true,
      },
      expect.objectContaining({ name: 'chunks', upstream: ['raw_documents'], resources: ['embed'] }),
      expect.objectContaining({ name: 'has_rows', kind: 'check', upstream: ['chunks'] }),
      expect.objectContaining({ name: 'crm.files', kind: 'source', upstream: [], resources: [] }),
      expect.objectContaining({
        name: 'crm.customers',
        upstream: ['crm.files', 'raw_documents'],
        // It takes the context, and reads nothing of it.
        resources: [],
        at: 'assets/crm.ts:3',
      }),
    ])
  })

  it('is found from a folder below, and as the file that is named', async () => {
    const root = tempProject({ ...usual, 'assets/deep/note.md': '' })
    const found = await loadProject({ cwd: join(root, 'assets/deep') })
    expect(found.root).toBe(root)
    const named = await loadProject({ cwd: '/', config: join(root, 'assets.config.ts') })
    expect(named.configFile).toBe(join(root, 'assets.config.ts'))
  })

  it('records every project file as it was evaluated, and nothing of packages or of the framework', async () => {
    const root = tempProject({
      ...usual,
      'lib/clean.ts': `import { trim } from 'tiny'\nexport const clean = (text: string) => trim(text)\n`,
      'node_modules/tiny/package.json': '{"name":"tiny","type":"module","exports":"./index.js"}',
      'node_modules/tiny/index.js': 'export const trim = (text) => text.trim()\n',
    })
    const { modules } = await loadProject({ cwd: root })
    const paths = ['assets.config.ts', 'assets/index.ts', 'assets/documents.ts', 'assets/crm.ts', 'lib/clean.ts']
    expect(modules.map(({ path }) => path).sort()).toEqual(paths.map((path) => join(root, path)).sort())
    const module = modules.find(({ path }) => path.endsWith('documents.ts'))
    expect(module).toEqual({
      path: join(root, 'assets/documents.ts'),
      sha256: createHash('sha256').update(documents).digest('hex'),
      size: documents.length,
      mtimeMs: statSync(join(root, 'assets/documents.ts')).mtimeMs,
    })
  })

  it('notes the variables that are read while loading, and only those', async () => {
    process.env.ASSETS_TEST_READ = 'yes'
    process.env.ASSETS_TEST_UNREAD = 'no'
    const root = tempProject({
      'assets/index.ts': `import { env } from 'node:process'
import { asset } from '#project'
const a = process.env.ASSETS_TEST_READ
const b = 'ASSETS_TEST_ABSENT' in env
process.env.ASSETS_TEST_SET = 'set'
export const one = asset(() => [{ a, b, c: process.env.ASSETS_TEST_UNREAD }])
`,
    })
    const before = process.env
    const { environment } = await loadProject({ cwd: root })
    expect(environment).toEqual({ ASSETS_TEST_READ: 'yes', ASSETS_TEST_ABSENT: undefined })
    expect(Object.keys(environment)).toContain('ASSETS_TEST_ABSENT')
    expect(process.env).toBe(before)
    expect(process.env.ASSETS_TEST_SET).toBe('set')
  })

  it('sees an edit when the same process loads again', async () => {
    const root = tempProject({ 'assets/index.ts': `export * from './one.ts'\n`, 'assets/one.ts': '' })
    const names = []
    for (const name of ['first', 'second', 'third']) {
      writeFiles(root, {
        'assets/one.ts': `import { asset } from '#project'\nexport const ${name} = asset(() => [{ id: 1 }])\n`,
      })
      const { nodes } = await loadProject({ cwd: root })
      names.push(...nodes.map((node) => `${node.name} ${node.at}`))
    }
    expect(names).toEqual(['first assets/one.ts:2', 'second assets/one.ts:2', 'third assets/one.ts:2'])
  })

  it('leaves stdout to the answer: what the project prints goes to stderr', async () => {
    const root = tempProject({
      'assets/index.ts': `process.stdout.write('printed while loading\\n')\nexport {}\n`,
    })
    const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    await loadProject({ cwd: root })
    const printed = [out.mock.calls, err.mock.calls].map((calls) => calls.map(([text]) => String(text)).join(''))
    vi.restoreAllMocks()
    expect(printed[0]).not.toContain('printed while loading')
    expect(printed[1]).toContain('printed while loading')
  })

  it('takes a module that exports itself, and names with every letter', async () => {
    const root = tempProject({
      'assets/index.ts': `import { asset } from '#project'
export * as self from './index.ts'
export const größe_$1 = asset(() => [{ id: 1 }])
`,
    })
    const { nodes } = await loadProject({ cwd: root })
    expect(nodes.map(({ name }) => name)).toEqual(['größe_$1'])
  })
})
