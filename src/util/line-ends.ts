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
      if (!isHeld && !chunk.includes(carriageReturn)) {
        if (mark !== -1) isQuoted = count(chunk, mark) % 2 === 1 ? !isQuoted : isQuoted
        return chunk
      }
      const even = new Uint8Array(chunk.length + 1)
      let length = 0
      for (const byte of chunk) {
        if (isHeld && byte !== lineFeed) even[length++] = carriageReturn
        isHeld = false
        if (byte === mark) isQuoted = !isQuoted
        if (byte === carriageReturn && !isQuoted) isHeld = true
        else even[length++] = byte
      }
      return even.subarray(0, length)
    },
    end: () => (isHeld ? Uint8Array.of(carriageReturn) : new Uint8Array()),
  }
}

function count(bytes: Uint8Array, byte: number): number {
  let times = 0
  for (let at = bytes.indexOf(byte); at !== -1; at = bytes.indexOf(byte, at + 1)) times += 1
  return times
}
