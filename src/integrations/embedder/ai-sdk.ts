import { type Answer, type Provider, tokensFrom } from './provider.ts'

/** An embedding model of the AI SDK, by its shape: `openai.embedding('text-embedding-3-small')`. */
export interface AiSdkModel {
  readonly specificationVersion: string
  readonly provider: string
  readonly modelId: string
  readonly maxEmbeddingsPerCall: number | undefined | PromiseLike<number | undefined>
  readonly supportsParallelCalls: boolean | PromiseLike<boolean>
  doEmbed(options: AiSdkCall): PromiseLike<AiSdkResult>
}
interface AiSdkCall {
  readonly values: string[]
  readonly abortSignal?: AbortSignal | undefined
  readonly providerOptions?: object | undefined
}
interface AiSdkResult {
  readonly embeddings: readonly (readonly number[])[]
  readonly usage?: { readonly tokens: number } | undefined
}

/**
 * The specifications whose `doEmbed` takes `values` and `abortSignal` and gives `embeddings` and `usage.tokens`.
 * https://github.com/vercel/ai/tree/main/packages/provider/src/embedding-model
 */
export const knownSpecifications: readonly string[] = ['v2', 'v3', 'v4']

/** Whether it is meant as one, whatever its specification. */
export function isAiSdkModel(model: unknown): model is AiSdkModel {
  if (typeof model !== 'object' || model === null) return false
  return 'specificationVersion' in model && 'doEmbed' in model && typeof model.doEmbed === 'function'
}

export function aiSdkProvider(model: AiSdkModel, providerOptions: object | undefined): Provider {
  const { provider, modelId } = model
  return {
    label: `${modelId} of ${provider}`,
    // "openai.embedding": the kind of the model follows the provider.
    rateGroup: provider.split('.', 1)[0] as string,
    settings: { provider, model: modelId, ...(providerOptions && { providerOptions }) },
    secrets: [],
    async bounds() {
      const [texts, parallel] = await Promise.all([model.maxEmbeddingsPerCall, model.supportsParallelCalls])
      return { texts, parallel }
    },
    async embed(texts, signal): Promise<Answer> {
      const result = await model.doEmbed({
        values: [...texts],
        abortSignal: signal,
        ...(providerOptions && { providerOptions }),
      })
      return { vectors: result.embeddings, tokens: tokensFrom(result.usage?.tokens) }
    },
    cure: ({ status }) =>
      status === 401 || status === 403 ? `give ${provider} an API key that may use ${modelId}` : undefined,
  }
}
