import { getEventListeners } from 'node:events'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openEmbed } from '../../src/integrations/embedder/embed.ts'
import type { Provider } from '../../src/integrations/embedder/provider.ts'
import { estimateTokens, split } from '../../src/integrations/embedder/split.ts'
import { sharedLimiters } from '../../src/integrations/embedder/world.ts'
import { embeddingServer, proper, refuses, stalls, vectorOf } from './server.ts'
import { simulatedTime } from './simulated-time.ts'
import { lists, mistakeOf, opened, testWorld } from './world.ts'

const model = 'small'
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((one) => one.trim() !== '')

describe('splitting', () => {
  const bounds = fc.record({ texts: fc.integer({ min: 1, max: 9 }), tokens: fc.integer({ min: 1, max: 40 }) })

  test('the batches are the texts, in order, and each is within the bounds', () => {
    fc.assert(
      fc.property(fc.array(text), bounds, (texts, limits) => {
        const batches = split(texts, { ...limits, countTokens: estimateTokens })
        expect(batches.flatMap((batch) => batch.texts)).toEqual(texts)
        for (const batch of batches) {
          expect(batch.texts.length).toBeGreaterThan(0)
          expect(batch.texts.length).toBeLessThanOrEqual(limits.texts)
          expect(batch.tokens).toBe(batch.texts.reduce((sum, one) => sum + estimateTokens(one), 0))
          if (batch.texts.length > 1) expect(batch.tokens).toBeLessThanOrEqual(limits.tokens)
        }
      }),
    )
  })

  test('two neighbours never fit into one batch', () => {
    fc.assert(
      fc.property(fc.array(text), bounds, (texts, limits) => {
        const batches = split(texts, { ...limits, countTokens: estimateTokens })
        batches.slice(1).forEach((batch, index) => {
          const before = batches[index] as (typeof batches)[number]
          const next = estimateTokens(batch.texts[0] as string)
          expect(before.texts.length === limits.texts || before.tokens + next > limits.tokens).toBe(true)
        })
      }),
    )
  })

  test('the estimate is a third of the bytes', () => {
    expect(['a', 'abc', 'We the people', '日本語'].map(estimateTokens)).toEqual([1, 1, 5, 3])
  })

  test('however the texts are cut, the vectors are those of one by one', () =>
    fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 30 }), bounds, async (texts, { texts: batchSize, tokens }) => {
        const sent: string[] = []
        using embed = await opened({
          batchSize,
          batchTokens: tokens,
          model: async (batch) => {
            sent.push(...batch)
            return batch.map(vectorOf)
          },
        })
        expect(lists(await embed(texts))).toEqual(texts.map((one) => [...Float32Array.from(vectorOf(one))]))
        expect(sent.toSorted()).toEqual([...new Set(texts)].toSorted())
      }),
      { numRuns: 50 },
    ))

  test('a tokenizer of the user’s counts', async () => {
    await using server = await embeddingServer()
    using embed = await opened({ url: server.url, model, batchTokens: 3, countTokens: (one) => one.split(' ').length })
    await embed(['one', 'two words', 'three words more', 'four'])
    expect(server.received.map((request) => request.texts)).toEqual([
      ['one', 'two words'],
      ['three words more'],
      ['four'],
    ])
  })
})

describe('equal texts', () => {
  test('are sent once, and each has a vector of its own', async () => {
    await using server = await embeddingServer()
    using embed = await opened({ url: server.url, model })
    const vectors = await embed(['again', 'other', 'again'])
    expect(server.received.map((request) => request.texts)).toEqual([['again', 'other']])
    expect(vectors[2]).toEqual(vectors[0])
    ;(vectors[0] as Float32Array)[0] = 99
    expect(vectors[2]?.[0]).toBe(5)
    expect(embed.usage()).toMatchObject({ texts: 3, sent: 2, calls: 1 })
  })

  test('nothing is asked for no text', async () => {
    await using server = await embeddingServer()
    using embed = await opened({ url: server.url, model })
    expect(await embed([])).toEqual([])
    expect(server.received).toEqual([])
  })
})

describe('what has no embedding', () => {
  const fix = "leave such rows out before, for instance with .where(sql`trim(content) <> ''`)"
  test.each<[string, unknown, string]>([
    ['an empty text', ['fine', ''], 'text 2 of 2 is empty, and has no embedding'],
    ['white space', [' \n\t'], 'text 1 of 1 is only white space, and has no embedding'],
    ['null', ['a', 'b', null], 'text 3 of 3 is null, and has no embedding'],
    ['a number', [7], 'text 1 of 1 is a number, and has no embedding'],
  ])('%s', async (_, texts, message) => {
    await using server = await embeddingServer()
    using embed = await opened({ url: server.url, model })
    expect(await mistakeOf(embed(texts as string[]))).toMatchObject({ code: 'EMBEDDING_TEXT', message, fix })
    expect(server.received).toEqual([])
  })

  test('one text that is not in a list', async () => {
    using embed = await opened({ model: () => [] })
    expect(await mistakeOf(embed('text' as unknown as string[]))).toMatchObject({
      message: 'embed was called with a string, not with a list of texts',
      fix: 'call embed([text]), also for one text',
    })
  })
})

describe('an abort', () => {
  test('ends what is in flight, and nothing is sent any more', async () => {
    await using server = await embeddingServer(stalls)
    const stop = new AbortController()
    using embed = await opened({ url: server.url, model, batchSize: 1, concurrency: 1 })
    const work = embed(['one', 'two'], { signal: stop.signal })
    await arrived(server)
    stop.abort(new Error('the user has enough'))
    await expect(work).rejects.toThrow('the user has enough')
    await server.givenUp
    expect(server.received).toHaveLength(1)
  })

  test('ends a function that does not listen', async () => {
    const called = Promise.withResolvers<void>()
    using embed = await opened({
      model: () => {
        called.resolve()
        return new Promise<never>(() => undefined)
      },
    })
    const stop = new AbortController()
    const work = embed(['one'], { signal: stop.signal })
    await called.promise
    stop.abort(new Error('the user has enough'))
    await expect(work).rejects.toThrow('the user has enough')
  })

  test('that never comes is not listened for any more when the vectors are there', async () => {
    await using server = await embeddingServer()
    const { signal } = new AbortController()
    using embed = await opened({ url: server.url, model, batchSize: 1 })
    await embed(['one', 'two', 'three'], { signal })
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  test('before the call sends nothing', async () => {
    await using server = await embeddingServer()
    using embed = await opened({ url: server.url, model })
    await expect(embed(['one'], { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no')
    expect(server.received).toEqual([])
  })

  test('closing ends what is in flight', async () => {
    await using server = await embeddingServer(stalls)
    const embed = await opened({ url: server.url, model })
    const work = embed(['one'])
    await arrived(server)
    embed[Symbol.dispose]()
    await expect(work).rejects.toThrow('the embedder was closed')
    await server.givenUp
  })

  test('a batch that fails ends the others of its call, and no other call', async () => {
    await using server = await embeddingServer(stalls, refuses(400), proper)
    using embed = await opened({ url: server.url, model, batchSize: 1 })
    expect((await mistakeOf(embed(['one', 'two']))).code).toBe('EMBEDDING_FAILED')
    await server.givenUp
    expect(lists(await embed(['three']))).toEqual([vectorOf('three')])
  })
})

describe('two assets at once', () => {
  const provider: Provider = {
    label: 'test',
    rateGroup: 'test',
    settings: {},
    secrets: [],
    bounds: async () => ({}),
    embed: async (texts) => ({ vectors: texts.map(vectorOf), tokens: undefined }),
    cure: () => undefined,
  }
  const rules = {
    dimensions: undefined,
    bounds: { texts: 1, tokens: 100, countTokens: estimateTokens },
    limits: { concurrency: 2, requestsPerMinute: 3, tokensPerMinute: undefined },
    rateGroup: undefined,
    timeoutMs: 60_000,
    retries: 0,
    price: undefined,
  }

  test('share the requests that a minute has', async () => {
    const time = simulatedTime()
    const began = time.now()
    const sent: number[] = []
    const world = { ...testWorld(), now: time.now, sleep: time.sleep, limiterOf: sharedLimiters(time) }
    const noting: Provider = {
      ...provider,
      embed: (texts, signal) => {
        sent.push((time.now() - began) / 1_000)
        return provider.embed(texts, signal)
      },
    }
    using one = openEmbed(noting, rules, world)
    using other = openEmbed({ ...noting }, rules, world)
    const work = Promise.all([one(['a', 'b', 'c']), other(['d', 'e', 'f', 'g'])])
    await time.run()
    await work
    expect(sent).toEqual([0, 0, 0, 60, 60, 60, 120])
  })

  test('wait together where one of them is told to wait', async () => {
    const time = simulatedTime()
    const began = time.now()
    const sent: string[] = []
    const world = { ...testWorld(), now: time.now, sleep: time.sleep, limiterOf: sharedLimiters(time) }
    const busyOnce: Provider = {
      ...provider,
      async embed(texts, signal) {
        sent.push(`${texts} at ${(time.now() - began) / 1_000}`)
        if (sent.length === 1) throw Object.assign(new Error('busy'), { status: 429, headers: { 'retry-after': '8' } })
        return provider.embed(texts, signal)
      },
    }
    const patient = { ...rules, retries: 1, limits: { ...rules.limits, concurrency: 1, requestsPerMinute: undefined } }
    using one = openEmbed(busyOnce, patient, world)
    using other = openEmbed(busyOnce, patient, world)
    const work = Promise.all([one(['a']), other(['b'])])
    await time.run()
    await work
    expect(sent).toEqual(['a at 0', 'b at 8', 'a at 8.125'])
  })

  test('get the tokens that were estimated too high', async () => {
    const time = simulatedTime()
    const began = time.now()
    const world = { ...testWorld(), now: time.now, sleep: time.sleep, limiterOf: sharedLimiters(time) }
    const sparing: Provider = {
      ...provider,
      embed: async (texts) => ({ vectors: texts.map(vectorOf), tokens: 1 }),
    }
    const limits = { ...rules.limits, requestsPerMinute: undefined, tokensPerMinute: 10 }
    using embed = openEmbed(sparing, { ...rules, limits }, world)
    const work = (async () => {
      // Of 8 tokens each by the estimate, of 1 by the provider's count.
      for (const text of ['a'.repeat(24), 'b'.repeat(24), 'c'.repeat(24)]) await embed([text])
    })()
    await time.run()
    await work
    expect(time.now() - began).toBe(0)
  })

  test('at one host share the requests that are in flight', async () => {
    await using server = await embeddingServer(stalls)
    const world = testWorld()
    using one = await opened({ url: server.url, model, concurrency: 1 }, world)
    using other = await opened({ url: server.url, model: 'large', concurrency: 1 }, world)
    const first = one(['a']).catch(() => 'closed')
    await arrived(server)
    const second = other(['b'])
    one[Symbol.dispose]()
    expect(await first).toBe('closed')
    expect(lists(await second)).toEqual([vectorOf('b')])
    expect(server.received.map((request) => request.body.model)).toEqual([model, 'large'])
  })
})

/** Until the first request has come. */
async function arrived(server: { readonly received: readonly unknown[] }): Promise<void> {
  while (server.received.length === 0) await new Promise((resolve) => setImmediate(resolve))
}
