import { channel } from 'node:diagnostics_channel'

/**
 * The steps of publishing, in order. What is on the disk after each of them is written in `publish.ts` and, of the
 * record, in `records/filed-catalog.ts`.
 */
export type PublishStep = 'written' | 'hashed' | 'synced' | 'linked' | 'folder_synced' | 'recorded' | 'committed'

export interface PublishMessage {
  readonly step: PublishStep
  readonly asset: string
  /** The object's name; `null` before it is known, and for a record that has no blob. */
  readonly sha256: string | null
}

const steps = channel('assetstore:publish')

/** Tells whoever listens on `assetstore:publish` that a step is done; a test can then kill the process right there. */
export function announce(message: PublishMessage): void {
  if (steps.hasSubscribers) steps.publish(message)
}
