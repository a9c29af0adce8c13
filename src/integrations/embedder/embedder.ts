import { parseDuration, type Resource, resource } from '../../index.ts'
import { aiSdkProvider, isAiSdkModel } from './ai-sdk.ts'
import { checkModel, checkOptions } from './check-options.ts'
import { type Embed, type EmbedRules, openEmbed } from './embed.ts'
import { embedDocumentsProvider, hasEmbedDocuments } from './embed-documents.ts'
import { endpointProvider, endpointSettings } from './openai-compatible.ts'
import type { EmbedderOptions, EmbeddingModel, ModelOptions } from './options.ts'
import { plainFunctionProvider } from './plain-function.ts'
import type { Bounds, Provider } from './provider.ts'
import { estimateTokens } from './split.ts'
import { realWorld, type World } from './world.ts'

export type { AiSdkModel } from './ai-sdk.ts'
export type { Embed } from './embed.ts'
export type { EmbedDocuments } from './embed-documents.ts'
export type {
  CommonOptions,
  EmbedderOptions,
  EmbeddingModel,
  EndpointOptions,
  LazyOptions,
  ModelOptions,
  Secret,
} from './options.ts'
export type { EmbedFunction } from './plain-function.ts'
export type { EmbeddingUsage } from './usage.ts'

/**
 * A resource that turns texts into vectors: `resources: { embed: embedder({ … }) }`, and in an asset `await embed(texts)`.
 *
 * Its settings, and so the keys of the assets that use it, have the provider, the model, `dimensions` and whatever else changes the
 * vectors; they do not have the API key, the headers, an endpoint's host, nor how requests are cut, limited and repeated.
 *
 * @throws AssetError `PROJECT_INVALID` where an option is wrong.
 */
export function embedder(given: EmbedderOptions): Resource<Embed> {
  // An option that is `undefined` is one that was not given.
  const options = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as unknown as EmbedderOptions
  checkOptions(options)
  return resource({
    settings: embedderSettings(options),
    open: () => openEmbedder(options, realWorld),
    close: (embed) => embed[Symbol.dispose](),
  })
}

export async function openEmbedder(options: EmbedderOptions, world: World): Promise<Embed> {
  const provider = await providerOf(options, world)
  return openEmbed(provider, rulesOf(options, await provider.bounds()), world)
}

function embedderSettings(options: EmbedderOptions): object {
  const { dimensions, settings } = options
  return {
    ...settingsOf(options),
    ...(dimensions === undefined ? {} : { dimensions }),
    ...(settings === undefined ? {} : { settings }),
  }
}

function settingsOf(options: EmbedderOptions): Readonly<Record<string, unknown>> {
  if ('url' in options) return endpointSettings(options)
  if ('model' in options) return modelProvider(options.model, options.providerOptions).settings
  // What it opens is not known before; the code that opens it is in the key.
  const { providerOptions } = options
  return { provider: 'opened', ...(providerOptions && { providerOptions }) }
}

async function providerOf(options: EmbedderOptions, world: World): Promise<Provider> {
  if ('url' in options) return endpointProvider(options, world)
  const model: unknown = 'model' in options ? options.model : await options.open()
  checkModel(model)
  return modelProvider(model, options.providerOptions)
}

function modelProvider(model: EmbeddingModel, providerOptions: ModelOptions['providerOptions']): Provider {
  if (isAiSdkModel(model)) return aiSdkProvider(model, providerOptions)
  return hasEmbedDocuments(model) ? embedDocumentsProvider(model) : plainFunctionProvider(model)
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
