import type { CsvHead } from './csv-head.ts'
import type { DataFiles } from './data-files.ts'
import { fileMistake } from './file-mistake.ts'
import { unpackedBytes } from './packed.ts'

const decoders = { 'utf-8': 'latin1', 'latin-1': 'latin1', 'utf-16': 'utf-16le' } as const

/**
 * DuckDB takes the rest of a line for a comment wherever the mark stands outside of quotes: `C#` would be read as `C`.
 *
 * @throws AssetError `ASSET_VALUE` where the mark stands behind the begin of a line.
 */
export async function refuseInnerComments(files: Pick<DataFiles, 'placeOf' | 'read'>, head: CsvHead): Promise<void> {
  const { comment, encoding = 'utf-8' } = files.read
  if (comment === undefined || comment === '') return
  // Marks are ASCII, and so one byte that is part of no other character, except in UTF-16.
  const decoder = new TextDecoder(decoders[encoding])
  const scan = scanner(head, comment)
  for await (const chunk of unpackedBytes(files.placeOf(head.path)) as AsyncIterable<Uint8Array>) {
    const line = scan(decoder.decode(chunk, { stream: true }))
    if (line === undefined) continue
    const problem = `has "${comment}" in the middle of line ${line}, where it would cut the value`
    const fix = `put the field in quotes, say another mark with { comment }, or leave { comment } out where the file has no comments`
    throw fileMistake({ path: head.path, line, problem, fix })
  }
}

/** Gives the first line that has the mark behind its begin, outside of quotes. */
function scanner(head: CsvHead, comment: string): (text: string) => number | undefined {
  let [line, last] = [1, '']
  let [isStart, isField, isComment] = [true, true, false]
  let [isQuoted, isEscaped, isClosed] = [false, false, false]
  const endLine = (): void => {
    line += 1
    isStart = true
    isField = true
    isComment = false
    isClosed = false
  }
  return (text) => {
    for (const mark of text) {
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
      else if (isComment || line <= head.before) continue
      else {
        if (mark === comment && isStart) isComment = true
        else if (mark === comment) return line
        else if (mark === head.quote && (isField || isClosed)) isQuoted = true
        isStart = false
        isClosed = false
        isField = mark === head.delimiter
      }
    }
    return undefined
  }
}
