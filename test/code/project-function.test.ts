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
