import type { CsvHead } from './csv-head.ts'

export interface RecordEvents {
  /** Once for each record, the header among them, with the line and the byte that it begins at. */
  onRecord?(line: number, byte: number): void
  /** A comment mark behind the begin of a line, outside of quotes. */
  onInnerComment?(line: number): void
}

/**
 * Walks over the records of a CSV file, whose bytes it is given as Latin-1: every mark that counts is ASCII, and in
 * UTF-8 part of no other character. A quote opens only at the begin of a field, and a line that is empty is no record
 * unless the file has one column.
 */
export function recordScanner(head: CsvHead, comment: string | undefined, events: RecordEvents) {
  let [line, last, byte] = [1, '', -1]
  let [isStart, isField, isComment] = [true, true, false]
  let [isQuoted, isEscaped, isClosed] = [false, false, false]
  const isOneColumn = head.columns.length === 1
  const begin = (): void => {
    if (line > head.before) events.onRecord?.(line, byte)
  }
  const endLine = (): void => {
    if (isStart && isOneColumn) begin()
    line += 1
    isStart = true
    isField = true
    isComment = false
    isClosed = false
  }
  return (text: string): void => {
    for (const mark of text) {
      byte += 1
      const isSecond = mark === '\n' && last === '\r'
      last = mark
      if (isSecond) continue
      const isEnd = mark === '\n' || mark === '\r'
      if (isQuoted) {
        if (isEnd) line += 1
        if (isEscaped) isEscaped = false
        else if (mark === head.escape && head.escape !== head.quote) isEscaped = true
        else if (mark === head.quote) [isQuoted, isClosed] = [false, true]
      } else if (isEnd) endLine()
      else if (isComment) continue
      else if (line <= head.before) isStart = false
      else {
        if (mark === comment && isStart) isComment = true
        else if (mark === comment) events.onInnerComment?.(line)
        else if (isStart) begin()
        if (mark === head.quote && (isField || isClosed)) isQuoted = true
        isStart = false
        isClosed = false
        isField = mark === head.delimiter
      }
    }
  }
}
