import { isAscii } from 'node:buffer'
import type { Vector } from '../../engine/bindings.ts'
import { pointedAt, vectorData } from './lent-memory.ts'

const inlined = 12
/** Text whose ends are closer than this is read in one call. */
const nearby = 1024
const word = 2 ** 32

/** The validity of a vector without nulls. */
export const always = (): boolean => true

export interface StringReading {
  readonly count: number
  /** The entry of a null is uninitialised memory: a length, and a pointer to nothing. */
  readonly valid: (index: number) => boolean
}

/**
 * The texts (or bytes) of a vector. A call into native memory costs a microsecond, so one call is made for a run of
 * values that stand close behind each other, as in a Parquet page. The bytes between two values are copied and never
 * looked at; they are fewer than a page of memory, so they lie on one of the two pages that hold the values.
 */
export function readStrings<T>(
  vector: Vector,
  { count, valid }: StringReading,
  { decode, decoderOf = () => decode, shortDecoderOf = () => decode }: Decoding<T>,
): T[] {
  const data = vectorData(vector, count * 16)
  const words = new Uint32Array(data.buffer, data.byteOffset, count * 4)
  // A view of DuckDB's memory or a copy of it, depending on the bindings: zeroing the length of a null changes no value
  // in either.
  const own = Buffer.from(data.buffer, data.byteOffset, count * 16)
  if (valid !== always) for (let index = 0; index < count; index++) if (!valid(index)) words[index * 4] = 0
  const values = new Array<T>(count)
  let decodeShort: Decode<T> | undefined
  const short = (index: number): T => {
    decodeShort ??= shortDecoderOf(own)
    const from = index * 16 + 4
    return decodeShort(own, from, from + words[index * 4]!)
  }
  const texts = new Map<number, T>()
  let index = 0
  while (index < count) {
    const length = words[index * 4]!
    if (length <= inlined) {
      values[index] = short(index)
      index++
      continue
    }
    const start = addressAt(words, index)
    const { end, next } = runFrom(words, { index, start, count })
    // A dictionary-encoded column points at few values again and again: each is decoded once a chunk.
    if (next === index + 1) {
      let value = texts.get(start)
      if (value === undefined) {
        value = decode(view(data, index, length), 0, length)
        texts.set(start, value)
      }
      values[index] = value
      index = next
      continue
    }
    const run = view(data, index, end - start)
    const decodeRun = decoderOf(run)
    for (; index < next; index++) {
      const size = words[index * 4]!
      if (size <= inlined) values[index] = short(index)
      else {
        const from = addressAt(words, index) - start
        values[index] = decodeRun(run, from, from + size)
      }
    }
  }
  return values
}

/**
 * A pointer below 2^53 is exact as a number; user space ends at 2^47 (2^56 with five-level paging, which nobody maps by
 * default).
 */
function addressAt(words: Uint32Array, index: number): number {
  return words[index * 4 + 2]! + words[index * 4 + 3]! * word
}

function runFrom(words: Uint32Array, { index, start, count }: { index: number; start: number; count: number }) {
  let end = start + words[index * 4]!
  let next = index + 1
  for (; next < count; next++) {
    const length = words[next * 4]!
    if (length <= inlined) continue
    const address = addressAt(words, next)
    if (address < end || address - end > nearby) break
    end = address + length
  }
  return { end, next }
}

function view(data: Uint8Array, index: number, length: number): Buffer {
  const bytes = pointedAt(data, index * 16 + 8, length)
  return Buffer.from(bytes.buffer, bytes.byteOffset, length)
}

type Decode<T> = (bytes: Buffer, from: number, to: number) => T
export interface Decoding<T> {
  readonly decode: Decode<T>
  /** How to decode the values of a run, chosen by the bytes of the whole run. */
  readonly decoderOf?: (run: Buffer) => Decode<T>
  /** How to decode short values, which are in the vector itself. */
  readonly shortDecoderOf?: (vector: Buffer) => Decode<T>
}

const decodeUtf8 = (bytes: Buffer, from: number, to: number): string => bytes.toString('utf8', from, to)
const decodeLatin1 = (bytes: Buffer, from: number, to: number): string => bytes.toString('latin1', from, to)

/** ASCII text is copied, which costs half of decoding it; finding out whether a run is ASCII costs next to nothing. */
export const textDecoding: Decoding<string> = {
  decode: decodeUtf8,
  decoderOf: (run) => (isAscii(run) ? decodeLatin1 : decodeUtf8),
  shortDecoderOf,
}

/**
 * Decodes the whole vector in one call. An ASCII value is a slice of that text, which takes a quarter of a call for
 * each value. V8 copies slices of up to 12 characters, so that the vector's text is not kept alive.
 */
function shortDecoderOf(vector: Buffer): Decode<string> {
  const text = vector.toString('latin1')
  const words = new Uint32Array(vector.buffer, vector.byteOffset, vector.length / 4)
  return (bytes, from, to) => {
    const at = from / 4
    // The bytes behind the end of a value are zero; otherwise the value would be decoded by itself.
    const isAsciiThere = ((words[at]! | words[at + 1]! | words[at + 2]!) & 0x80808080) === 0
    return isAsciiThere ? text.slice(from, to) : decodeUtf8(bytes, from, to)
  }
}

/** A copy: the bytes around it are not held on to. */
export const decodeBytes = (bytes: Buffer, from: number, to: number): Uint8Array =>
  new Uint8Array(bytes.subarray(from, to))

/** As `decodeBytes`, for a Buffer that JavaScript wrote, whose `toString` is the text. */
export function decodeBuffer(bytes: Buffer, from: number, to: number): Buffer {
  const own = Buffer.allocUnsafeSlow(to - from)
  bytes.copy(own, 0, from, to)
  return own
}
