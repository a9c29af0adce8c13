/** One thing that was looked at. `warn` is worth knowing and stops nothing. */
export interface Finding {
  readonly name: string
  readonly state: 'ok' | 'warn' | 'bad'
  /** The result, in words. */
  readonly found: string
  /** What to do about it. */
  readonly fix?: string
}
