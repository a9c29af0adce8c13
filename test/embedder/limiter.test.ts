import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLimiter, type Limiter, type RateLimits } from '../../src/integrations/embedder/limiter.ts'
import { type SimulatedTime, simulatedTime } from './simulated-time.ts'

const free: RateLimits = { concurrency: 1_000, requestsPerMinute: undefined, tokensPerMinute: undefined }
const never = new AbortController().signal

interface Request {
  readonly after: number
  readonly tokens: number
  readonly takes: number
}
interface Sent {
  readonly place: number
  readonly at: number
  readonly until: number
  readonly tokens: number
}

/** Sends requests that arrive one after another, each taking its time, and tells when each was let through. */
async function send(requests: readonly Request[], limits: RateLimits): Promise<readonly Sent[]> {
  const time = simulatedTime()
  const limiter = createLimiter(time)
  const sent: Sent[] = []
  const one = async ({ tokens, takes }: Request, place: number) => {
    using _ = await limiter.take({ tokens, limits, signal: never })
    const at = time.now()
    sent.push({ place, at, until: at + takes, tokens })
    await time.sleep(takes, never)
  }
  const all = (async () => {
    const over: Promise<void>[] = []
    for (const [place, request] of requests.entries()) {
      if (request.after > 0) await time.sleep(request.after, never)
      over.push(one(request, place))
    }
    await Promise.all(over)
  })()
  await time.run()
  await all
  return sent
}

const request = fc.record({
  after: fc.nat({ max: 30_000 }),
  tokens: fc.integer({ min: 1, max: 60 }),
  takes: fc.integer({ min: 1, max: 90_000 }),
})
const requests = fc.array(request, { minLength: 1, maxLength: 30 })
const limit = fc.integer({ min: 1, max: 8 })

describe('whatever is asked for', () => {
  test('no minute has more requests than allowed, wherever it begins', () =>
    fc.assert(
      fc.asyncProperty(requests, limit, async (all, requestsPerMinute) => {
        const sent = await send(all, { ...free, requestsPerMinute })
        for (const { at } of sent) {
          const within = sent.filter((other) => other.at >= at && other.at < at + 60_000)
          expect(within.length).toBeLessThanOrEqual(requestsPerMinute)
        }
      }),
      { numRuns: 60 },
    ))

  test('no minute has more tokens than allowed, unless one request alone has', () =>
    fc.assert(
      fc.asyncProperty(requests, fc.integer({ min: 20, max: 120 }), async (all, tokensPerMinute) => {
        const sent = await send(all, { ...free, tokensPerMinute })
        for (const { at } of sent) {
          const within = sent.filter((other) => other.at >= at && other.at < at + 60_000)
          const tokens = within.reduce((sum, other) => sum + other.tokens, 0)
          if (within.length > 1) expect(tokens).toBeLessThanOrEqual(tokensPerMinute)
        }
      }),
      { numRuns: 60 },
    ))

  test('no more are in flight than allowed, all are sent, and in the order in which they came', () =>
    fc.assert(
      fc.asyncProperty(requests, limit, limit, async (all, concurrency, requestsPerMinute) => {
        const sent = await send(all, { ...free, concurrency, requestsPerMinute })
        for (const { at } of sent) {
          expect(sent.filter((other) => other.at <= at && other.until > at).length).toBeLessThanOrEqual(concurrency)
        }
        expect(sent.map(({ place }) => place)).toEqual(all.map((_, place) => place))
      }),
      { numRuns: 60 },
    ))

  test('nobody waits who need not', () =>
    fc.assert(
      fc.asyncProperty(requests, limit, async (all, requestsPerMinute) => {
        const sent = await send(all, { ...free, requestsPerMinute })
        sent.forEach(({ at, place }) => {
          const arrived = 1_000_000 + all.slice(0, place + 1).reduce((sum, { after }) => sum + after, 0)
          if (at === arrived) return
          const blocking = sent[place - requestsPerMinute]
          expect(at).toBe((blocking?.at ?? Number.NaN) + 60_000)
        })
      }),
      { numRuns: 60 },
    ))
})

describe('two that share a limiter', () => {
  test('each keeps to its own limit of what both use', async () => {
    const { time, limiter, admitted } = setUp()
    for (const [name, requestsPerMinute] of [
      ['a', 10],
      ['a', 10],
      ['b', 2],
      ['a', 10],
    ] as const) {
      admitted(name, limiter.take({ tokens: 1, limits: { ...free, requestsPerMinute }, signal: never }))
    }
    await time.run()
    expect(admitted.order).toEqual(['a at 0', 'a at 0', 'b at 60', 'a at 60'])
  })

  test('what one is asked to wait the other waits too', async () => {
    const { time, limiter, admitted } = setUp()
    limiter.pauseUntil(time.now() + 5_000)
    admitted('a', limiter.take({ tokens: 1, limits: free, signal: never }))
    await time.run()
    expect(admitted.order).toEqual(['a at 5'])
  })
})

describe('who gives up', () => {
  test('makes room for the next, and leaves no timer behind', async () => {
    const { time, limiter, admitted } = setUp()
    const limits = { ...free, tokensPerMinute: 10 }
    const stop = new AbortController()
    admitted('a', limiter.take({ tokens: 6, limits, signal: never }))
    const large = limiter.take({ tokens: 9, limits, signal: stop.signal })
    admitted('c', limiter.take({ tokens: 4, limits, signal: never }))
    stop.abort(new Error('enough'))
    await expect(large).rejects.toThrow('enough')
    expect(time.waiting).toBe(0)
    await time.run()
    expect(admitted.order).toEqual(['a at 0', 'c at 0'])
  })

  test('is not let in where the signal was aborted before', async () => {
    const { limiter } = setUp()
    const signal = AbortSignal.abort(new Error('too late'))
    await expect(limiter.take({ tokens: 1, limits: free, signal })).rejects.toThrow('too late')
  })
})

test('what the provider counted takes the place of the estimate', async () => {
  const { time, limiter, admitted } = setUp()
  const limits = { ...free, tokensPerMinute: 10 }
  const first = await limiter.take({ tokens: 8, limits, signal: never })
  first.used(3)
  first[Symbol.dispose]()
  admitted('b', limiter.take({ tokens: 7, limits, signal: never }))
  await time.run()
  expect(admitted.order).toEqual(['b at 0'])
})

function setUp() {
  const time: SimulatedTime = simulatedTime()
  const began = time.now()
  const limiter: Limiter = createLimiter(time)
  const order: string[] = []
  const admitted = Object.assign(
    (name: string, slot: Promise<unknown>) =>
      void slot.then(() => order.push(`${name} at ${(time.now() - began) / 1_000}`)),
    { order },
  )
  return { time, limiter, admitted }
}
