/** The delimiter, quote and escape of a CSV file. */
export interface CsvMarks {
  readonly delimiter: string
  /** An empty text where there are no quotes. */
  readonly quote: string
  readonly escape: string
}

/**
 * The fields of the first record of a text, and its end; `undefined` where the text ends before the record does.
 */
export function firstRecord(
  text: string,
  marks: CsvMarks,
): { readonly fields: readonly string[]; readonly end: number } | undefined {
  const { delimiter, quote } = marks
  const fields: string[] = []
  let field = ''
  let quoted = false
  let isClosed = false
  for (let at = 0; at < text.length; at += 1) {
    const mark = text[at] as string
    if (quoted) {
      if (mark === marks.escape && (text[at + 1] === quote || text[at + 1] === marks.escape) && at + 1 < text.length) {
        at += 1
        field += text[at]
      } else if (mark === quote) [quoted, isClosed] = [false, true]
      else field += mark
    } else if (mark === quote && quote !== '' && !isClosed && /^ *$/.test(field)) [quoted, field] = [true, '']
    else if (mark === delimiter) {
      fields.push(field)
      field = ''
      isClosed = false
    } else if (mark === ' ' && isClosed) continue
    else if (mark === '\n' || mark === '\r') return { fields: [...fields, field], end: at }
    else field += mark
  }
  return undefined
}

/** The delimiter that is most frequent in a line that names columns, outside of quotes. */
export function likelyDelimiter(text: string): string {
  const line = text.replaceAll(/"(?:[^"]|"")*"/g, '').split(/\r\n|\n|\r/, 1)[0] as string
  const counts = [',', ';', '\t', '|'].map((mark) => ({ mark, count: line.split(mark).length }))
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).mark
}
