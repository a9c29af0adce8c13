/**
 * The closed lists that every verdict is made of. A word here is a word in the README, in the terminal and in `--json`;
 * adding one is an addition to the command-line contract, renaming one is a new `schemaVersion`.
 */

/** What is true of an asset now. The order is the precedence: the first that holds is the status. */
export const statuses = [
  'error',
  'running',
  'failed',
  'blocked',
  'missing',
  'broken',
  'stale',
  'maybe',
  'unknown',
  'pinned',
  'fresh',
] as const
export type Status = (typeof statuses)[number]

/**
 * What a run would do with an asset. `run?` is decided when its inputs are final: an equal upstream saves it.
 * `blocked`: nothing, for a blocking check is known to fail, or a receipt of what is done was refused.
 */
export const actions = ['run', 'run?', 'reuse', 'observe', 'blocked', 'skip'] as const
export type Action = (typeof actions)[number]

/** What a run did with an asset. */
export const outcomes = [
  'ran',
  'unchanged',
  'reused',
  'cut_off',
  'skipped',
  'observed',
  'failed',
  'blocked',
  'cancelled',
  'accepted',
] as const
export type Outcome = (typeof outcomes)[number]

const causeKinds = [
  'never_materialized',
  'renamed',
  'code_changed',
  'package_changed',
  'config_changed',
  'env_changed',
  'options_changed',
  'input_added',
  'input_removed',
  'upstream_changed',
  'upstream_stale',
  'source_changed',
  'source_unobserved',
  'output_missing',
  'output_corrupt',
  'partition_set_changed',
  'ttl_expired',
  'volatile',
  'receipt_mismatch',
  'receipt_refused',
  'check_failed',
  'pinned',
  'forced',
  'salt_changed',
] as const
export type CauseKind = (typeof causeKinds)[number]

/** Causes that lie in the asset's own definition. Only its author can say whether they change the data. */
const ofDefinition: ReadonlySet<CauseKind> = new Set([
  'code_changed',
  'package_changed',
  'config_changed',
  'env_changed',
  'options_changed',
  'salt_changed',
])
export const isOfDefinition = ({ kind }: Pick<Cause, 'kind'>): boolean => ofDefinition.has(kind)

/** Causes that stop a step until somebody has mended the reason. */
const ofHolds: ReadonlySet<CauseKind> = new Set(['check_failed', 'receipt_refused'])
export const isHold = ({ kind }: Pick<Cause, 'kind'>): boolean => ofHolds.has(kind)

/** Why an asset is not fresh. `message` is a whole sentence for a person; the other fields are for a program. */
export interface Cause {
  readonly kind: CauseKind
  /** The declaration, package, config pointer, variable, upstream asset or file that the cause is about. */
  readonly subject?: string
  readonly before?: string
  readonly after?: string
  /** `file:line` where it can be looked at. */
  readonly at?: string
  /** The import chain from the asset to `subject`, where it is not the asset's own. */
  readonly via?: readonly string[]
  readonly message: string
  /** For `upstream_stale`: the causes at the root, so that one edit behind many assets is told once. */
  readonly roots?: readonly RootCause[]
}
export interface RootCause extends Omit<Cause, 'roots'> {
  readonly asset: string
}
