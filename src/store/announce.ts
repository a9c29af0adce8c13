import { channel } from 'node:diagnostics_channel'

/**
 * The steps of publishing, in order. `publish.ts` and, for the record, `records/filed-catalog.ts` say what is on the
 * disk after each step.
 */
export type PublishStep = 'written' | 'hashed' | 'synced' | 'linked' | 'folder_synced' | 'recorded' | 'committed'

export interface PublishMessage {
  readonly step: PublishStep
  readonly asset: string
  /** The object's name; `null` before it is known, and for a record that has no blob. */
  readonly sha256: string | null
}

const steps = channel('assetstore:publish')

/** Publishes on `assetstore:publish` that a step is done, so that a test can kill the process at that point. */
export function announce(message: PublishMessage): void {
  if (steps.hasSubscribers) steps.publish(message)
}
