import { describe, expect, test } from 'vitest'
import {
  answer,
  type Behaviour,
  cutsOff,
  embeddingServer,
  json,
  proper,
  refuses,
  says,
  stalls,
  vectorOf,
} from './server.ts'
import { began, lists, mistakeOf, opened, testWorld } from './world.ts'

const model = 'small'
const texts = ['one', 'two', 'three']
const expected = texts.map(vectorOf)

describe('an endpoint that is not well for a moment', () => {
  const inNineSeconds = new Date(began + 9_000).toUTCString()
  test.each<[string, Behaviour, number]>([
    ['429 with retry-after-ms', refuses(429, { 'retry-after-ms': '1234', 'retry-after': '9' }), 1_234 + 125],
    ['429 with seconds', refuses(429, { 'retry-after': '7' }), 7_000 + 125],
    ['429 with an HTTP date', refuses(429, { 'retry-after': inNineSeconds }), 9_000 + 125],
    ['429 with a date that has passed', refuses(429, { 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' }), 125],
    ['429 with a header that says nothing', refuses(429, { 'retry-after': 'soon' }), 375],
    ['429 without a header', refuses(429), 375],
    ['500', refuses(500), 375],
    ['503 with seconds', refuses(503, { 'retry-after': '2' }), 2_125],
    ['a connection that is cut in the middle of the answer', cutsOff, 375],
    ['a connection that is cut before the answer', (_, response) => void response.destroy(), 375],
    ['JSON that breaks off', says('{"data": [{"index": 0, "embedding": [0.1, 0.'), 375],
    ['an empty answer', says(''), 375],
  ])('%s: it is asked again', async (_, behaviour, waited) => {
    await using server = await embeddingServer(behaviour)
    const world = testWorld()
    using embed = await opened({ url: server.url, model }, world)
    expect(lists(await embed(texts))).toEqual(expected)
    expect(server.received.map((request) => request.texts)).toEqual([texts, texts])
    expect(world.slept.reduce((sum, ms) => sum + ms, 0)).toBe(waited)
    expect(embed.usage()).toMatchObject({ calls: 2, retries: 1, tokens: 10 })
  })

  test('a stall is given up after the timeout, and asked again', async () => {
    await using server = await embeddingServer(stalls)
    using embed = await opened({ url: server.url, model, timeout: 60 })
    expect(lists(await embed(texts))).toEqual(expected)
    await server.givenUp
  })

  test('the wait grows with every try, and has an end', async () => {
    await using server = await embeddingServer(...Array.from({ length: 12 }, () => refuses(500)))
    const world = testWorld()
    using embed = await opened({ url: server.url, model, retries: 10 }, world)
    await mistakeOf(embed(texts))
    expect(world.slept).toEqual([375, 750, 1_500, 3_000, 6_000, 12_000, 24_000, 45_000, 45_000, 45_000])
  })

  test('what is asked again is told in the log', async () => {
    await using server = await embeddingServer(refuses(429, { 'retry-after': '7' }))
    const world = testWorld()
    using embed = await opened({ url: server.url, model }, world)
    await embed(texts)
    expect(world.lines).toEqual([`small of ${server.host}: HTTP 429; again in 7.1 s (try 2 of 6)`])
  })
})

describe('an endpoint that stays unwell', () => {
  test('429: the message says what to set', async () => {
    await using server = await embeddingServer(refuses(429, { 'x-request-id': 'req_7' }), refuses(429))
    using embed = await opened({ url: server.url, model, retries: 1 })
    expect(await mistakeOf(embed(texts))).toEqual({
      code: 'EMBEDDING_FAILED',
      message: `3 texts could not be embedded with small of ${server.host}, and so for 2 requests: HTTP 429, not now`,
      fix: 'set `requestsPerMinute` and `tokensPerMinute` to what the provider allows, and run again',
      facts: {
        provider: `small of ${server.host}`,
        status: 429,
        said: 'not now',
        temporary: true,
        attempts: 2,
        texts: 3,
      },
    })
  })

  test('a wait of an hour is told and not waited for', async () => {
    await using server = await embeddingServer(refuses(429, { 'retry-after': '3600', 'x-request-id': 'req_7' }))
    using embed = await opened({ url: server.url, model })
    const { facts } = await mistakeOf(embed(texts))
    expect(facts).toMatchObject({ temporary: true, attempts: 1, retryAfterMs: 3_600_000, requestId: 'req_7' })
  })

  test('a stall', async () => {
    await using server = await embeddingServer(stalls)
    using embed = await opened({ url: server.url, model, timeout: 50, retries: 0 })
    expect(await mistakeOf(embed(texts))).toMatchObject({
      message: `3 texts could not be embedded with small of ${server.host}: no answer within 0.05 s`,
      fix: 'give it a longer `timeout` or a smaller `batchSize`, and run again',
    })
  })

  test('nobody listens there', async () => {
    const server = await embeddingServer()
    await server[Symbol.asyncDispose]()
    using embed = await opened({ url: server.url, model, retries: 2 })
    const { message, fix } = await mistakeOf(embed(texts))
    expect(message).toBe(
      `3 texts could not be embedded with small of ${server.host}, and so for 3 requests: fetch failed (connect ECONNREFUSED ${server.host})`,
    )
    expect(fix).toBe(
      'see whether the provider can be reached, and run again: what was embedded and kept is not sent again',
    )
  })
})

describe('what no other try mends is not tried again', () => {
  test.each<[string, Behaviour, string, (url: string) => string]>([
    [
      '400',
      refuses(400, {}, "This model's maximum context length is 8192 tokens"),
      "HTTP 400, This model's maximum context length is 8192 tokens",
      () =>
        'do as the provider says; a text that is too long has to be cut before, and a smaller `batchSize` sends less at a time',
    ],
    [
      '413',
      (_, response) => json(response, 413, { detail: 'batch size 100 > maximum allowed 32' }),
      'HTTP 413, batch size 100 > maximum allowed 32',
      () => 'send less at a time: set a smaller `batchSize` or `batchTokens`',
    ],
    [
      '404',
      refuses(404, {}, 'model not found'),
      'HTTP 404, model not found',
      (url) => `see that \`url\` (${url}) and \`model\` are what the provider names`,
    ],
    [
      '429, the quota is used up',
      refuses(429, {}, { message: 'You exceeded your current quota', code: 'insufficient_quota' }),
      'HTTP 429, You exceeded your current quota',
      () => 'add to the credit or the quota of the account, and run again',
    ],
    [
      'a page',
      says('<!doctype html><title>Welcome</title>', 'text/html'),
      'a web page',
      (url) => `see that \`url\` is an endpoint for embeddings: ${url}`,
    ],
    [
      'a redirection',
      (_, response) => void response.writeHead(301, { location: 'https://elsewhere.example/' }).end(),
      'HTTP 301, a redirection',
      (url) => `see that \`url\` (${url}) and \`model\` are what the provider names`,
    ],
  ])('%s', async (_, behaviour, told, fix) => {
    await using server = await embeddingServer(behaviour)
    using embed = await opened({ url: server.url, model })
    const mistake = await mistakeOf(embed(['one']))
    expect(mistake.message).toBe(`1 text could not be embedded with small of ${server.host}: ${told}`)
    expect(mistake.fix).toBe(fix(server.url))
    expect(server.received).toHaveLength(1)
  })

  test('400 about dimensions names the option', async () => {
    await using server = await embeddingServer(refuses(400, {}, 'Model does not support matryoshka representation'))
    using embed = await opened({ url: server.url, model, dimensions: 3 })
    expect((await mistakeOf(embed(texts))).fix).toBe('leave `dimensions` out: the model has one number of dimensions')
  })
})

describe('vectors that cannot be believed', () => {
  const gives =
    (vectors: readonly unknown[]): Behaviour =>
    (_, response) =>
      answer(response, vectors)
  const [one, two, three] = expected as [number[], number[], number[]]
  const count = 'send fewer texts at a time: set `batchSize`; where it stays so, the model cannot be used'
  const value =
    'look at the text, and leave out what a model cannot read; with a healthy text, use another model or server'
  const shape =
    'see that it is a model for embeddings, and that a function returns a list with one list of numbers a text'
  test.each<[string, Behaviour, string, string]>([
    ['fewer than texts', gives([one, two]), 'gave 2 vectors for 3 texts', count],
    ['more than texts', gives([one, two, three, one]), 'gave 4 vectors for 3 texts', count],
    ['null among the values', gives([one, [null, 1, 2], three]), 'gave null in dimension 0 for the text "two"', value],
    [
      'a text among the values',
      gives([one, two, [1, 'NaN', 3]]),
      'gave NaN in dimension 1 for the text "three"',
      value,
    ],
    [
      'more than a float holds',
      gives([one, two, [1, 2, 1e39]]),
      'gave 1e+39 in dimension 2 for the text "three"',
      value,
    ],
    [
      'another length',
      gives([one, [1, 2], three]),
      'gave 2 dimensions for the text "two", not 3',
      'set `dimensions` to what the model gives, or leave it out',
    ],
    ['zeros', gives([one, [0, 0, 0], three]), 'gave a vector of zeros for the text "two"', value],
    ['an empty list', gives([[], two, three]), 'gave no list of numbers for the text "one"', shape],
    ['null', gives([one, null, three]), 'gave no list of numbers for the text "two"', shape],
    ['no data', says('{"object":"list"}'), 'gave no list of vectors', shape],
    [
      'base64 of NaN',
      gives([one, base64([1, Number.NaN, 2]), three]),
      'gave NaN in dimension 1 for the text "two"',
      value,
    ],
  ])('%s', async (_, behaviour, said, fix) => {
    await using server = await embeddingServer(behaviour)
    using embed = await opened({ url: server.url, model })
    expect(await mistakeOf(embed(texts))).toMatchObject({
      code: 'EMBEDDING_RESULT',
      message: `small of ${server.host} ${said}`,
      fix,
    })
    expect(server.received).toHaveLength(1)
  })

  test('an index that comes twice', async () => {
    await using server = await embeddingServer((_, response) =>
      json(response, 200, { data: [one, two, three].map((embedding) => ({ index: 0, embedding })) }),
    )
    using embed = await opened({ url: server.url, model })
    expect((await mistakeOf(embed(texts))).message).toBe(`small of ${server.host} gave 1 vectors for 3 texts`)
  })

  test('another length in a later answer', async () => {
    await using server = await embeddingServer(proper, gives([[1, 2]]))
    using embed = await opened({ url: server.url, model })
    await embed(['one'])
    expect((await mistakeOf(embed(['two']))).message).toBe(
      `small of ${server.host} gave 2 dimensions for the text "two", not 3`,
    )
  })

  test('another length than asked for', async () => {
    await using server = await embeddingServer()
    using embed = await opened({ url: server.url, model, dimensions: 256 })
    expect((await mistakeOf(embed(['one']))).facts).toEqual({ text: '"one"', dimensions: 3, expected: 256 })
    expect(server.received[0]?.body.dimensions).toBe(256)
  })
})

describe('answers that are right in another form', () => {
  test('indexes in another order', async () => {
    await using server = await embeddingServer((_, response) => {
      const data = expected.map((embedding, index) => ({ index, embedding })).reverse()
      json(response, 200, { data })
    })
    using embed = await opened({ url: server.url, model })
    expect(lists(await embed(texts))).toEqual(expected)
  })

  test('no indexes', async () => {
    await using server = await embeddingServer((_, response) =>
      json(response, 200, { data: expected.map((embedding) => ({ embedding })) }),
    )
    using embed = await opened({ url: server.url, model })
    expect(lists(await embed(texts))).toEqual(expected)
  })

  test('base64 of floats of 32 bits', async () => {
    await using server = await embeddingServer((_, response) => answer(response, expected.map(base64)))
    using embed = await opened({ url: server.url, model, encoding: 'base64' })
    expect(lists(await embed(texts))).toEqual(expected)
    expect(server.received[0]?.body.encoding_format).toBe('base64')
  })
})

function base64(values: readonly number[]): string {
  return Buffer.from(Float32Array.from(values).buffer).toString('base64')
}
