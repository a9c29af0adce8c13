import { type FileHandle, open } from 'node:fs/promises'
import { fewBytesOf } from '../../util/read-file.ts'
import { readFailure } from './disk-error.ts'
import { readThrift, type ThriftList, type ThriftStruct, type ThriftValue } from './thrift.ts'

/** The first and the last bytes of a Parquet file. */
export const magic = Buffer.from('PAR1')
/** The last bytes: the length of the footer, and `magic`. */
export const tailBytes = 8

export interface Footer {
  readonly footer: ThriftStruct
  /** Where it begins. */
  readonly bodyEnd: number
  /** The size of the whole file, in bytes. */
  readonly size: number
}

/** @throws RangeError where no footer can be read. */
export async function readFooter(source: FileHandle): Promise<Footer> {
  const { size } = await source.stat()
  const tail = await readAt(source, size - tailBytes, tailBytes)
  if (!tail.subarray(4).equals(magic)) throw new RangeError('a file that does not end as a Parquet file does')
  const bodyEnd = size - tailBytes - tail.readUInt32LE(0)
  const footer = readThrift(await readAt(source, bodyEnd, size - tailBytes - bodyEnd))
  return { footer, bodyEnd, size }
}

/** The footer of a whole file. @throws RangeError where no footer can be read. */
export function footerIn(bytes: Buffer): ThriftStruct {
  const end = bytes.length - tailBytes
  if (end < 0 || !bytes.subarray(end + 4).equals(magic)) throw new RangeError('bytes that do not end as a Parquet file')
  return readThrift(bytes.subarray(Math.max(0, end - bytes.readUInt32LE(end)), end))
}

/**
 * The number of rows of several files together, by their footers. @throws RangeError as `readFooter` does; errors of
 * the system become store failures.
 */
export async function rowsOfFiles(files: readonly string[]): Promise<number> {
  let rows = 0
  for (const file of files) {
    try {
      rows += Number(integerOf(await footerOf(file), rowsField))
    } catch (error) {
      throw readFailure(error, file)
    }
  }
  return rows
}

async function footerOf(file: string): Promise<ThriftStruct> {
  const bytes = fewBytesOf(file)
  if (bytes !== undefined) return footerIn(bytes)
  await using source = await open(file)
  return (await readFooter(source)).footer
}

/** The number of the field of a footer. */
export const rowsField = 3

/** @throws RangeError where the file is too short. */
export async function readAt(source: FileHandle, position: number, length: number): Promise<Buffer> {
  if (position < 0 || length < 0) throw new RangeError('a file that ends too early')
  const bytes = Buffer.allocUnsafeSlow(length)
  const { bytesRead } = await source.read(bytes, 0, length, position)
  if (bytesRead !== length) throw new RangeError('a file that ends too early')
  return bytes
}

export const structOf = (value: ThriftValue | undefined): ThriftStruct => (value ?? new Map()) as ThriftStruct
/** 0 where the field is absent. */
export const integerOf = (fields: ThriftStruct, id: number): bigint => (fields.get(id)?.value ?? 0n) as bigint
export const structsOf = (fields: ThriftStruct, id: number): readonly ThriftStruct[] =>
  ((fields.get(id)?.value as ThriftList | undefined)?.values ?? []).map(structOf)

/** Whether a value of a footer is this text. */
export const isText = (value: ThriftValue | undefined, text: string): boolean =>
  value instanceof Uint8Array && Buffer.from(value).toString() === text

const chunk = { page: 9, dictionary: 11, size: 7 } as const

/** Where the pages of a column chunk lie, by its metadata: its dictionary stands before the others. */
export function pagesOf(metadata: ThriftStruct): { readonly at: number; readonly length: number } {
  const [page, dictionary] = [integerOf(metadata, chunk.page), integerOf(metadata, chunk.dictionary)]
  const at = dictionary > 0n && dictionary < page ? dictionary : page
  return { at: Number(at), length: Number(integerOf(metadata, chunk.size)) }
}
