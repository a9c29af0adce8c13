/**
 * The levels of a page, which give the beginnings and ends of lists: runs of one level, and levels packed in `bits`
 * bits each, in turn. https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE
 */
export interface Levels {
  readonly bytes: Uint8Array
  /** Where they begin. */
  readonly at: number
  /** Where they end. */
  readonly end: number
  readonly count: number
  readonly bits: 1 | 2
}

/** Some levels, in order: all are the same, or they are packed into bytes from `at` on. */
type Run = { readonly count: number } & ({ readonly level: number } | { readonly at: number })

/** @throws RangeError where the bytes are no levels, or too few of them. */
function* runsOf({ bytes, at, end, count, bits }: Levels): Generator<Run> {
  for (let [left, next] = [count, at]; left > 0; ) {
    let header = 0
    // A variable-length integer: seven bits a byte, the lowest first. `readVarint` returns a bigint, which takes longer
    // than reading the levels behind a header.
    for (let [shift, more] = [0, true]; more; shift += 7) {
      const byte = next < end && shift < 28 ? bytes[next++]! : 0
      header |= (byte & 0x7f) << shift
      more = byte >= 0x80
    }
    const isPacked = (header & 1) === 1
    const length = isPacked ? (header >> 1) * bits : 1
    if (next + length > end || header < 2) throw new RangeError('levels that end too early')
    if (!isPacked && bytes[next]! >= 2 ** bits) throw new RangeError('a level above the highest')
    const run = Math.min(left, isPacked ? (header >> 1) * 8 : header >> 1)
    yield isPacked ? { count: run, at: next } : { count: run, level: bytes[next]! }
    next += length
    left -= run
  }
}

/** The places where the level is 0. @throws RangeError as `runsOf` does */
export function zerosOf(levels: Levels & { readonly bits: 1 }): number[] {
  const zeros: number[] = []
  let first = 0
  for (const run of runsOf(levels)) {
    if ('level' in run) {
      if (run.level === 0) for (let index = 0; index < run.count; index++) zeros.push(first + index)
    } else {
      for (let index = 0; index < run.count; index += 8) {
        const byte = levels.bytes[run.at + (index >> 3)]!
        // A vector has hundreds of elements: most bytes begin no list.
        if (byte === 0xff) continue
        for (let bit = 0; bit < 8 && index + bit < run.count; bit++)
          if ((byte & (1 << bit)) === 0) zeros.push(first + index + bit)
      }
    }
    first += run.count
  }
  return zeros
}

/** Whether every level is the highest that fits the bits. @throws RangeError as `runsOf` does */
export function areHighest(levels: Levels): boolean {
  const highest = 2 ** levels.bits - 1
  for (const run of runsOf(levels)) {
    if ('level' in run) {
      if (run.level !== highest) return false
      continue
    }
    for (let index = 0; index < run.count; index++) if (packedAt(levels, run.at, index) !== highest) return false
  }
  return true
}

/** Each level by itself. @throws RangeError as `runsOf` does */
export function eachLevel(levels: Levels): Uint8Array {
  const all = new Uint8Array(levels.count)
  let first = 0
  for (const run of runsOf(levels)) {
    if ('level' in run) all.fill(run.level, first, first + run.count)
    else for (let index = 0; index < run.count; index++) all[first + index] = packedAt(levels, run.at, index)
    first += run.count
  }
  return all
}

/** One or two bits never lie across two bytes. */
function packedAt({ bytes, bits }: Levels, at: number, index: number): number {
  const bit = index * bits
  return (bytes[at + (bit >> 3)]! >> (bit & 7)) & (2 ** bits - 1)
}
