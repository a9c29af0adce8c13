import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { variableHash } from '../../src/project/environment.ts'
import { createProject } from '../rig/project.ts'

const assets = `
  import { asset, effect } from '#project'
  import { called } from '../rig.ts'
  export const prices = asset(async (_, { env }) => {
    await called('prices')
    const token = env.secret('PRICE_TOKEN')
    console.log('with ' + token)
    if (env('PRICE_URL') === 'down') throw new Error('401 for ' + token)
    return [{ url: env('PRICE_URL') }]
  })
  export const told = effect(async ({ prices }, { env, key }) => {
    await called('told')
    env.secret('PRICE_TOKEN')
    return { prices: prices.count, key }
  })
`
const env = (token: string, url = 'https://prices.example.com') => ({ env: { PRICE_TOKEN: token, PRICE_URL: url } })

test('a secret that is rotated makes nothing again, and no hash of it is kept', async () => {
  await using project = await createProject({ 'assets/index.ts': assets })
  expect((await project.run(['materialize'], env('first-token'))).exitCode).toBe(0)
  expect((await project.run(['check'], env('second-token'))).exitCode).toBe(0)
  await project.run(['materialize'], env('second-token'))
  expect(project.calls.names).toEqual(['prices', 'told'])
  await project.run(['materialize'], env('second-token', 'https://prices.example.org'))
  expect(project.calls.count('prices')).toBe(2)

  const hash = variableHash('PRICE_TOKEN', { PRICE_TOKEN: 'second-token' })
  const store = join(project.folder, '.assetstore')
  for (const entry of readdirSync(store, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const bytes = readFileSync(join(entry.parentPath, entry.name))
    for (const text of ['first-token', 'second-token', hash])
      expect({ entry, has: bytes.includes(text) }).toEqual({ entry, has: false })
  }
})

test('it is in no line and no error', async () => {
  await using project = await createProject({ 'assets/index.ts': assets })
  const run = await project.run(['materialize', 'prices', '--json'], env('first-token', 'down'))
  expect(JSON.parse(run.stdout).error.message).toContain('401 for …')
  expect((await project.assets('logs', 'prices')).stdout).toContain('with …')
})

test('one that is not set is named', async () => {
  await using project = await createProject({ 'assets/index.ts': assets })
  expect((await project.json('materialize', 'prices')).error).toMatchObject({
    code: 'ENV_MISSING',
    fix: 'set PRICE_TOKEN',
  })
})
