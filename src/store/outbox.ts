/** A subject that alerts have handled, such as an asset that is due, with the time in question. */
export interface Notice {
  readonly subject: string
  /** ms since 1970. */
  readonly at: number
}

export interface OutboxMessage {
  readonly id: string
  /** The receiver and the message: JSON. */
  readonly receiver: string
  readonly body: string
  /** ms since 1970. */
  readonly at: number
}

/** The longest wait between two attempts at a message, whatever its receiver asks for. */
export const longestRestMs = 24 * 3_600_000
