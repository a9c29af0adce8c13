/**
 * The events of alerts. `failed`: an asset or source was run and failed. `recovered`: one that had failed was made
 * again. `check_failed`: a check failed. `finished`: a run that made something is over. `late`: an asset was not made
 * by its `dueBy`.
 */
export const alertKinds = ['failed', 'recovered', 'check_failed', 'finished', 'late'] as const
export type AlertKind = (typeof alertKinds)[number]

/** Who receives which events. Each receiver gets at most one message a run, and one for each look at what is late. */
export interface Alert {
  readonly when: readonly AlertKind[]
  /** Names and expressions of the selection grammar; several are one union. Default: everything. */
  readonly select?: string | readonly string[]
  readonly to: AlertReceiver | readonly AlertReceiver[]
}

/** A registered symbol: the command and the package that a project imports are two bundles. */
export const receiverSymbol: unique symbol = Symbol.for('assetstore.receiver')

export interface AlertReceiver {
  readonly [receiverSymbol]: ReceiverDefinition
}
export type ReceiverDefinition =
  | { readonly type: 'webhook'; readonly url: string; readonly secret?: string }
  | { readonly type: 'slack'; readonly url: string }
  | { readonly type: 'command'; readonly words: readonly string[] }

/**
 * Posts the message as JSON. `url` and `secret` are the names of variables, so that neither is written down: with a
 * `secret` the header `x-assets-signature` is `sha256=` and the HMAC of the body under it, in hex. `x-assets-id` is the
 * same where a message is sent again.
 */
export const webhook = (options: { readonly url: string; readonly secret?: string }): AlertReceiver =>
  receiver({ type: 'webhook', ...options })

/** An incoming webhook of Slack; `url` is the name of the variable that has its address. */
export const slack = (options: { readonly url: string }): AlertReceiver => receiver({ type: 'slack', ...options })

/**
 * Starts a program with the message as JSON on its stdin: `command(['node', 'tell.mjs'])`. Exit code 0 means that it
 * was received.
 */
export const command = (words: readonly string[]): AlertReceiver => receiver({ type: 'command', words })

const receiver = (definition: ReceiverDefinition): AlertReceiver => Object.freeze({ [receiverSymbol]: definition })

export function receiverOf(value: unknown): ReceiverDefinition | undefined {
  if (typeof value !== 'object' || value === null || !(receiverSymbol in value)) return undefined
  return (value as AlertReceiver)[receiverSymbol]
}
