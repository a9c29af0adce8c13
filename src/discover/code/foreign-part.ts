/** What a fingerprint says of code in another language. */
export interface ForeignPart {
  /** How it is cut. */
  readonly scheme: string
  /** The files that it is in, and those that it reads, as messages call them. */
  readonly sources: readonly string[]
  readonly provisional?: true
}
