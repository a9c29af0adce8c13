import { AsyncLocalStorage } from 'node:async_hooks'
import { AssetError, addMetadata } from '../../index.ts'
import { checkTexts } from './check-texts.ts'
import { checkVectors } from './check-vectors.ts'
import { embeddingFailed } from './embedding-failed.ts'
import { describeFailure, type Failure } from './failure.ts'
import type { RateLimits } from './limiter.ts'
import type { Provider } from './provider.ts'
import { redact } from './redact.ts'
import { anySignal, within } from './signals.ts'
import { type Batch, type BatchBounds, split } from './split.ts'
import { type Counts, type EmbeddingUsage, noCounts, usageLine, usageOf } from './usage.ts'
import type { World } from './world.ts'

/** What an asset calls. */
export interface Embed extends Disposable {
  /**
   * One vector a text, in the order of the texts. Equal texts are sent once.
   *
   * @throws AssetError `EMBEDDING_TEXT`, `EMBEDDING_FAILED`, `EMBEDDING_RESULT`; the signal's reason where it is
   * aborted.
   */
  (texts: readonly string[], options?: { readonly signal?: AbortSignal | undefined }): Promise<Float32Array[]>
  usage(): EmbeddingUsage
  /** Ends pending requests and logs the usage. The run calls it. */
  [Symbol.dispose](): void
}

export interface EmbedRules {
  readonly dimensions: number | undefined
  readonly bounds: BatchBounds
  readonly limits: RateLimits
  readonly rateGroup: string | undefined
  readonly timeoutMs: number
  readonly retries: number
  readonly price: number | undefined
}

interface EmbedState {
  readonly provider: Provider
  readonly rules: EmbedRules
  readonly world: World
  readonly counts: Counts
  readonly closed: AbortController
  /** The length of the first vector, so that no vector of another model is accepted. */
  dimensions: number | undefined
}

/** A provider that asks for a longer wait than this, in ms, is a failure. */
const longestWait = 10 * 60_000
const firstBackoff = 500
const longestBackoff = 60_000

export function openEmbed(provider: Provider, rules: EmbedRules, world: World): Embed {
  const { dimensions } = rules
  const opened: EmbedState = { provider, rules, world, counts: noCounts(), closed: new AbortController(), dimensions }
  // The log is that of the asset that called last: when the run closes its resources no asset runs any more.
  let asCaller: ReturnType<typeof AsyncLocalStorage.snapshot> | undefined
  const usage = () => usageOf(opened.counts, rules.price)
  const embed = (texts: readonly string[], { signal }: { readonly signal?: AbortSignal | undefined } = {}) => {
    asCaller = AsyncLocalStorage.snapshot()
    return embedTexts(opened, texts, signal)
  }
  return Object.assign(embed, {
    usage,
    [Symbol.dispose]() {
      if (opened.closed.signal.aborted) return
      opened.closed.abort(new DOMException('the embedder was closed', 'AbortError'))
      if (opened.counts.calls > 0) asCaller?.(() => world.log(usageLine(usage(), provider.label)))
    },
  })
}

async function embedTexts(opened: EmbedState, texts: readonly string[], outer?: AbortSignal): Promise<Float32Array[]> {
  checkTexts(texts)
  const { counts, closed, rules } = opened
  using stop = anySignal([closed.signal, outer])
  stop.signal.throwIfAborted()
  const unique = [...new Set(texts)]
  counts.texts += texts.length
  counts.sent += unique.length
  addMetadata({ embedded_texts: unique.length })
  try {
    const batches = split(unique, rules.bounds)
    const vectors = (await Promise.all(batches.map((batch) => embedBatch(opened, batch, stop.signal)))).flat()
    return spread(texts, new Map(unique.map((text, index) => [text, vectors[index] as Float32Array])))
  } catch (error) {
    // Stops the other requests of this call, whose answers are of no use now.
    stop.abort(error)
    throw error
  }
}

/** Every text gets an array of its own, so that changing one in place changes no other. */
function spread(texts: readonly string[], vectors: ReadonlyMap<string, Float32Array>): Float32Array[] {
  const spreadTexts = new Set<string>()
  return texts.map((text) => {
    const vector = vectors.get(text) as Float32Array
    if (spreadTexts.has(text)) return vector.slice()
    spreadTexts.add(text)
    return vector
  })
}

async function embedBatch(opened: EmbedState, batch: Batch, signal: AbortSignal): Promise<Float32Array[]> {
  const { provider, rules, world, counts } = opened
  for (let attempt = 1; ; attempt++) {
    const result = await request(opened, batch, signal)
    if ('vectors' in result) return result.vectors
    const { failure } = result
    const waitMs = waitAfter(failure, attempt, world.random())
    if (!failure.temporary || attempt > rules.retries || waitMs > longestWait) {
      throw embeddingFailed(provider, failure, { attempts: attempt, texts: batch.texts.length })
    }
    counts.retries++
    const what = failure.status === undefined ? redact(failure.answer, provider.secrets) : `HTTP ${failure.status}`
    const seconds = Number((waitMs / 1_000).toPrecision(2))
    world.log(`${provider.label}: ${what}; again in ${seconds} s (try ${attempt + 1} of ${rules.retries + 1})`)
    await world.sleep(waitMs, signal)
  }
}

/**
 * In ms. Exponential, of which a random half, so that many requests that failed together do not come back together
 * ("equal jitter" of Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015). Never sooner than the
 * provider asks.
 */
export function waitAfter({ waitMs }: Pick<Failure, 'waitMs'>, attempt: number, random: number): number {
  const backoff = Math.min(longestBackoff, firstBackoff * 2 ** (attempt - 1))
  const jittered = backoff / 2 + (backoff / 2) * random
  return waitMs === undefined ? jittered : waitMs + (firstBackoff / 2) * random
}

async function request(
  opened: EmbedState,
  { texts, tokens }: Batch,
  signal: AbortSignal,
): Promise<{ vectors: Float32Array[] } | { failure: Failure }> {
  const { provider, rules, world, counts } = opened
  const limiter = world.limiterOf(rules.rateGroup ?? provider.rateGroup)
  using slot = await limiter.take({ tokens, limits: rules.limits, signal })
  counts.calls++
  addMetadata({ embedding_calls: 1 })
  try {
    const answer = await within({ timeoutMs: rules.timeoutMs, signal }, (both) => provider.embed(texts, both))
    slot.used(answer.tokens ?? tokens)
    counts.tokens += answer.tokens ?? tokens
    tellRun(answer.tokens ?? tokens, rules.price)
    if (answer.tokens === undefined) counts.estimatedTokens += tokens
    const expected = { texts, dimensions: opened.dimensions, label: provider.label }
    const vectors = checkVectors(answer.vectors, expected)
    opened.dimensions ??= vectors[0]?.length
    return { vectors }
  } catch (error) {
    signal.throwIfAborted()
    if (AssetError.is(error)) throw error
    const now = world.now()
    const failure = describeFailure(error, now)
    if (provider.ownCode && !failure.isRequest) throw error
    // Everyone who shares the provider waits, not only this request.
    if (failure.temporary && failure.waitMs !== undefined && failure.waitMs <= longestWait) {
      limiter.pauseUntil(now + failure.waitMs)
    }
    return { failure }
  }
}

/** Adds the usage to the metadata of the asset that asked. */
function tellRun(tokens: number, price: number | undefined): void {
  addMetadata({ embedding_tokens: tokens })
  if (price !== undefined) addMetadata({ embedding_cost: (tokens * price) / 1_000_000 })
}
