import { AssetError } from '../../../errors.ts'
import type { DataFiles } from '../data-files.ts'
import { fileMistake } from '../file-mistake.ts'
import { unpackedBytes } from '../packed.ts'
import { csvHead } from './csv-head.ts'

const [lineFeed, carriageReturn] = [0x0a, 0x0d]

/**
 * The first record of a file that has another number of fields than the first, and what else keeps it from being read
 * as CSV (RFC 4180); `undefined` where that is not what is wrong. Reads the file once, in pieces: only for a file that
 * was refused.
 *
 * DuckDB's table of rejects does not do: it counts a line break in quotes as none, so that every later line that it names
 * is wrong, and of a quote that nothing closes it may give no line at all, because already finding the dialect fails. It
 * is asked for the rows to set aside, whose lines are then found here as well (`row-lines.ts`).
 */
export async function csvMistake(
  files: Pick<DataFiles, 'placeOf' | 'read'>,
  path: string,
): Promise<AssetError | undefined> {
  const { read } = files
  // Each character of another encoding is not one byte.
  if (read.encoding !== undefined && read.encoding !== 'utf-8') return undefined
  const head = await csvHead(files, path).catch((error) => (AssetError.is(error) ? error : undefined))
  if (head === undefined || AssetError.is(head)) return head
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const scan = scanner(head, read.comment)
  for await (const chunk of unpackedBytes(files, path) as AsyncIterable<Uint8Array>) {
    if (!isUtf8(decoder, chunk)) {
      const fix = "save it as UTF-8, or say how it is encoded with { encoding: 'latin-1' }"
      return fileMistake({ path, problem: 'is no valid UTF-8', fix })
    }
    const uneven = scan.read(chunk)
    if (uneven !== undefined) return unevenMistake(path, uneven)
  }
  const { uneven, open } = scan.end()
  if (open !== undefined) {
    const fix = 'close it there; a quote inside of quotes is written twice'
    return fileMistake({ path, line: open, problem: `opens a quote in line ${open} that nothing closes`, fix })
  }
  return uneven === undefined ? undefined : unevenMistake(path, uneven)
}

interface Uneven {
  readonly line: number
  readonly fields: number
  readonly first: number
}

/**
 * Counts the fields of each record, byte by byte: every mark that counts is one byte in UTF-8, and part of no other
 * character.
 */
function scanner(
  marks: { readonly delimiter: string; readonly quote: string; readonly before: number },
  comment: string | undefined,
) {
  const [delimiter, quote] = [marks.delimiter.charCodeAt(0), marks.quote.charCodeAt(0)]
  let [line, start, fields, bytes] = [1, 1, 1, 0]
  let first: number | undefined
  let opened: number | undefined
  let isComment = false
  const endRecord = (): Uneven | undefined => {
    const record = { line: start, fields, first: first ?? fields }
    const isNone = bytes === 0 || isComment || start <= marks.before
    start = line
    fields = 1
    bytes = 0
    isComment = false
    if (isNone) return undefined
    first = record.first
    return record.fields === record.first ? undefined : record
  }
  const readByte = (byte: number): Uneven | undefined => {
    if (bytes === 0 && comment !== undefined && byte === comment.charCodeAt(0)) isComment = true
    const isData = !isComment && line > marks.before
    if (byte === quote && isData) opened = opened === undefined ? line : undefined
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
  const fix =
    'mend the line, put a field that has the delimiter or a line break in it in quotes, or set such rows aside with { ignoreErrors: true }'
  const problem = `has ${count(fields)} in line ${line}, where its first line has ${first}`
  return fileMistake({ path, line, problem, fix })
}

const count = (fields: number): string => (fields === 1 ? '1 field' : `${fields} fields`)
