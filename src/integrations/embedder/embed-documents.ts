import type { Provider } from './provider.ts'

/** The part of LangChain's `Embeddings` that is used here. */
export interface EmbedDocuments {
  embedDocuments(texts: string[]): PromiseLike<readonly (readonly number[])[]>
}

export function hasEmbedDocuments(model: unknown): model is EmbedDocuments {
  if (typeof model !== 'object' || model === null) return false
  return 'embedDocuments' in model && typeof model.embedDocuments === 'function'
}

/** The members by which such objects name what they use. Other members may be secrets, and are not read. */
const telling = ['model', 'modelName', 'dimensions', 'stripNewLines'] as const

export function embedDocumentsProvider(model: EmbedDocuments): Provider {
  const members = model as unknown as Readonly<Record<string, unknown>>
  const fields = Object.fromEntries(
    telling.flatMap((name) => (isTelling(members[name]) ? [[name, members[name]] as const] : [])),
  )
  // LangChain's older name for the same.
  if (fields.model !== undefined) delete fields.modelName
  const className = model.constructor.name
  const provider = ['', 'Object'].includes(className) ? 'embedDocuments' : className
  const modelName = fields.model ?? fields.modelName
  return {
    label: modelName === undefined ? provider : `${modelName} of ${provider}`,
    rateGroup: className === 'Object' ? model : provider,
    settings: { provider, ...fields },
    secrets: [],
    bounds: async () => ({}),
    embed: async (texts) => ({ vectors: await model.embedDocuments([...texts]), tokens: undefined }),
    cure: ({ status }) =>
      status === 401 || status === 403 ? `give the ${provider} an API key that may use the model` : undefined,
  }
}

const isTelling = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value)
