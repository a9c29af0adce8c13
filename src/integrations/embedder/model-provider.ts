import { aiSdkProvider, isAiSdkModel } from './ai-sdk.ts'
import { embedDocumentsProvider, hasEmbedDocuments } from './embed-documents.ts'
import type { EmbeddingModel, ModelOptions } from './options.ts'
import { plainFunctionProvider } from './plain-function.ts'
import type { Provider } from './provider.ts'

/** Recognises models by their shape, since none of these libraries is imported. */
export function modelProvider(model: EmbeddingModel, providerOptions: ModelOptions['providerOptions']): Provider {
  if (isAiSdkModel(model)) return aiSdkProvider(model, providerOptions)
  return hasEmbedDocuments(model) ? embedDocumentsProvider(model) : plainFunctionProvider(model)
}
