/** Whatever turns texts into vectors, in the one form that the rest works with. One file a shape makes it. */
export interface Provider {
  /** For messages: `text-embedding-3-small of openai.embedding`. */
  readonly label: string
  /** The group whose members share their limits. An object is a group of its own. */
  readonly rateGroup: string | object
  /** What changes the vectors. Plain JSON, and never a secret: it is written into the lock file. */
  readonly settings: Readonly<Record<string, unknown>>
  /** How many texts a request may have, and whether there may be more than one request at a time; asked once. */
  bounds(): Promise<Bounds>
  /** One request. Rejects with whatever the other side throws. */
  embed(texts: readonly string[], signal: AbortSignal): Promise<Answer>
  /** Secrets, which no message may contain. */
  readonly secrets: readonly string[]
  /** What to do about a failure that only this kind of provider knows about. */
  cure(failure: { readonly status: number | undefined; readonly answer: string }): string | undefined
  /** Its errors are the user's own code: what is no failure of a request is thrown on as it is, with its stack. */
  readonly ownCode?: boolean
}

export interface Bounds {
  readonly texts?: number | undefined
  readonly parallel?: boolean | undefined
}

/** Nothing in it is believed before `checkVectors` has seen it. */
export interface Answer {
  readonly vectors: unknown
  /** As the provider counts them; `undefined` where it does not say. */
  readonly tokens: number | undefined
}

export function tokensFrom(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}
