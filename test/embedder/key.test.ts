import { describe, expect, test } from 'vitest'
import type { Definition } from '../../src/define/definition.ts'
import { configOf } from '../../src/discover/options/config.ts'
import { type EmbedderOptions, embedder } from '../../src/integrations/embedder/embedder.ts'
import { basis, fingerprints, nodeNamed } from '../code/project.ts'

const node = nodeNamed('embedded', { resources: ['embed'] })
const definition = { kind: 'asset', options: {} } as unknown as Definition
const keyOf = (options: EmbedderOptions) => configOf(node, definition, { embed: embedder(options) }).config

const endpoint: EmbedderOptions = {
  url: 'https://api.openai.com/v1/embeddings',
  model: 'text-embedding-3-small',
  apiKey: 'OPENAI_API_KEY',
  dimensions: 256,
}

test('the settings of an endpoint are told one by one', () => {
  expect(keyOf({ ...endpoint, body: { user: 'me' }, settings: { prefix: 'query: ' } })).toEqual({
    '/resources/embed/provider': '"openai-compatible"',
    '/resources/embed/path': '"/v1/embeddings"',
    '/resources/embed/model': '"text-embedding-3-small"',
    '/resources/embed/dimensions': '256',
    '/resources/embed/body/user': '"me"',
    '/resources/embed/settings/prefix': '"query: "',
  })
})

describe('what is no part of the key', () => {
  test.each<[string, Partial<EmbedderOptions>]>([
    ['another API key', { apiKey: { value: 'sk-other-0123456789' } }],
    ['another host', { url: 'http://localhost:8080/v1/embeddings' }],
    ['the endpoint without its last part', { url: 'https://api.openai.com/v1/' }],
    ['a secret in the query', { url: 'https://api.openai.com/v1/embeddings?api_key=sk-0123456789' }],
    ['headers', { headers: { 'x-team': 'search' } }],
    ['how it travels', { encoding: 'base64' }],
    ['how it is cut and limited', { batchSize: 7, batchTokens: 9, concurrency: 1, requestsPerMinute: 3, retries: 0 }],
    ['what it costs', { pricePerMillionTokens: 0.02, timeout: '5s', rateGroup: 'mine' }],
    ['an option that is not given', { body: undefined } as Partial<EmbedderOptions>],
  ])('%s', (_, more) => {
    expect(keyOf({ ...endpoint, ...more } as EmbedderOptions)).toEqual(keyOf(endpoint))
  })
})

describe('what is part of the key', () => {
  test.each<[string, Partial<EmbedderOptions>]>([
    ['another model', { model: 'text-embedding-3-large' }],
    ['another path', { url: 'https://api.openai.com/v2/embeddings' }],
    ['a query', { url: 'https://api.openai.com/v1/embeddings?api-version=2024-10-21' }],
    ['dimensions', { dimensions: 512 }],
    ['another body', { body: { input_type: 'query' } }],
    ['settings', { settings: { normalized: true } }],
  ])('%s', (_, more) => {
    expect(keyOf({ ...endpoint, ...more } as EmbedderOptions)).not.toEqual(keyOf(endpoint))
  })

  test('provider, model and options of the AI SDK', () => {
    const model = {
      specificationVersion: 'v3',
      provider: 'openai.embedding',
      modelId: 'text-embedding-3-small',
      maxEmbeddingsPerCall: 2048,
      supportsParallelCalls: true,
      doEmbed: async () => ({ embeddings: [] }),
    }
    expect(keyOf({ model, providerOptions: { openai: { dimensions: 8 } } })).toEqual({
      '/resources/embed/provider': '"openai.embedding"',
      '/resources/embed/model': '"text-embedding-3-small"',
      '/resources/embed/providerOptions/openai/dimensions': '8',
    })
  })

  test('class and model of an object with embedDocuments, and none of its secrets', () => {
    class MistralAIEmbeddings {
      model = 'mistral-embed'
      modelName = 'old'
      apiKey = 'secret'
      stripNewLines = true
      embedDocuments = async () => []
    }
    expect(keyOf({ model: new MistralAIEmbeddings() })).toEqual({
      '/resources/embed/provider': '"MistralAIEmbeddings"',
      '/resources/embed/model': '"mistral-embed"',
      '/resources/embed/stripNewLines': 'true',
    })
  })
})

describe('the text of the project file', () => {
  const digestOf = async (call: string, more = '') => {
    const files = {
      ...basis,
      'assets.config.ts': `import { defineProject } from 'assetstore'
import { embedder } from 'assetstore/embedder'
${more}
const project = defineProject({ assets: () => import('./assets/index.ts'), resources: { embed: ${call} } })
export default project
export const { asset } = project
`,
      'assets/index.ts':
        "import { asset } from '#project'\nexport const embedded = asset((_, { embed }) => embed(['a']))\n",
    }
    return (await fingerprints(files, [node])).embedded?.digest
  }
  const written = "embedder({ url: 'https://api.openai.com/v1', model: 'small', apiKey: 'OPENAI_API_KEY' })"

  test.each([
    ['another host', written.replace('api.openai.com', 'proxy.example')],
    ['another key', written.replace("'OPENAI_API_KEY'", "process.env['OTHER_KEY']")],
    ['another model, which is told as a setting', written.replace('small', 'large')],
    ['a limit', written.replace(' })', ', requestsPerMinute: 60, countTokens: (text) => text.length })')],
  ])('%s is no change of code', async (_, changed) => {
    expect(await digestOf(changed)).toBe(await digestOf(written))
  })

  test('a function, and how a model is opened, are code', async () => {
    const one = await digestOf('embedder({ model: (texts) => texts.map(() => [1]) })')
    expect(await digestOf('embedder({ model: (texts) => texts.map(() => [2]) })')).not.toBe(one)
    const opened = await digestOf("embedder({ open: () => openai('small') })", "import { openai } from 'ai'")
    expect(await digestOf("embedder({ open: () => openai('large') })", "import { openai } from 'ai'")).not.toBe(opened)
  })

  test('somebody else’s function of that name is code with all that it is given', async () => {
    const own = 'const embedder = (options) => options'
    const files = (call: string) => digestOf(call.replace('embedder', 'mine'), own.replace('embedder', 'mine'))
    expect(await files(written.replace('api.openai.com', 'proxy.example'))).not.toBe(await files(written))
  })
})
