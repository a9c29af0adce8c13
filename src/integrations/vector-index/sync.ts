import { createHash } from 'node:crypto'
import { checkRow, duplicateId, type HashedRow, type IndexRow, rowHash } from './index-row.ts'
import { type OptionNames, refuseUnknown } from './options.ts'
import { checkedLimit, type RemovalLimit, refuseLoss } from './removal-limit.ts'
import type { Known, Receipt, VectorTarget, Writer } from './target.ts'

export interface SyncOptions {
  /** The key of the rows: where the target's receipt has the same one, no row is looked at. */
  readonly key?: string
  /** Reads everything that the target has, and repairs what another program has changed. */
  readonly verify?: boolean
  /** Refuses to make the index smaller by more than so many rows, or such a share of them. Default: `'100%'`. */
  readonly maxRemoved?: RemovalLimit
  readonly signal?: AbortSignal
  /** Called as the rows are gone through, with how many that were. */
  readonly onProgress?: (rows: number) => void
}

export interface Synced {
  readonly receipt: Receipt
  readonly upserted: number
  readonly deleted: number
  readonly unchanged: number
  /**
   * With `verify`: ids of rows that were not as they were written; those that were gone or are strangers count above.
   */
  readonly damaged: readonly string[]
}

const names: OptionNames<SyncOptions> = { key: true, verify: true, maxRemoved: true, signal: true, onProgress: true }
const batchSize = 1_000

/**
 * Makes the target hold exactly these rows, and touches only those that differ. New rows are in before old ones go; it
 * can be ended at any point and run again.
 *
 * @throws AssetError `INDEX_ROW` where two rows have one id, or one cannot be indexed; `INDEX_EMPTIED`;
 * `INDEX_UNAVAILABLE`; `PROJECT_INVALID` where an option is wrong.
 */
export async function syncIndex(
  target: VectorTarget,
  rows: Iterable<IndexRow> | AsyncIterable<IndexRow>,
  options: SyncOptions = {},
): Promise<Synced> {
  refuseUnknown(options, names)
  const { key = null, verify = false, signal, onProgress = () => undefined } = options
  const maxRemoved = checkedLimit(options.maxRemoved ?? '100%')
  const before = key === null || verify ? undefined : await target.receipt()
  if (before !== undefined && before.key === key) {
    return { receipt: before, upserted: 0, deleted: 0, unchanged: before.rows, damaged: [] }
  }
  let synced: Synced | undefined
  await target.write(async (writer) => {
    const { hashes, damaged } = verify ? await foundIn(writer) : { hashes: await knownIn(writer), damaged: [] }
    const changes = await upsertAll(writer, hashes, { rows, target, signal, onProgress })
    refuseLoss(target.label, { before: hashes.size, after: changes.wanted.size }, maxRemoved)
    const removed = [...hashes.keys()].filter((id) => !changes.wanted.has(id))
    for (let from = 0; from < removed.length; from += batchSize)
      await writer.remove(removed.slice(from, from + batchSize))
    signal?.throwIfAborted()
    const { wanted, upserted } = changes
    const receipt = receiptOf(wanted, key)
    synced = { receipt, upserted, deleted: removed.length, unchanged: wanted.size - upserted, damaged }
    return receipt
  })
  return synced as unknown as Synced
}

interface IndexChanges {
  readonly rows: Iterable<IndexRow> | AsyncIterable<IndexRow>
  readonly target: VectorTarget
  readonly signal: AbortSignal | undefined
  readonly onProgress: (rows: number) => void
}

async function upsertAll(
  writer: Writer,
  hashes: ReadonlyMap<string, string>,
  { rows, target, signal, onProgress }: IndexChanges,
) {
  const hashOfRow = new Map<string, string>()
  let upserted = 0
  let batch: HashedRow[] = []
  const flush = async () => {
    signal?.throwIfAborted()
    if (batch.length > 0) await writer.upsert(batch)
    upserted += batch.length
    batch = []
  }
  for await (const row of rows) {
    const checked = checkRow(row, target.shape)
    if (hashOfRow.has(checked.id)) throw duplicateId(checked.id)
    hashOfRow.set(checked.id, checked.hash)
    if (hashOfRow.size % batchSize === 0) onProgress(hashOfRow.size)
    if (hashes.get(checked.id) === checked.hash) continue
    if (batch.push(checked) >= batchSize) await flush()
  }
  await flush()
  onProgress(hashOfRow.size)
  return { wanted: hashOfRow, upserted }
}

async function knownIn(writer: Writer): Promise<Map<string, string>> {
  const hashes = new Map<string, string>()
  for await (const batch of writer.known()) for (const { id, hash } of batch) hashes.set(id, hash)
  return hashes
}

/**
 * The rows by their actual contents: a row that was changed by another program has another hash than the one that was
 * written with it.
 */
async function foundIn(writer: Writer): Promise<{ hashes: Map<string, string>; damaged: string[] }> {
  await writer.tidy()
  const hashes = new Map<string, string>()
  const damaged: string[] = []
  for await (const batch of writer.contents()) {
    for (const row of batch) {
      const actual = rowHash(row)
      if (actual !== row.hash) damaged.push(row.id)
      // A hash that was changed is written again too.
      hashes.set(row.id, actual === row.hash ? actual : '')
    }
  }
  return { hashes, damaged }
}

function receiptOf(wanted: ReadonlyMap<string, string>, key: string | null): Receipt {
  const entries = [...wanted].map(([id, hash]) => ({ id, hash }))
  return { version: versionOf(entries), rows: wanted.size, key, appliedAt: new Date().toISOString() }
}

/** The version of a set of rows, whatever their order. */
export function versionOf(rows: Iterable<Known>): string {
  const lines = Array.from(rows, ({ id, hash }) => `${hash} ${id}`).sort()
  const digest = createHash('sha256')
  for (const line of lines) digest.update(`${Buffer.byteLength(line)}:${line}`)
  return digest.digest('hex')
}
