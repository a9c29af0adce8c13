import type { CsvHead } from './csv-head.ts'

export interface CsvRecord {
  /** From 1. */
  readonly line: number
  /** The place of its first byte, from 0. */
  readonly byte: number
  /** The place behind its last byte, where its line ends. */
  readonly end: number
  readonly fields: number
}

export interface RecordEvents {
  /** Is called for each record, the header included. */
  onRecord?(record: CsvRecord): void
  /** Is called for a comment mark outside of quotes that is not at the beginning of a line. */
  onInnerComment?(line: number): void
}

export interface RecordScanner {
  read(bytes: Uint8Array): void
  /** Ends the last record, which may lack a line end. */
  end(): void
  /** The line of a quote that is still open. */
  openQuote(): number | undefined
}

const [lineFeed, carriageReturn, space] = [0x0a, 0x0d, 0x20]
const byteOrderMark = [0xef, 0xbb, 0xbf]

type State = 'before' | 'start' | 'field' | 'inside' | 'quoted' | 'escaped' | 'closed' | 'comment'

/**
 * Scans the records of a CSV file byte by byte: all marks are ASCII, and in UTF-8 no other character contains them. As
 * in DuckDB, a quote opens at the beginning of a field, with or without spaces before it, and an empty line is no
 * record unless the file has one column.
 */
export function recordScanner(head: CsvHead, comment: string | undefined, events: RecordEvents): RecordScanner {
  const [delimiter, quote, escapeMark] = [codeOf(head.delimiter), codeOf(head.quote), codeOf(head.escape)]
  const commentMark = codeOf(comment)
  const isMark = new Uint8Array(256)
  for (const mark of [delimiter, quote, escapeMark, commentMark, lineFeed, carriageReturn, space])
    if (mark !== undefined) isMark[mark] = 1
  const isOneColumn = head.columns.length === 1
  let state: State = head.before > 0 ? 'before' : 'start'
  let [line, at, last] = [1, 0, -1]
  let [startLine, startByte, fields, quoteLine] = [1, 0, 1, 1]

  const begin = (): void => {
    startLine = line
    startByte = at
    fields = 1
  }
  const endLine = (): void => {
    if (state === 'start' && isOneColumn) begin()
    const isRecord = state === 'start' ? isOneColumn : state !== 'before' && state !== 'comment'
    if (isRecord) events.onRecord?.({ line: startLine, byte: startByte, end: at, fields })
    line += 1
    state = line > head.before ? 'start' : 'before'
  }
  const readQuoted = (byte: number): void => {
    if (byte === lineFeed || byte === carriageReturn) line += 1
    if (state === 'escaped') state = 'quoted'
    else if (byte === escapeMark && escapeMark !== quote) state = 'escaped'
    else if (byte === quote) state = 'closed'
  }
  const readMark = (byte: number): void => {
    if (byte === lineFeed && last === carriageReturn) return
    if (state === 'quoted' || state === 'escaped') readQuoted(byte)
    else if (byte === lineFeed || byte === carriageReturn) endLine()
    else if (state === 'start' && byte === commentMark) state = 'comment'
    else if (state !== 'before' && state !== 'comment') readField(byte)
  }
  const readField = (byte: number): void => {
    if (byte === commentMark) events.onInnerComment?.(line)
    if (state === 'start') {
      begin()
      state = 'field'
    }
    if (byte === delimiter) {
      fields += 1
      state = 'field'
    } else if (byte === quote && (state === 'field' || state === 'closed')) {
      state = 'quoted'
      quoteLine = line
    } else if (byte !== space || state === 'inside') state = 'inside'
  }
  const readPlain = (): void => {
    if (state === 'start') begin()
    if (state === 'start' || state === 'field' || state === 'closed') state = 'inside'
    else if (state === 'escaped') state = 'quoted'
  }
  return {
    read(bytes) {
      const mark = byteOrderMark.every((byte, index) => bytes[index] === byte)
      const from = at === 0 && mark ? byteOrderMark.length : 0
      at += from
      for (let index = from; index < bytes.length; index += 1) {
        const byte = bytes[index] as number
        if (isMark[byte] === 1) readMark(byte)
        else if (state !== 'inside' && state !== 'quoted') readPlain()
        last = byte
        at += 1
      }
    },
    end() {
      if (state !== 'start' && state !== 'quoted' && state !== 'escaped') endLine()
    },
    openQuote: () => (state === 'quoted' || state === 'escaped' ? quoteLine : undefined),
  }
}

const codeOf = (mark: string | undefined): number | undefined =>
  mark === undefined || mark === '' ? undefined : mark.charCodeAt(0)
