import { parseDuration } from '../../index.ts'
import { checkModel } from './check-options.ts'
import { type Embed, type EmbedRules, openEmbed } from './embed.ts'
import { modelProvider } from './model-provider.ts'
import { endpointProvider } from './openai-compatible.ts'
import type { EmbedderOptions } from './options.ts'
import type { Bounds, Provider } from './provider.ts'
import { estimateTokens } from './split.ts'
import type { World } from './world.ts'

export async function openEmbedder(options: EmbedderOptions, world: World): Promise<Embed> {
  const provider = await providerOf(options, world)
  return openEmbed(provider, rulesOf(options, await provider.bounds()), world)
}

async function providerOf(options: EmbedderOptions, world: World): Promise<Provider> {
  if ('url' in options) return endpointProvider(options, world)
  const model: unknown = 'model' in options ? options.model : await options.open()
  checkModel(model)
  return modelProvider(model, options.providerOptions)
}

const defaults = { batchSize: 100, batchTokens: 100_000, concurrency: 4, timeoutMs: 60_000, retries: 5 }

function rulesOf(options: EmbedderOptions, { texts, parallel }: Bounds): EmbedRules {
  const { batchTokens = defaults.batchTokens, concurrency = defaults.concurrency, tokensPerMinute } = options
  const most = texts ?? Number.POSITIVE_INFINITY
  return {
    dimensions: options.dimensions,
    bounds: {
      texts: Math.min(most, options.batchSize ?? (texts === undefined ? defaults.batchSize : most)),
      // A request of more than a minute's tokens would wait for an empty minute.
      tokens: Math.min(batchTokens, tokensPerMinute ?? Number.POSITIVE_INFINITY),
      countTokens: options.countTokens ?? estimateTokens,
    },
    limits: {
      concurrency: parallel === false ? 1 : concurrency,
      requestsPerMinute: options.requestsPerMinute,
      tokensPerMinute,
    },
    rateGroup: options.rateGroup,
    timeoutMs: options.timeout === undefined ? defaults.timeoutMs : (parseDuration(options.timeout) as number),
    retries: options.retries ?? defaults.retries,
    price: options.pricePerMillionTokens,
  }
}
