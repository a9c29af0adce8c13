import { Readable } from 'node:stream'
import { crc32, createInflateRaw } from 'node:zlib'
import { fileMistake } from '../file-mistake.ts'

/** The files in an archive, each as pieces of text; no piece where there is no file of that name. */
export interface Archive {
  text(name: string): AsyncIterable<string> | Iterable<string>
}

interface Entry {
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly at: number
}

const endMark = 0x06054b50
const entryMark = 0x02014b50
/** A comment behind the end of an archive has at most so many bytes. */
const longestEnd = 22 + 65_535
const [stored, deflated] = [0, 8] as const
/** The value that stands for a 64-bit number, which is in an extra field after the name. */
const isElsewhere = 0xffff_ffff

/**
 * Opens an archive by its directory: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.
 *
 * @throws AssetError `ASSET_VALUE` where it is no archive, or is cut off.
 */
export function archiveOf(path: string, bytes: Buffer): Archive {
  const entries = directoryOf(path, bytes)
  return {
    text(name) {
      // Windows writes other slashes, and some programs use another case than in their references.
      const entry = entries.get(plain(name))
      return entry === undefined ? [] : textOf(path, bytes, entry)
    },
  }
}

const plain = (name: string): string => name.replaceAll('\\', '/').replace(/^\//, '').toLowerCase()

function directoryOf(path: string, bytes: Buffer): ReadonlyMap<string, Entry> {
  const end = endOf(bytes)
  if (end === undefined) throw noWorkbook(path, bytes)
  const entries = new Map<string, Entry>()
  try {
    let at = bytes.readUInt32LE(end + 16)
    if (at === isElsewhere) at = farDirectory(bytes, end)
    for (; bytes.readUInt32LE(at) === entryMark; ) {
      const [nameLength, extraLength, commentLength] = [28, 30, 32].map((place) => bytes.readUInt16LE(at + place))
      const name = at + 46
      const extra = name + (nameLength as number)
      const next = extra + (extraLength as number) + (commentLength as number)
      const numbers = [24, 20, 42].map((place) => bytes.readUInt32LE(at + place))
      const [, packed, begin] = withFar(numbers, bytes.subarray(extra, extra + (extraLength as number)))
      const [method, crc] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 16)]
      if ((bytes.readUInt16LE(at + 8) & 1) === 1) throw encrypted(path)
      entries.set(plain(bytes.toString('utf8', name, extra)), {
        ...{ method, crc, packed: packed as number, at: begin as number },
      })
      at = next
    }
  } catch (error) {
    if (error instanceof RangeError) throw broken(path)
    throw error
  }
  return entries
}

function endOf(bytes: Buffer): number | undefined {
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - longestEnd); at -= 1)
    if (bytes.readUInt32LE(at) === endMark) return at
  return undefined
}

/** The 64-bit end record, whose place stands before the usual end. */
function farDirectory(bytes: Buffer, end: number): number {
  const far = Number(bytes.readBigUInt64LE(end - 20 + 8))
  return Number(bytes.readBigUInt64LE(far + 48))
}

/** The numbers; a 64-bit number comes from the extra field. */
function withFar(numbers: readonly number[], extra: Buffer): readonly number[] {
  if (!numbers.includes(isElsewhere)) return numbers
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue
    let next = at + 4
    return numbers.map((number) => {
      if (number !== isElsewhere) return number
      next += 8
      return Number(extra.readBigUInt64LE(next - 8))
    })
  }
  return numbers
}

async function* textOf(path: string, bytes: Buffer, { method, crc, packed, at }: Entry): AsyncGenerator<string> {
  const text = new TextDecoder('utf-8', { fatal: true })
  let sum = 0
  try {
    const begin = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28)
    const content = bytes.subarray(begin, begin + packed)
    if (content.length < packed || (method !== stored && method !== deflated)) throw broken(path)
    const source = Readable.from([content])
    const pieces: AsyncIterable<Buffer> = method === stored ? source : source.pipe(createInflateRaw())
    for await (const piece of pieces) {
      sum = crc32(piece, sum)
      yield text.decode(piece, { stream: true })
    }
    yield text.decode()
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError || isZlib(error)) throw broken(path)
    throw error
  }
  if (sum !== crc) throw broken(path)
}

const isZlib = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')

/** The first bytes of Office files with a password, and of all files from before 2007. */
const wrapped = 'd0cf11e0'

function noWorkbook(path: string, bytes: Buffer) {
  if (bytes.toString('hex', 0, 4) === wrapped) return encrypted(path)
  const problem = bytes.length === 0 ? 'is empty, and no workbook' : 'is no workbook of the format .xlsx'
  return fileMistake({ path, problem, fix: "save it as .xlsx, or say what it is with { format: 'csv' }" })
}

const encrypted = (path: string) =>
  fileMistake({
    path,
    problem: 'has a password, or is of the format .xls',
    fix: 'save it as .xlsx without a password, or as CSV',
  })

export const broken = (path: string) =>
  fileMistake({
    path,
    problem: 'is not whole: what it holds is not what its checksums say',
    fix: 'save or copy it again',
  })
