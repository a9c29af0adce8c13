const [lineFeed, carriageReturn] = [0x0a, 0x0d]

export interface LineEnds {
  next(chunk: Uint8Array): Uint8Array
  /** What was held back. */
  end(): Uint8Array
}

/**
 * Takes the CR of each CRLF away, which a checkout on another system adds; not inside of quotes, where it is part of
 * the data. Bytes that have no CR are given back as they are.
 */
export function evenLineEnds(quote: string): LineEnds {
  const mark = quote === '' ? -1 : quote.charCodeAt(0)
  let isQuoted = false
  let isHeld = false
  return {
    next(chunk) {
      if (chunk.length === 0) return chunk
      if (!isHeld && !chunk.includes(carriageReturn)) {
        if (mark !== -1 && isOdd(chunk, mark)) isQuoted = !isQuoted
        return chunk
      }
      const even = new Uint8Array(chunk.length + 1)
      const last = chunk.length - 1
      let length = 0
      if (isHeld && chunk[0] !== lineFeed) even[length++] = carriageReturn
      // Every byte of a file may come by here. It is written in any case, and the next one over it where it is not to
      // stay: jumps that depend on the bytes take twice the time.
      let inside = isQuoted ? 1 : 0
      for (let at = 0; at < last; at += 1) {
        const byte = chunk[at] as number
        even[length] = byte
        inside ^= byte === mark ? 1 : 0
        length += byte === carriageReturn && inside === 0 && chunk[at + 1] === lineFeed ? 0 : 1
      }
      const byte = chunk[last] as number
      isQuoted = (inside === 1) !== (byte === mark)
      isHeld = byte === carriageReturn && !isQuoted
      if (!isHeld) even[length++] = byte
      return even.subarray(0, length)
    },
    end: () => (isHeld ? Uint8Array.of(carriageReturn) : new Uint8Array()),
  }
}

/**
 * Whether a byte occurs an odd number of times: four at once, since a file may have a quote around every value. Of each
 * four, the highest bit of a byte is set where that byte is the one that is asked for (Warren, "Hacker's Delight",
 * 6-1), and the exclusive-or of all of them has the parities of four columns of bytes.
 */
function isOdd(bytes: Uint8Array, byte: number): boolean {
  const start = -bytes.byteOffset & 3
  const count = Math.max(0, (bytes.length - start) >> 2)
  const pattern = byte * 0x01010101
  let parities = 0
  if (count > 0) {
    const fours = new Int32Array(bytes.buffer, bytes.byteOffset + start, count)
    for (let at = 0; at < count; at += 1) {
      const other = (fours[at] as number) ^ pattern
      parities ^= ~(((other & 0x7f7f7f7f) + 0x7f7f7f7f) | other | 0x7f7f7f7f)
    }
  }
  let times = (parities >>> 31) + (parities >>> 23) + (parities >>> 15) + (parities >>> 7)
  for (const rest of [bytes.subarray(0, start), bytes.subarray(start + 4 * count)])
    for (const one of rest) times += one === byte ? 1 : 0
  return times % 2 === 1
}
