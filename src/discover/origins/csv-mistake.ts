import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { AssetError } from '../../errors.ts'
import { delimiterOfFile } from './csv-dialect.ts'

const [quote, lineFeed, carriageReturn] = [0x22, 0x0a, 0x0d]

/**
 * The first record of a file that has another number of fields than the first, and what else keeps it from being read as CSV (RFC 4180);
 * `undefined` where that is not what is wrong. Reads the file once, in pieces: only for a file that was refused.
 */
export async function csvMistake(root: string, path: string): Promise<AssetError | undefined> {
  const delimiter = await delimiterOfFile(join(root, path))
  if (delimiter === undefined) return undefined
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const scan = scanner(delimiter.charCodeAt(0))
  for await (const chunk of createReadStream(join(root, path)) as AsyncIterable<Uint8Array>) {
    if (!isUtf8(decoder, chunk)) return mistake(path, 'is no valid UTF-8', 'save it as UTF-8')
    const uneven = scan.read(chunk)
    if (uneven !== undefined) return unevenMistake(path, uneven)
  }
  const { uneven, open } = scan.end()
  if (open !== undefined) {
    const fix = 'close it there; a quote inside of quotes is written twice'
    return mistake(`${path}:${open}`, `opens a quote in line ${open} that nothing closes`, fix)
  }
  return uneven === undefined ? undefined : unevenMistake(path, uneven)
}

interface Uneven {
  readonly line: number
  readonly fields: number
  readonly first: number
}

/** Counts the fields of each record, byte by byte: every mark that counts is one byte in UTF-8, and part of no other character. */
function scanner(delimiter: number) {
  let [line, start, fields, bytes] = [1, 1, 1, 0]
  let first: number | undefined
  let opened: number | undefined
  const endRecord = (): Uneven | undefined => {
    const record = { line: start, fields, first: first ?? fields }
    const isEmpty = bytes === 0
    start = line
    fields = 1
    bytes = 0
    if (isEmpty) return undefined
    first = record.first
    return record.fields === record.first ? undefined : record
  }
  const readByte = (byte: number): Uneven | undefined => {
    if (byte === quote) opened = opened === undefined ? line : undefined
    if (byte === lineFeed) {
      line += 1
      if (opened === undefined) return endRecord()
    } else if (byte !== carriageReturn) bytes += 1
    if (byte === delimiter && opened === undefined) fields += 1
    return undefined
  }
  return {
    read(chunk: Uint8Array): Uneven | undefined {
      for (const byte of chunk) {
        const uneven = readByte(byte)
        if (uneven !== undefined) return uneven
      }
      return undefined
    },
    end: () => ({ open: opened, uneven: opened === undefined ? endRecord() : undefined }),
  }
}

function isUtf8(decoder: InstanceType<typeof TextDecoder>, chunk: Uint8Array): boolean {
  try {
    decoder.decode(chunk, { stream: true })
    return true
  } catch {
    return false
  }
}

function unevenMistake(path: string, { line, fields, first }: Uneven): AssetError {
  const fix = 'mend the line, or put a field that has the delimiter or a line break in it in quotes'
  return mistake(`${path}:${line}`, `has ${count(fields)} in line ${line}, where its first line has ${first}`, fix)
}

const count = (fields: number): string => (fields === 1 ? '1 field' : `${fields} fields`)

function mistake(at: string, problem: string, fix: string): AssetError {
  const file = at.replace(/:\d+$/, '')
  return new AssetError({ code: 'ASSET_VALUE', message: `${file} ${problem}`, at, facts: { file }, fix })
}
