import type { Awaitable, Duration } from '../../index.ts'
import type { AiSdkModel } from './ai-sdk.ts'
import type { EmbedDocuments } from './embed-documents.ts'
import type { EmbedFunction } from './plain-function.ts'

export type EmbedderOptions = EndpointOptions | ModelOptions | LazyOptions
export type EmbeddingModel = AiSdkModel | EmbedDocuments | EmbedFunction

/** An endpoint that speaks OpenAI's protocol: OpenAI, Azure, Mistral, Voyage, Jina, Ollama, vLLM, LM Studio, … */
export interface EndpointOptions extends CommonOptions {
  /** The endpoint, or what stands before its `/embeddings`. Its path and query are part of the key, its host is not. */
  readonly url: string
  readonly model: string
  /**
   * The name of an environment variable, such as `OPENAI_API_KEY`, or the key itself. Never part of the key of an
   * asset.
   */
  readonly apiKey?: Secret | undefined
  /** Sent with every request; not part of the key. */
  readonly headers?: Readonly<Record<string, Secret>>
  /** More fields of the request's body, such as `{ input_type: 'document' }`. Part of the key. */
  readonly body?: Readonly<Record<string, unknown>>
  /**
   * The encoding of vectors in answers. `base64` takes a quarter of the bytes, where the endpoint supports it; both are
   * read. Default `float`.
   */
  readonly encoding?: 'float' | 'base64'
}

/** A text in capitals with an underscore names a variable, any other is the value; the object forms leave no doubt. */
export type Secret = string | { readonly env: string } | { readonly value: string }

export interface ModelOptions extends CommonOptions {
  /** An embedding model of the AI SDK, an object with `embedDocuments` such as LangChain's, or a function. */
  readonly model: EmbeddingModel
  /** For a model of the AI SDK: handed to it with every request. Part of the key. */
  readonly providerOptions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

export interface LazyOptions extends CommonOptions {
  /**
   * Makes the model at the first asset that needs it, so that loading the project does not load the library. Its code
   * is part of the key; what it reads from elsewhere belongs into `settings`.
   */
  readonly open: () => Awaitable<EmbeddingModel>
  readonly providerOptions?: ModelOptions['providerOptions']
}

export interface CommonOptions {
  /** Plain JSON that changes the vectors in a way that cannot be seen from here. Part of the key. */
  readonly settings?: Readonly<Record<string, unknown>>
  /** The length that each vector must have. It is also sent to an endpoint. Part of the key. */
  readonly dimensions?: number
  /** Texts a request. Default: what the model says, and otherwise 100. */
  readonly batchSize?: number
  /** Tokens a request, as `countTokens` counts. A text that alone has more goes alone. Default 100,000. */
  readonly batchTokens?: number
  /** Default: a third of the bytes in UTF-8, which is more than there are in nearly every text. */
  readonly countTokens?: (text: string) => number
  /** Requests at a time. Default 4. */
  readonly concurrency?: number
  readonly requestsPerMinute?: number
  readonly tokensPerMinute?: number
  /** Embedders of one group share concurrency and rate. Default: the provider (an endpoint's host). */
  readonly rateGroup?: string
  /** For one request. Default `'60s'`. */
  readonly timeout?: Duration
  /** How often a request is sent again after a 429, a 5xx, a lost connection or a timeout. Default 5. */
  readonly retries?: number
  /** The price of a million tokens, in whatever currency the cost is to be told in. */
  readonly pricePerMillionTokens?: number
}
