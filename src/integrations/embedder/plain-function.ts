import type { Awaitable } from '../../index.ts'
import type { Provider } from './provider.ts'

/** One vector a text, in the order of the texts. Its code is part of the key of every asset that uses it. */
export type EmbedFunction = (
  texts: readonly string[],
  options: { readonly signal: AbortSignal },
) => Awaitable<readonly ArrayLike<number>[]>

export function plainFunctionProvider(embed: EmbedFunction): Provider {
  return {
    label: embed.name === '' ? 'the function' : `the function ${embed.name}`,
    rateGroup: embed,
    settings: { provider: 'function' },
    secrets: [],
    ownCode: true,
    bounds: async () => ({}),
    embed: async (texts, signal) => ({ vectors: await embed(texts, { signal }), tokens: undefined }),
    cure: () => undefined,
  }
}
