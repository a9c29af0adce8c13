import { type CallWatch, openPool } from './call-pool.ts'
import { contentKey, contentKeyInMemory } from './content-key.ts'
import { keysOf } from './row-keys.ts'
import type { Entry, Origin, Tracked, Work, WorkHooks } from './work.ts'

interface Queued {
  readonly entry: Entry
  readonly origin: Origin
}

export interface MapOptions {
  /** The number of the function in the chain, counted from 0. */
  readonly step: number
  /** Whether the contents are known to be different, and their keys to be unique. */
  readonly distinct: boolean
  readonly signal: AbortSignal | undefined
  readonly hooks: WorkHooks | undefined
  readonly watch?: CallWatch | undefined
  readonly lost: Set<number>
  readonly onDone: ((rows: number) => void) | undefined
}

/**
 * The least number of contents, or of rows made from them, that are remembered: an equal row further away may be
 * computed again.
 */
const mostContents = 4096
const mostOutputs = 16_384

/**
 * Sends every row through the work and returns the resulting rows, in the order of the input. At most `concurrency`
 * calls are under way, which also bounds what waits for them. A failure ends it at once; calls under way are abandoned.
 */
export async function* mapRows(
  source: AsyncIterable<Tracked[]>,
  work: Work,
  options: MapOptions,
): AsyncGenerator<Tracked[]> {
  const pool = openPool(work, options)
  const find = finder(work, options)
  const queue: Queued[] = []
  let batch: Entry[] = []
  let over = 0
  const takeDone = (): Tracked[] => {
    const { rows, done } = takeFrom(queue, options.lost)
    over += done
    if (done > 0) options.onDone?.(over)
    return rows
  }

  for await (const rows of source) {
    for (const tracked of rows) {
      const { entry, known } = find(tracked)
      queue.push({ entry, origin: tracked.origin })
      if (known) continue
      batch.push(entry)
      if (batch.length < work.size) continue
      await pool.start(batch)
      batch = []
      // Reported at every call, and not after a whole chunk, which may be hours of calls.
      const done = takeDone()
      if (done.length > 0) yield done
    }
    const done = takeDone()
    if (done.length > 0) yield done
  }
  if (batch.length > 0) await pool.start(batch)
  while (queue.length > 0) {
    await pool.next()
    const done = takeDone()
    if (done.length > 0) yield done
  }
}

type Find = (tracked: Tracked) => { readonly entry: Entry; readonly known: boolean }

function finder({ key }: Work, { step, distinct, hooks }: MapOptions): Find {
  const keys = key === undefined || distinct ? undefined : keysOf(key)
  const remembered = key === undefined && !distinct ? rememberContents() : undefined
  return ({ row, origin, hashes }) => {
    keys?.add(row)
    const content = hooks !== undefined ? contentKey(row) : undefined
    const named = remembered && (hashes ?? content ?? contentKeyInMemory(row))
    const same = named === undefined ? undefined : remembered?.get(named)
    if (same !== undefined) return { entry: same, known: true }
    const outputs = content === undefined ? undefined : hooks?.outputsOf(step, content)
    const entry = { row, origin, content, outputs, lost: false, onDone: remembered?.done }
    if (named !== undefined) remembered?.add(named, entry)
    return { entry, known: outputs !== undefined }
  }
}

/** Takes the finished entries from the head of the queue. */
function takeFrom(queue: Queued[], lost: Set<number>): { rows: Tracked[]; done: number } {
  const rows: Tracked[] = []
  let done = 0
  while (done < queue.length) {
    const { entry, origin } = queue[done]!
    if (entry.outputs === undefined) break
    if (entry.lost) lost.add(origin.place)
    for (const row of entry.outputs) rows.push({ row, origin })
    done++
  }
  queue.splice(0, done)
  return { rows, done }
}

/** A content by its text, or by its two hashes. */
type Content = string | readonly [number, number]
interface Remembered {
  readonly entry: Entry
  readonly content: Content
}

/** What holds the place of a row that is not needed any more: rows that are held are most of the collector's work. */
const noRow = Object.freeze({})

/**
 * Two generations: when the younger is full, the older is forgotten as a whole, which costs nothing a row. Contents are
 * found by 32 bits of a hash, since V8 finds an integer of that size in a third of the time of any other number; of two
 * that share these, the later one is remembered.
 */
function rememberContents() {
  let older = new Map<string | number, Remembered>()
  let younger = new Map<string | number, Remembered>()
  let outputs = 0
  return {
    get(content: Content): Entry | undefined {
      const place = placeOf(content)
      const cell = younger.get(place) ?? older.get(place)
      return cell !== undefined && areEqual(cell.content, content) ? cell.entry : undefined
    },
    add(content: Content, entry: Entry): void {
      if (younger.size >= mostContents || outputs > mostOutputs) {
        older = younger
        younger = new Map()
        outputs = 0
      }
      younger.set(placeOf(content), { entry, content })
      outputs += entry.outputs?.length ?? 0
    },
    done(entry: Entry): void {
      outputs += entry.outputs?.length ?? 0
      entry.row = noRow
    },
  }
}

const placeOf = (content: Content): string | number => (typeof content === 'string' ? content : content[0] | 0)

const areEqual = (one: Content, other: Content): boolean =>
  typeof one === 'string' || typeof other === 'string' ? one === other : one[0] === other[0] && one[1] === other[1]
