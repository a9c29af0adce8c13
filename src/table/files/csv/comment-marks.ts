import type { DataFiles } from '../data-files.ts'
import { fileMistake } from '../file-mistake.ts'
import { unpackedBytes } from '../packed.ts'
import type { CsvHead } from './csv-head.ts'
import { recordScanner } from './scan-records.ts'

/**
 * DuckDB takes the rest of a line for a comment wherever the mark is outside of quotes: `C#` would be read as `C`.
 *
 * @throws AssetError `ASSET_VALUE` where the mark is not at the beginning of a line.
 */
export async function refuseInnerComments(files: Pick<DataFiles, 'placeOf' | 'read'>, head: CsvHead): Promise<void> {
  const { comment } = files.read
  if (comment === undefined || comment === '') return
  let line: number | undefined
  const scan = recordScanner(head, comment, {
    onInnerComment(innerLine) {
      line ??= innerLine
    },
  })
  for await (const chunk of unpackedBytes(files, head.path) as AsyncIterable<Buffer>) {
    scan.read(chunk)
    if (line === undefined) continue
    const problem = `has "${comment}" in the middle of line ${line}, where it would cut the value`
    const fix = `put the field in quotes, say another mark with { comment }, or leave { comment } out where the file has no comments`
    throw fileMistake({ path: head.path, line, problem, fix })
  }
}
