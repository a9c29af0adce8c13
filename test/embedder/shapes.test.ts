import { describe, expect, test } from 'vitest'
import type { AiSdkModel, EmbedderOptions } from '../../src/integrations/embedder/embedder.ts'
import { proper, vectorOf } from './server.ts'
import { began, lists, mistakeOf, opened, testWorld } from './world.ts'

/** As the packages of the AI SDK make them. */
function aiSdkModel(specificationVersion: string, more: Partial<AiSdkModel> = {}) {
  const calls: { values: readonly string[]; providerOptions?: unknown; hasSignal: boolean }[] = []
  const model: AiSdkModel = {
    specificationVersion,
    provider: 'openai.embedding',
    modelId: 'text-embedding-3-small',
    maxEmbeddingsPerCall: 2,
    supportsParallelCalls: true,
    async doEmbed({ values, abortSignal, providerOptions }) {
      calls.push({
        values,
        hasSignal: abortSignal instanceof AbortSignal,
        ...(providerOptions && { providerOptions }),
      })
      return { embeddings: values.map(vectorOf), usage: { tokens: values.length * 5 } }
    },
    ...more,
  }
  return { model, calls }
}
/** What `APICallError` of `@ai-sdk/provider` has. */
const apiCallError = (statusCode: number | undefined, more: object = {}) =>
  Object.assign(new Error('Too Many Requests'), { name: 'AI_APICallError', statusCode, isRetryable: true, ...more })

describe('a model of the AI SDK', () => {
  test.each(['v2', 'v3', 'v4'])('of specification %s', async (version) => {
    const { model, calls } = aiSdkModel(version)
    const providerOptions = { openai: { dimensions: 3 } }
    using embed = await opened({ model, providerOptions, pricePerMillionTokens: 0.02 })
    expect(lists(await embed(['a', 'b', 'c']))).toEqual(['a', 'b', 'c'].map(vectorOf))
    expect(calls).toEqual([
      { values: ['a', 'b'], hasSignal: true, providerOptions },
      { values: ['c'], hasSignal: true, providerOptions },
    ])
    expect(embed.usage()).toEqual({
      texts: 3,
      sent: 3,
      calls: 2,
      retries: 0,
      tokens: 15,
      estimatedTokens: 0,
      cost: 0.0000003,
    })
  })

  test('may tell its bounds later, as promises', async () => {
    const { model, calls } = aiSdkModel('v3', {
      maxEmbeddingsPerCall: Promise.resolve(1),
      supportsParallelCalls: Promise.resolve(false),
    })
    let inFlight = 0
    let most = 0
    const watched: AiSdkModel = {
      ...model,
      async doEmbed(call) {
        most = Math.max(most, ++inFlight)
        await new Promise((resolve) => setImmediate(resolve))
        inFlight--
        return model.doEmbed(call)
      },
    }
    using embed = await opened({ model: watched, concurrency: 8 })
    await embed(['a', 'b', 'c'])
    expect([calls.length, most]).toEqual([3, 1])
  })

  test('that is told to wait waits', async () => {
    let calls = 0
    const { model } = aiSdkModel('v2', {
      async doEmbed({ values }) {
        if (++calls === 1) throw apiCallError(429, { responseHeaders: { 'Retry-After': '3' } })
        return { embeddings: values.map(vectorOf) }
      },
    })
    const world = testWorld()
    using embed = await opened({ model }, world)
    await embed(['a'])
    expect(world.now() - began).toBe(3_125)
    expect(embed.usage()).toMatchObject({ calls: 2, retries: 1, tokens: 1, estimatedTokens: 1 })
  })

  test('whose connection is lost is asked again', async () => {
    let calls = 0
    const { model } = aiSdkModel('v3', {
      async doEmbed({ values }) {
        if (++calls === 1) throw apiCallError(undefined, { message: 'Cannot connect to API' })
        return { embeddings: values.map(vectorOf) }
      },
    })
    using embed = await opened({ model })
    await embed(['a'])
    expect(calls).toBe(2)
  })

  test('that has no key says so', async () => {
    const { model } = aiSdkModel('v3', {
      async doEmbed() {
        throw apiCallError(401, { responseBody: '{"error":{"message":"Incorrect API key provided: sk-abcdefghij"}}' })
      },
    })
    using embed = await opened({ model })
    expect(await mistakeOf(embed(['a']))).toMatchObject({
      code: 'EMBEDDING_FAILED',
      message:
        '1 text could not be embedded with text-embedding-3-small of openai.embedding: HTTP 401, Incorrect API key provided: …',
      fix: 'give openai.embedding an API key that may use text-embedding-3-small',
    })
  })
})

describe('an object with embedDocuments', () => {
  class OpenAIEmbeddings {
    readonly model = 'text-embedding-3-large'
    readonly modelName = 'text-embedding-3-large'
    readonly apiKey = 'sk-secret-secret'
    failures: unknown[] = []
    async embedDocuments(texts: string[]) {
      if (this.failures.length > 0) throw this.failures.shift()
      return texts.map(vectorOf)
    }
  }

  test('embeds', async () => {
    using embed = await opened({ model: new OpenAIEmbeddings() })
    expect(lists(await embed(['a', 'b']))).toEqual(['a', 'b'].map(vectorOf))
  })

  test('is asked again after what its library throws at 429', async () => {
    const model = new OpenAIEmbeddings()
    model.failures = [
      Object.assign(new Error('429 slow down'), { status: 429, headers: new Headers({ 'retry-after-ms': '20' }) }),
      Object.assign(new Error('slow down'), { response: { status: 429, headers: { 'retry-after': '1' } } }),
    ]
    const world = testWorld()
    using embed = await opened({ model }, world)
    await embed(['a'])
    expect(world.now() - began).toBe(20 + 125 + 1_000 + 125)
  })

  test('fails with its own words', async () => {
    const model = new OpenAIEmbeddings()
    model.failures = [new Error('no such deployment')]
    using embed = await opened({ model })
    expect(await mistakeOf(embed(['a']))).toMatchObject({
      code: 'EMBEDDING_FAILED',
      message: '1 text could not be embedded with text-embedding-3-large of OpenAIEmbeddings: no such deployment',
      fix: 'do as the message says, and run again',
    })
  })
})

describe('a function', () => {
  test('may give arrays of floats, and may use the same memory again', async () => {
    const memory = new Float32Array(3)
    using embed = await opened({
      batchSize: 1,
      concurrency: 1,
      model: (texts) => {
        memory.set(vectorOf(texts[0] as string))
        return [memory]
      },
    })
    expect(lists(await embed(['a', 'b']))).toEqual(['a', 'b'].map(vectorOf))
  })

  test('that throws fails with its own error, which has its place', async () => {
    const bug = new TypeError('weights is undefined')
    using embed = await opened({
      model: () => {
        throw bug
      },
    })
    await expect(embed(['a'])).rejects.toBe(bug)
  })

  test('that throws what a request throws is asked again', async () => {
    let calls = 0
    using embed = await opened({
      model: async (texts) => {
        if (++calls === 1) throw Object.assign(new Error('busy'), { status: 503 })
        return texts.map(vectorOf)
      },
    })
    await embed(['a'])
    expect(calls).toBe(2)
  })

  test('that is called with a bad result says what is to be returned', async () => {
    using embed = await opened({ model: (async () => ({ vectors: [] })) as never })
    expect(await mistakeOf(embed(['a']))).toMatchObject({
      code: 'EMBEDDING_RESULT',
      message: 'the function model gave no list of vectors',
      fix: 'see that it is a model for embeddings, and that a function returns a list with one list of numbers a text',
    })
  })
})

describe('a model that is opened when it is needed', () => {
  test('is any of them', async () => {
    for (const model of [aiSdkModel('v2').model, { embedDocuments: async (texts: string[]) => texts.map(vectorOf) }]) {
      using embed = await opened({ open: async () => model })
      expect(lists(await embed(['a']))).toEqual([vectorOf('a')])
    }
  })

  test('is refused where it is none', async () => {
    const options = { open: async () => ({ specificationVersion: 'v1', doEmbed: proper }) } as never as EmbedderOptions
    expect(await mistakeOf(opened(options))).toMatchObject({
      code: 'PROJECT_INVALID',
      message: "the embedder has a model of the AI SDK's specification v1",
      fix: 'install a version of its package with one of v2, v3, v4',
    })
  })
})
