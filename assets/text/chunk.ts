import { createHash } from 'node:crypto'
import { countWords, type Span } from './span.ts'
import { type Unit, unitsOf } from './units.ts'

export interface ChunkLimits {
  /** A chunk is cut in the first good place after this many words. */
  readonly minWords: number
  /** No chunk has more words than this. */
  readonly maxWords: number
}

export const chunkLimits: ChunkLimits = { minWords: 40, maxWords: 80 }

export interface Document {
  readonly id: string
  readonly content: string
}

export interface Chunk {
  /** `<document>:<16 hex digits of the sha256 of the text>:<how many times the text came up so far>`. */
  readonly chunk_id: string
  readonly document_id: string
  readonly content: string
  /** `document.content.slice(start_offset, end_offset)` is `content`; counted in UTF-16 units. */
  readonly start_offset: number
  readonly end_offset: number
  readonly words: number
}

/**
 * A chunk's name comes from what it says and not from where it is, so that text inserted above it leaves its name
 * alone.
 */
export function chunkDocument({ id, content }: Document, limits: ChunkLimits): Chunk[] {
  const seen = new Map<string, number>()
  return chunkSpans(content, limits).map(({ start, end }) => {
    const text = content.slice(start, end)
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 16)
    const occurrence = (seen.get(hash) ?? 0) + 1
    seen.set(hash, occurrence)
    return {
      chunk_id: `${id}:${hash}:${occurrence}`,
      document_id: id,
      content: text,
      start_offset: start,
      end_offset: end,
      words: countWords(text),
    }
  })
}

/**
 * Packs sentences into chunks. Of all places between `minWords` and `maxWords` where a chunk may end, the best kind of
 * border is taken, and among equals the one whose following text has the greatest hash. The text itself chooses, not
 * the count of words since the start: after an inserted sentence the cuts fall in their old places again within a chunk
 * or two, mostly. (Content-defined chunking; Muthitacharoen et al., A Low-bandwidth Network File System, SOSP 2001, §3.1.)
 */
export function chunkSpans(text: string, limits: ChunkLimits): Span[] {
  const units = unitsOf(text, limits.maxWords)
  const ranks = units.map((unit, index) => rank(text, unit, units[index + 1]))
  const spans: Span[] = []
  for (let first = 0; first < units.length; ) {
    const last = lastUnit(units, ranks, { first, ...limits })
    spans.push({ start: units[first]!.start, end: units[last]!.end })
    first = last + 1
  }
  return spans
}

/** The index of the last unit of the chunk that starts with the unit `first`. */
function lastUnit(
  units: readonly Unit[],
  ranks: readonly number[],
  { first, minWords, maxWords }: ChunkLimits & { readonly first: number },
): number {
  let best = first
  let words = 0
  for (let index = first; index < units.length; index++) {
    words += units[index]!.words
    if (words > maxWords) return best
    // While the chunk is too short, longer is better; from then on the rank decides.
    if (words - units[index]!.words < minWords || ranks[index]! > ranks[best]!) best = index
  }
  return units.length - 1
}

const hashRange = 2 ** 32

function rank(text: string, unit: Unit, next: Unit | undefined): number {
  const following = next === undefined ? 0 : fnv1a(text.slice(next.start, next.end))
  return unit.border * hashRange + following
}

/**
 * FNV-1a in 32 bits over UTF-16 units: quick, and well enough spread to draw lots.
 * http://www.isthe.com/chongo/tech/comp/fnv/
 */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash >>> 0
}
