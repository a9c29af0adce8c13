import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject, type Document, type Files } from '../rig/project.ts'
import { embeddingServer, json, refuses } from './server.ts'

const key = 'sk-live-0123456789abcdef'

const config = (url: string, model: string, more = ''): Files => ({
  'assets.config.ts': `import { defineProject } from 'assetstore'
import { embedder } from 'assetstore/embedder'
const project = defineProject({
  assets: () => import('./assets/index.ts'),
  resources: { embed: embedder({ url: '${url}', model: '${model}', apiKey: 'TEST_API_KEY', pricePerMillionTokens: 2${more} }) },
})
export default project
export const { asset } = project
`,
})
const assets: Files = {
  'assets/index.ts': `import { asset } from '#project'
export const chunks = asset(() => [{ id: 1, text: 'one' }, { id: 2, text: 'two' }, { id: 3, text: 'one' }])
export const embedded = asset(({ chunks }, { embed, signal }) =>
  chunks.pick('id', 'text').mapBatches({ key: 'id', size: 64 }, async (rows) => {
    const vectors = await embed(rows.map((row) => row.text), { signal })
    return rows.map((row, index) => ({ ...row, embedding: vectors[index]! }))
  }))
`,
}
const env = { TEST_API_KEY: key }

test('a project embeds once; another key or host embeds nothing, another model everything', async () => {
  await using server = await embeddingServer(refuses(429, { 'retry-after-ms': '1' }))
  await using elsewhere = await embeddingServer()
  await using project = await createProject({ ...config(server.url, 'small'), ...assets }, { env })

  const first = await project.json('materialize')
  expect(first.ok).toBe(true)
  expect(server.received.map(({ texts }) => texts)).toEqual([
    ['one', 'two'],
    ['one', 'two'],
  ])
  const used = { embedded_texts: 2, embedding_calls: 2, embedding_tokens: 10, embedding_cost: 0.00002 }
  expect(first.steps.find(({ asset }: Document) => asset === 'embedded').metadata).toEqual(used)
  expect((await project.json('history', 'embedded')).records[0].metadata).toEqual(used)
  const logs = await project.assets('logs', 'embedded')
  expect(logs.stdout).toContain(`small of ${server.host}: HTTP 429; again in`)
  expect(logs.stdout).toContain(`sent 2 texts in 2 calls (1 retry) to small of ${server.host}: 10 tokens, cost 0.00002`)

  project.edit(config(elsewhere.url, 'small', ', headers: { team: "a" }, concurrency: 1'))
  expect((await project.assets('check')).exitCode).toBe(0)
  project.edit(config(elsewhere.url, 'large'))
  const explained = await project.assets('explain', 'embedded')
  expect(explained.stdout).toContain('/resources/embed/model')
  expect((await project.assets('materialize')).exitCode).toBe(0)
  expect(elsewhere.received.map(({ body }) => body.model)).toEqual(['large'])
  expect(elsewhere.received[0]?.headers.authorization).toBe(`Bearer ${key}`)
})

test('a key that is refused is told with its cure, and is in no output and no file', async () => {
  await using server = await embeddingServer((_, response) =>
    json(response, 401, { error: { message: `Incorrect API key provided: ${key}` } }),
  )
  await using project = await createProject({ ...config(server.url, 'small'), ...assets }, { env })
  const { exitCode, stdout, stderr } = await project.assets('materialize')
  expect(exitCode).toBe(1)
  expect(stdout + stderr).toContain('EMBEDDING_FAILED')
  expect(stdout + stderr).toContain(
    `see that the key in the variable TEST_API_KEY is one of ${server.host} and may use the model`,
  )
  const lock = readFileSync(join(project.folder, '.assetstore/assets.lock'), 'utf8')
  const logs = await project.assets('logs', 'embedded', '--json')
  expect(stdout + stderr + lock + logs.stdout).not.toContain('0123456789')
  expect(server.received).toHaveLength(1)
})
