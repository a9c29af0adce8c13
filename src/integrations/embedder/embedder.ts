import { type Resource, resource } from '../../index.ts'
import { checkOptions } from './check-options.ts'
import type { Embed } from './embed.ts'
import { modelProvider } from './model-provider.ts'
import { openEmbedder } from './open-embedder.ts'
import { endpointSettings } from './openai-compatible.ts'
import type { EmbedderOptions } from './options.ts'
import { realWorld } from './world.ts'

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
 * A resource that turns texts into vectors: `resources: { embed: embedder({ … }) }`, and in an asset `await
 * embed(texts)`.
 *
 * Its settings, and so the keys of the assets that use it, have the provider, the model, `dimensions` and whatever else
 * changes the vectors; they do not have the API key, the headers, an endpoint's host, nor how requests are cut, limited
 * and repeated.
 *
 * @throws AssetError `PROJECT_INVALID` where an option is wrong.
 */
export function embedder(raw: EmbedderOptions): Resource<Embed> {
  // An option that is `undefined` is one that was not given.
  const options = Object.fromEntries(
    Object.entries(raw).filter(([, value]) => value !== undefined),
  ) as unknown as EmbedderOptions
  checkOptions(options)
  return resource({
    settings: embedderSettings(options),
    open: () => openEmbedder(options, realWorld),
    close: (embed) => embed[Symbol.dispose](),
  })
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
