import { offerRows } from '../../engine/batch-function.ts'
import type { Engine } from '../../engine/open.ts'
import { smallTable } from '../../small/held-small.ts'
import type { SmallTable } from '../../small/small-table.ts'
import type { Field } from '../types/data-type.ts'
import type { ColumnBuffer } from './column-buffer.ts'
import { giveBack, type HeldColumn, heldBytes, takeValues, valueBytes } from './held-column.ts'
import { chunkTypes, fillChunk, type Segment, segmentOf, selectSegment, withAdded } from './segments.ts'

/**
 * Collected rows, batch by batch, until they are written. No value is copied: a batch keeps its buffers, and the
 * collector goes on with others.
 */
export interface HeldRows {
  /** `grown` tells whether the batch has a type that earlier batches had not. */
  append(root: ColumnBuffer, grown: boolean): void
  /** Whether the held rows should be written now. */
  isFull(): boolean
  /** Takes all held rows out, in order. */
  take(): readonly RowsPart[]
}

/**
 * Rows in one form, which can be read in SQL any number of times. Rows in several forms are several parts: one
 * statement over all of them would not keep their order, since DuckDB keeps an order only within tables and files.
 */
export interface RowsPart {
  readonly rows: number
  readonly batches: number
  /** The bytes of the values. */
  readonly bytes: number
  /** Makes them readable until they are withdrawn: as one SELECT, in order, with columns of these types. */
  offer(engine: Engine, fields: readonly Field[]): { readonly select: string; withdraw(): void }
  /** The rows as columns of these types, where they are few: `undefined` where DuckDB has to write them. */
  small(fields: readonly Field[]): SmallTable | undefined
  /** Returns the buffers to the collector. */
  release(): void
}

interface HeldSegment {
  segment: Segment
  readonly batches: HeldColumn[]
}

/** Up to twice this is held: one part is written while the next is collected. */
const mostBytes = 16 * 2 ** 20
/** A statement over many columns takes long to plan, so wide tables are written in larger parts. */
const bytesAColumn = 64 * 2 ** 10

export function holdRows(): HeldRows {
  let segments: HeldSegment[] = []
  let bytes = 0
  let columns = 0
  return {
    append(root, grown) {
      const latest = segments.at(-1)
      const segment = latest === undefined || !grown ? latest?.segment : withAdded(latest.segment, root)
      const column = takeValues(root)
      bytes += heldBytes(column)
      columns = root.children.length
      if (latest === undefined || segment === undefined) segments.push({ segment: segmentOf(root), batches: [column] })
      else {
        latest.segment = segment
        latest.batches.push(column)
      }
    },
    isFull: () => bytes >= mostBytes + columns * bytesAColumn,
    take() {
      const parts = segments.map(partOf)
      segments = []
      bytes = 0
      return parts
    },
  }
}

function partOf({ segment, batches }: HeldSegment): RowsPart {
  const counts = batches.map(({ count }) => count)
  return {
    rows: counts.reduce((sum, count) => sum + count, 0),
    batches: batches.length,
    bytes: batches.reduce((sum, batch) => sum + valueBytes(batch), 0),
    offer(engine, fields) {
      const { table, withdraw } = offerRows(engine, {
        types: chunkTypes(segment),
        counts,
        fill: (chunk, index) => fillChunk(chunk, segment, batches[index]!),
      })
      return { select: selectSegment(table, segment, fields), withdraw }
    },
    small: (fields) => (batches.length === 1 ? smallTable(segment, batches[0]!, fields) : undefined),
    release: () => batches.forEach(giveBack),
  }
}
