/**
 * Unpacks an LZ4 block without a frame, which is Parquet's LZ4_RAW:
 * https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
 *
 * @param out As long as the unpacked bytes.
 * @throws RangeError where the block is damaged, or its contents have another length.
 */
export function unpackLz4(block: Uint8Array, out: Uint8Array): void {
  const size = out.length
  let [at, end] = [0, 0]
  const byte = () => {
    const value = block[at++]
    if (value === undefined) throw new RangeError('an LZ4 block that ends too early')
    return value
  }
  const lengthFrom = (four: number) => {
    let length = four
    for (let more = four === 15 ? 255 : 0; more === 255; length += more) more = byte()
    return length
  }
  while (at < block.length) {
    const token = byte()
    const literals = lengthFrom(token >> 4)
    if (at + literals > block.length || end + literals > size) throw new RangeError('an LZ4 block with too many bytes')
    out.set(block.subarray(at, at + literals), end)
    at += literals
    end += literals
    // The last sequence has only literals.
    if (at === block.length) break
    const back = byte() | (byte() << 8)
    const length = lengthFrom(token & 15) + 4
    if (back === 0 || back > end || end + length > size)
      throw new RangeError('an LZ4 block that leads out of its bytes')
    repeat(out, end, back, length)
    end += length
  }
  if (end !== size) throw new RangeError('an LZ4 block with too few bytes')
}

/** Copies bytes from `back` before `end`. They may overlap the bytes written here, which repeats a pattern. */
function repeat(out: Uint8Array, end: number, back: number, length: number): void {
  let copied = Math.min(back, length)
  out.copyWithin(end, end - back, end - back + copied)
  while (copied < length) {
    const more = Math.min(copied, length - copied)
    out.copyWithin(end + copied, end, end + more)
    copied += more
  }
}
