/**
 * Something that alerts have looked at once: a subject, such as an asset that is due, and the time that it is about.
 */
export interface Notice {
  readonly subject: string
  /** ms since 1970. */
  readonly at: number
}

export interface OutboxMessage {
  readonly id: string
  /** Who is told, and what: JSON. */
  readonly receiver: string
  readonly body: string
  /** ms since 1970. */
  readonly at: number
}
