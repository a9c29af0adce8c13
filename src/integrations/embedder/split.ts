export interface Batch {
  readonly texts: readonly string[]
  readonly tokens: number
}

export interface BatchBounds {
  readonly texts: number
  readonly tokens: number
  readonly countTokens: (text: string) => number
}

/**
 * Cuts the texts, in order, into as few batches as that allows. A text that alone has more tokens than a batch may have
 * is a batch of its own: it is the provider's to refuse it.
 */
export function split(texts: readonly string[], bounds: BatchBounds): Batch[] {
  const batches: { texts: string[]; tokens: number }[] = []
  for (const text of texts) {
    const tokens = bounds.countTokens(text)
    const last = batches.at(-1)
    if (last !== undefined && last.texts.length < bounds.texts && last.tokens + tokens <= bounds.tokens) {
      last.texts.push(text)
      last.tokens += tokens
    } else batches.push({ texts: [text], tokens })
  }
  return batches
}

/**
 * A third of the bytes in UTF-8, rounded up. English prose has a token for 4 to 5 bytes, code for about 3, and a
 * Chinese or Japanese character, of 3 bytes, is about one: an estimate to stay within limits with, rather too high than
 * too low.
 */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 3)
}
