/** The usage of an embedder since it was opened, which is that of the run. */
export interface EmbeddingUsage {
  /** How many texts were asked for, and how many were left to send when equal ones were put together. */
  readonly texts: number
  readonly sent: number
  /** Requests in all, those that failed included. */
  readonly calls: number
  /** How many of the calls were another try. */
  readonly retries: number
  /** As the provider counts them or, where it does not, as `countTokens` does. */
  readonly tokens: number
  /** How many of the tokens the provider did not count. */
  readonly estimatedTokens: number
  /** In the currency of `pricePerMillionTokens`; `undefined` where no price is given. */
  readonly cost: number | undefined
}

export type Counts = { -readonly [Name in keyof Omit<EmbeddingUsage, 'cost'>]: number }

export function noCounts(): Counts {
  return { texts: 0, sent: 0, calls: 0, retries: 0, tokens: 0, estimatedTokens: 0 }
}

export function usageOf(counts: Counts, price: number | undefined): EmbeddingUsage {
  return { ...counts, cost: price === undefined ? undefined : (counts.tokens * price) / 1_000_000 }
}

/** `sent 120 texts in 3 calls (1 retry) to text-embedding-3-small of api.openai.com: 4,210 tokens, cost 0.0000842` */
export function usageLine(usage: EmbeddingUsage, label: string): string {
  const { sent, calls, retries, tokens, estimatedTokens, cost } = usage
  const tried = retries === 0 ? '' : ` (${plural(retries, 'retry', 'retries')})`
  const about = estimatedTokens === 0 ? '' : 'about '
  const costs = cost === undefined ? '' : `, cost ${about}${Number(cost.toPrecision(3))}`
  return `sent ${plural(sent, 'text')} in ${plural(calls, 'call')}${tried} to ${label}: ${about}${plural(tokens, 'token')}${costs}`
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`
}
