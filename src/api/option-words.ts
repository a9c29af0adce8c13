import { AssetError, AssetErrors, type OptionWords, type RequestOption, textsOf } from '../errors.ts'

/** A program has no flags: `partitions` of the call. */
export const programWords: OptionWords = (option) => `\`${option}\``

/** Calls that say an option in another word. */
const ownWords: Readonly<Record<string, { readonly [Option in RequestOption]?: string }>> = {
  table: { partitions: 'partition' },
}

/** Does what a call asks for; an error of it says options in the words of that call. */
export async function inWordsOf<T>(call: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const words: OptionWords = (option) => `\`${ownWords[call]?.[option] ?? option}\``
    if (error instanceof AssetErrors) throw new AssetErrors(error.errors.map((one) => inWords(one, words)))
    throw AssetError.is(error) ? inWords(error, words) : error
  }
}

function inWords(error: AssetError, words: OptionWords): AssetError {
  const { message, fix } = textsOf(error, words)
  if (message === error.message && fix === error.fix) return error
  const { code, at, facts, cause } = error
  return new AssetError({ code, message, at, facts, fix, cause: cause ?? error })
}
