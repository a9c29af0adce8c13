/** Takes errors that nobody caught: a rejected promise that nobody waits for arrives as one too. */
export interface StrayErrors {
  /** Whether the code that failed was called by this listener. It is called where the error arrives. */
  owns(): boolean
  /** Takes errors without an owner before the other listeners do. */
  readonly isFirst: boolean
  take(error: unknown): void
}

const all = new Set<StrayErrors>()

/**
 * Listens until what it returns is called. Several may listen in one process, such as two runs, or a run while another
 * project is loaded: an error goes to its owner; one without an owner goes to the listener with `isFirst`, else to all.
 */
export function takeStrayErrors(one: StrayErrors): () => void {
  if (all.size === 0) process.on('uncaughtException', hand)
  all.add(one)
  return () => {
    if (all.delete(one) && all.size === 0) process.removeListener('uncaughtException', hand)
  }
}

function hand(error: unknown): void {
  const listeners = [...all]
  const owner = listeners.find((one) => one.owns())
  const first = listeners.filter(({ isFirst }) => isFirst)
  const takers = owner !== undefined ? [owner] : first.length > 0 ? first : listeners
  for (const one of takers) one.take(error)
}
