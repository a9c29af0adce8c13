import type { RecordError } from '../../../define/validation/record-error.ts'
import type { DataFiles } from '../data-files.ts'
import { unpackedBytes } from '../packed.ts'
import { type CsvHead, mostLineBytes } from './csv-head.ts'
import { type CsvRecord, recordScanner } from './scan-records.ts'

export interface FoundRow {
  readonly record: unknown
  readonly errors: readonly RecordError[]
}
/** A row that DuckDB refused. */
export interface MalformedRow extends FoundRow {
  readonly path: string
  /** In DuckDB's count of lines: a line break in quotes does not count. */
  readonly line: number
  /**
   * Where it begins in its file, or the place behind the row before: in a file with CRLF, DuckDB includes the LF and
   * empty lines.
   */
  readonly byte: number
}
export interface ReadFiles {
  readonly files: Pick<DataFiles, 'placeOf' | 'read'>
  /** The heads of the files, in the order in which they were read. */
  readonly heads: readonly CsvHead[]
  readonly malformed: readonly MalformedRow[]
}

export interface WalkedRecord {
  /** Its place among the heads. */
  readonly file: number
  readonly record: CsvRecord
  /** DuckDB's report of the row; without one, its place among the rows that DuckDB read. A header has neither. */
  readonly refused?: MalformedRow | undefined
  readonly place?: number | undefined
  text(): string
}

/** Walks over the records of all files in their order. Returns how many of them DuckDB has read, by this count. */
export async function walkRecords(
  { files, heads, malformed }: ReadFiles,
  see: (walked: WalkedRecord) => void,
): Promise<number> {
  let place = 0
  for (const [file, head] of heads.entries()) {
    const refused = malformed.filter(({ path }) => path === head.path).sort((a, b) => a.byte - b.byte)
    let next = 0
    let isHeader = files.read.header ?? true
    const bytes = lastBytes(files.read.maxLineBytes ?? mostLineBytes)
    const onRecord = (record: CsvRecord): void => {
      const isEmpty = record.end === record.byte
      const isRefused = !isEmpty && (refused[next]?.byte ?? record.byte + 1) <= record.byte
      const text = () => bytes.text(record)
      if (isRefused) see({ file, record, text, refused: refused[next++] })
      else see({ file, record, text, place: isHeader ? undefined : place++ })
      isHeader = false
    }
    const scan = recordScanner(head, files.read.comment, { onRecord })
    for await (const chunk of unpackedBytes(files, head.path) as AsyncIterable<Buffer>) {
      bytes.add(chunk)
      scan.read(chunk)
    }
    scan.end()
  }
  return place
}

/** The last bytes that were read of a file: room for a line as long as DuckDB can read. */
function lastBytes(most: number) {
  const chunks: Buffer[] = []
  let [from, length] = [0, 0]
  return {
    add(chunk: Buffer): void {
      chunks.push(chunk)
      length += chunk.length
      while (length - (chunks[0] as Buffer).length - chunk.length > most) {
        const { length: gone } = chunks.shift() as Buffer
        from += gone
        length -= gone
      }
    },
    text({ byte, end }: CsvRecord): string {
      const last = chunks.at(-1) as Buffer
      const start = from + length - last.length
      if (byte >= start) return last.toString('utf8', byte - start, end - start)
      return Buffer.concat(chunks).toString('utf8', byte - from, end - from)
    },
  }
}
