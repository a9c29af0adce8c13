import { AssetError } from '../../../errors.ts'
import { evenLineEnds } from '../../../util/line-ends.ts'
import type { DataFiles } from '../data-files.ts'
import { fileMistake } from '../file-mistake.ts'
import { unpackedBytes } from '../packed.ts'
import { type CsvHead, csvHead } from './csv-head.ts'
import { type CsvRecord, recordScanner } from './scan-records.ts'

/**
 * The first mistake that keeps a file from being read as CSV (RFC 4180), such as a record with another number of fields
 * than the first; `undefined` where the file has no such mistake. Reads the file once, in pieces, and only after it was
 * refused.
 *
 * DuckDB's table of rejects cannot give the line: it does not count a line break in quotes, so that every later line is
 * wrong, and for an unclosed quote it may give none, because its dialect detection fails. It only gives the rows that
 * are set aside; their lines are then found here as well (`row-lines.ts`).
 */
export async function csvMistake(
  files: Pick<DataFiles, 'placeOf' | 'read'>,
  path: string,
): Promise<AssetError | undefined> {
  const { read } = files
  // In other encodings a character is not one byte.
  if (read.encoding !== undefined && read.encoding !== 'utf-8') return undefined
  const head = await csvHead(files, path).catch((error) => (AssetError.is(error) ? error : undefined))
  if (head === undefined || AssetError.is(head)) return head
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let uneven: CsvRecord | undefined
  const scan = recordScanner(head, read.comment, {
    onRecord(record) {
      if (record.fields !== head.columns.length) uneven ??= record
    },
  })
  for await (const chunk of unpackedBytes(files, path) as AsyncIterable<Uint8Array>) {
    if (!isUtf8(decoder, chunk)) {
      const fix = "save it as UTF-8, or say how it is encoded with { encoding: 'latin-1' }"
      return fileMistake({ path, problem: 'is no valid UTF-8', fix })
    }
    scan.read(chunk)
    if (uneven !== undefined) return unevenMistake(head, uneven)
  }
  const open = scan.openQuote()
  if (open !== undefined) {
    const fix = 'close it there; a quote inside of quotes is written twice'
    return fileMistake({ path, line: open, problem: `opens a quote in line ${open} that nothing closes`, fix })
  }
  scan.end()
  return uneven === undefined ? loneReturn(files, path) : unevenMistake(head, uneven)
}

/** DuckDB reads lone CRs as line ends only where a file has no other line ends. */
async function loneReturn(files: Pick<DataFiles, 'placeOf' | 'read'>, path: string): Promise<AssetError | undefined> {
  const quote = files.read.quote ?? '"'
  const even = evenLineEnds(quote)
  let line = 1
  let [isQuoted, isFound, hasFeeds] = [false, false, false]
  const look = (bytes: Uint8Array) => {
    for (const byte of bytes) {
      if (byte === quote.charCodeAt(0)) isQuoted = !isQuoted
      if (byte === 0x0d && !isQuoted) isFound = true
      if (byte !== 0x0a) continue
      hasFeeds = true
      if (!isFound) line += 1
    }
  }
  for await (const chunk of unpackedBytes(files, path) as AsyncIterable<Uint8Array>) look(even.next(chunk))
  look(even.end())
  if (!isFound || !hasFeeds) return undefined
  const fix = 'end every line as the others do, or put a field that has a carriage return in it in quotes'
  const problem = `has a carriage return in line ${line} that is no line end as the others are`
  return fileMistake({ path, line, problem, fix })
}

function isUtf8(decoder: InstanceType<typeof TextDecoder>, chunk: Uint8Array): boolean {
  try {
    decoder.decode(chunk, { stream: true })
    return true
  } catch {
    return false
  }
}

/** A record that has more or fewer fields than its file has columns. */
export function unevenMistake({ path, columns }: CsvHead, { line, fields }: CsvRecord): AssetError {
  const fix =
    'mend the line, put a field that has the delimiter or a line break in it in quotes, or set such rows aside with { ignoreErrors: true }'
  const problem = `has ${count(fields)} in line ${line}, where its first line has ${columns.length}`
  return fileMistake({ path, line, problem, fix })
}

const count = (fields: number): string => (fields === 1 ? '1 field' : `${fields} fields`)
