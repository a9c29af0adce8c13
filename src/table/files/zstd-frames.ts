import { type FileHandle, open } from 'node:fs/promises'

/** The place of a frame in its file. `end` is the place of its last byte; absent for the end of the file. */
export interface FramePlace {
  readonly start: number
  readonly end?: number
}

/**
 * The frames of a Zstandard file, one after another (RFC 8878, section 3). A frame that is cut off, or bytes that are
 * no frame, come last: unpacking them gives the error.
 */
export async function* zstdFrames(file: string): AsyncGenerator<FramePlace> {
  await using handle = await open(file)
  const { size } = await handle.stat()
  let start = 0
  do {
    const next = (await behindFrame(handle, start)) ?? size
    yield next < size ? { start, end: next - 1 } : { start }
    start = next
  } while (start < size)
}

const [frameMagic, skippedMagic] = [0xfd2fb528, 0x184d2a50]
/** The sizes of the two optional fields of a header, by the bits of its descriptor; in bytes. */
const dictionarySizes = [0, 1, 2, 4] as const
const contentSizes = [0, 2, 4, 8] as const
/** A block of this kind is one byte, repeated as often as its size says. */
const repeated = 1

/** The place behind a frame; `undefined` where no frame begins there, or its header is cut off. */
async function behindFrame(handle: FileHandle, start: number): Promise<number | undefined> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, start)
  if (bytesRead < 5) return undefined
  const magic = buffer.readUInt32LE()
  if ((magic & ~0xf) >>> 0 === skippedMagic) return bytesRead < 8 ? undefined : start + 8 + buffer.readUInt32LE(4)
  if (magic !== frameMagic) return undefined
  const descriptor = buffer.readUInt8(4)
  const isSingle = (descriptor & 0x20) !== 0
  const ofContent = contentSizes[(descriptor >> 6) as 0] + (isSingle && descriptor >> 6 === 0 ? 1 : 0)
  const header = 5 + (isSingle ? 0 : 1) + dictionarySizes[(descriptor & 3) as 0] + ofContent
  const behind = await behindBlocks(handle, start + header)
  return behind === undefined ? undefined : behind + ((descriptor & 4) === 0 ? 0 : 4)
}

async function behindBlocks(handle: FileHandle, first: number): Promise<number | undefined> {
  for (let at = first; ; ) {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(3), 0, 3, at)
    if (bytesRead < 3) return undefined
    const block = buffer.readUIntLE(0, 3)
    at += 3 + (((block >> 1) & 3) === repeated ? 1 : block >> 3)
    if ((block & 1) === 1) return at
  }
}
