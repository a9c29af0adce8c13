import { describe, expect, test } from 'vitest'
import { fingerprints, identity, nodeNamed } from './project.ts'

const config = `import { defineProject, resource } from 'assetstore'
import { connect } from './connect.ts'
import { other } from './other.ts'
const project = defineProject(({ environment, env }) => {
  const size = environment === 'production' ? 8 : 1
  return {
    assets: () => import('./assets/index.ts'),
    resources: {
      db: resource({ open: () => connect(env('URL'), size) }),
      mail: resource({ open: () => other(2) }),
    },
  }
})
export default project
export const { asset } = project
`
const files = {
  'package.json': '{ "type": "module" }',
  'connect.ts': 'export const connect = (url, size) => [url, size]',
  'other.ts': 'export const other = (n) => n',
  'assets/index.ts': `import { asset } from '../assets.config.ts'
export const one = asset((_, { db }) => [db])
export const two = asset(() => [2])
`,
  'assets.config.ts': config,
}
const nodes = [nodeNamed('one', { resources: ['db'] }), 'two'] as const

async function identities(edited: Partial<typeof files> = {}): Promise<Record<string, string>> {
  const found = await fingerprints({ ...files, ...edited }, nodes)
  return Object.fromEntries(Object.entries(found).map(([name, fingerprint]) => [name, identity(fingerprint)]))
}

const editedConfig = (from: string, to: string) => {
  expect(config).toContain(from)
  return { 'assets.config.ts': config.replace(from, to) }
}

describe('a resource that a function of the environment makes', () => {
  test.each([
    ['its own initializer', editedConfig('connect(env', 'connect(1, env')],
    ['a constant beside it', editedConfig('? 8 : 1', '? 8 : 2')],
    ['what it reaches in another file', { 'connect.ts': 'export const connect = (url, size) => [size, url]' }],
  ])('counts with %s, for who names it', async (_, edited) => {
    const [before, after] = [await identities(), await identities(edited)]
    expect(after.one).not.toBe(before.one)
    expect(after.two).toBe(before.two)
  })

  test.each([
    ['another resource', editedConfig('other(2)', 'other(3)')],
    ['what only that one reaches', { 'other.ts': 'export const other = (n) => n + 1' }],
    ['an asset that nobody names', { 'assets/index.ts': files['assets/index.ts'].replace('[2]', '[3]') }],
    [
      'names of its parameters',
      {
        'assets.config.ts': config
          .replace('{ environment, env }', '{ environment, env: read }')
          .replace("env('URL')", "read('URL')"),
      },
    ],
  ])('does not count with %s', async (_, edited) => {
    expect((await identities(edited)).one).toBe((await identities()).one)
  })
})

describe('an edit of one asset', () => {
  const assets = `import { schema } from 'schemas'
import { asset } from '#project'
export const one = asset({ schema: schema(1) }, () => [1])
export const two = asset(() => [2])
`
  const made = (project: string, edited = assets) =>
    fingerprints(
      {
        'package.json': '{ "type": "module", "imports": { "#project": "./assets.config.ts" } }',
        'node_modules/schemas/package.json':
          '{ "name": "schemas", "version": "1.0.0", "type": "module", "main": "index.js" }',
        'node_modules/schemas/index.js': 'export const schema = (n) => n',
        'assets/lib.ts':
          "import { schema } from 'schemas'\nexport const set = () => schema(2)\nexport const plain = () => 2",
        'assets/index.ts': edited,
        'assets.config.ts': `import { defineProject, resource } from 'assetstore'
import { plain, set } from './assets/lib.ts'
const project = defineProject(${project})
void [plain, set]
export default project
export const { asset } = project
`,
      },
      ['one', 'two'],
    )
  const object = "{ assets: () => import('./assets/index.ts'), resources: { db: resource({ open: () => set() }) } }"
  const elsewhere = assets.replace('[2]', '[3]')

  test.each([
    ['an object', object],
    ['a function that returns it', `() => (${object})`],
    [
      'what its parameter has',
      `({ environment }) => ({ ...(environment === 'production' ? { a: 1 } : {}), ${object.slice(1)})`,
    ],
    ['a variable', `({ env }) => { const region = env('REGION', 'eu'); return { region, ${object.slice(1)} }`],
    [
      'a function of its own',
      `({ env: read }) => { const n = plain(); return { n, region: read('A'), ${object.slice(1)} }`,
    ],
  ])('is none of another that calls a package, where the project is made of %s', async (_, project) => {
    const [before, after] = [await made(project), await made(project, elsewhere)]
    expect(identity(after.one!)).toBe(identity(before.one!))
    expect(identity(after.two!)).not.toBe(identity(before.two!))
  })

  test.each([
    ['calls what calls that package', `() => { set(); return ${object} }`],
    ['calls what it got in another way', `({ env }) => { const call = [set][0]; call(); return ${object} }`],
    ['gives what it calls itself a default', `({ env = set }) => { env(); return ${object} }`],
  ])('counts with what it calls, where a function %s', async (_, project) => {
    expect(Object.keys((await made(project)).one!.parts)).toContain('assets/lib.ts set')
  })
})
