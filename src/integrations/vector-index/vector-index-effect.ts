import {
  AssetError,
  type Awaitable,
  addMetadata,
  type BaseContext,
  type EffectPart,
  type EffectTarget,
} from '../../index.ts'
import type { Filter } from './filter.ts'
import type { IndexRow } from './index-row.ts'
import { type OptionNames, refuseUnknown } from './options.ts'
import { checkedLimit, type RemovalLimit } from './removal-limit.ts'
import { checkFilter, search } from './search.ts'
import { invalid } from './shape.ts'
import { syncIndex } from './sync.ts'
import type { VectorTarget } from './target.ts'
import { verifyIndex } from './verify.ts'

export interface VectorIndexOptions<Ctx> {
  /** Where it is kept: `sqliteIndex({ … })`, `postgresIndex({ … })`, `lanceIndex({ … })`. */
  readonly index: VectorTarget
  /**
   * The vector of a question, by the model that made the rows' vectors: what `assets search` ranks by, beside the
   * words. Its second parameter names the resources that it needs. Without it a question is looked for by its words
   * alone.
   */
  readonly embed?: (question: string, context: Ctx) => Awaitable<ArrayLike<number>>
  /**
   * How many rows a run may take from the index: a number, or a share of those that it has. More of them go only under
   * `assets materialize --allow-removed`. Default: `'50%'`.
   */
  readonly maxRemoved?: RemovalLimit
}

/**
 * The receipt of a run, a table of one row. How much of it the run had to write depends on what was there before, and
 * is metadata of the run.
 */
export interface IndexReceipt {
  /** The number of rows in the index now. */
  readonly rows: number
  /** Over the ids and contents of all rows, in whatever order; 64 hex digits. */
  readonly fingerprint: string
}

const names: OptionNames<VectorIndexOptions<unknown>> = { index: true, embed: true, maxRemoved: true }

type Rows = Iterable<IndexRow> | AsyncIterable<IndexRow>

/**
 * The target of an effect that keeps a vector index in step: the function returns the rows, each `{ id, vector, text?,
 * metadata? }`, and those that differ are written. `assets materialize --verify` reads the whole index, and `assets
 * search` asks it.
 *
 * @throws AssetError `PROJECT_INVALID` where an option is wrong.
 */
export function vectorIndex<Ctx = BaseContext>(
  options: VectorIndexOptions<Ctx>,
): EffectTarget<Rows, IndexReceipt, Ctx> {
  refuseUnknown(options, names)
  const { index, embed, maxRemoved = '50%' } = options
  if (typeof index?.read !== 'function')
    throw invalid('has no `index`', "give one: index: sqliteIndex({ file: '…', dimensions: 384 })")
  if (embed !== undefined && typeof embed !== 'function')
    throw invalid('has a wrong `embed`', 'give a function: the vector of a question')
  const keeper = { index, maxRemoved: checkedLimit(maxRemoved) }
  return {
    get place() {
      return index.place ?? index
    },
    get file() {
      return index.file
    },
    sync: (rows, context) => syncRows(keeper, rows, context),
    verify: (receipt) => compare(index, receipt),
    embed,
    checkFilter: (filter) => checkFilter(index, filter as Filter),
    search: ({ question, vector, k, filter }) => search(index, { text: question, vector, k, filter: filter as Filter }),
  }
}

interface Keeper {
  readonly index: VectorTarget
  readonly maxRemoved: RemovalLimit
}

async function syncRows({ index, ...keeper }: Keeper, rows: Rows, context: EffectPart): Promise<IndexReceipt> {
  if (!isIterable(rows)) throw noRows()
  const { key, verify, allowRemoved, signal, progress: onProgress, log } = context
  const maxRemoved = allowRemoved ? '100%' : keeper.maxRemoved
  const options = { key, verify, maxRemoved, signal, onProgress }
  const { receipt, upserted, deleted, unchanged } = await syncIndex(index, rows, options)
  log(`${index.label}: ${upserted} upserted, ${deleted} deleted, ${unchanged} unchanged`)
  addMetadata({ upserted, deleted, unchanged })
  return { rows: receipt.rows, fingerprint: receipt.version }
}

function isIterable(rows: unknown): boolean {
  return typeof rows === 'object' && rows !== null && (Symbol.iterator in rows || Symbol.asyncIterator in rows)
}

function noRows(): AssetError {
  return new AssetError({
    code: 'INDEX_ROW',
    message: 'what was returned for the vector index has no rows that can be gone through',
    fix: 'return an array, a generator, or such as documents.map(({ id, text, embedding }) => ({ id, text, vector: embedding }))',
  })
}

async function compare(index: VectorTarget, receipt: IndexReceipt) {
  const before = summary(receipt.rows, receipt.fingerprint)
  const verification = await verifyIndex(index)
  if (verification === undefined)
    return { ok: false, message: `there is no index in ${index.label}`, before, after: 'nothing' }
  const { rows, version, damaged, damage } = verification
  if (damage !== undefined && (rows === 0 || version === receipt.fingerprint))
    return { ok: false, message: `${index.label} is damaged: ${damage}`, before, after: 'damaged' }
  const ok = version === receipt.fingerprint && damaged.length === 0
  return { ok, message: difference(index.label, { rows, damaged, receipt }), before, after: summary(rows, version) }
}

function difference(
  label: string,
  { rows, damaged, receipt }: { rows: number; damaged: readonly string[]; receipt: IndexReceipt },
): string {
  if (rows !== receipt.rows) return `${label} has ${counted(rows)} in place of ${receipt.rows}`
  const [first] = damaged
  if (first === undefined) return `${label} has other rows than were written`
  const others = damaged.length === 1 ? '' : ` and ${damaged.length - 1} more`
  return `${label} has another row ${JSON.stringify(first)}${others} than was written`
}

const counted = (rows: number): string => `${rows} ${rows === 1 ? 'row' : 'rows'}`
const summary = (rows: number, fingerprint: string): string => `${counted(rows)}, ${fingerprint.slice(0, 12)}`
