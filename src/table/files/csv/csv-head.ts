import type { ReadOptions } from '../../../define/read-options.ts'
import type { DataFiles } from '../data-files.ts'
import { fileMistake } from '../file-mistake.ts'
import { namedTwice } from '../named-twice.ts'
import { unpackedBytes } from '../packed.ts'
import { unwritableName } from '../unwritable-name.ts'
import { type CsvMarks, firstRecord, likelyDelimiter } from './csv-records.ts'

/** The format of one CSV file, and the names of its columns. */
export interface CsvHead extends CsvMarks {
  readonly path: string
  readonly columns: readonly string[]
  /** The places, from 0, of columns without a name in the header. */
  readonly nameless: readonly number[]
  /** Lines before the header, or before the first record where there is no header. */
  readonly before: number
  /** How many of those lines are no comments: DuckDB does not count comments. */
  readonly skip: number
}

const glimpse = 65_536
/** DuckDB's default. */
export const mostLineBytes = 2_000_000

/**
 * Reads the first record of a file, and with it everything that DuckDB would otherwise guess from the rows. Rather than
 * report a malformed row, DuckDB would read a file with a short row as one column, drop lines before a long one, or
 * take a row that begins with `#` for a comment.
 *
 * @returns `undefined` where the file has no record.
 * @throws AssetError `ASSET_VALUE` where a column is named twice, or the text has another encoding.
 */
export async function csvHead(files: Pick<DataFiles, 'placeOf' | 'read'>, path: string): Promise<CsvHead | undefined> {
  const { read } = files
  const most = read.maxLineBytes ?? mostLineBytes
  let bytes = Buffer.alloc(0)
  let isWhole = true
  for await (const chunk of unpackedBytes(files, path) as AsyncIterable<Buffer>) {
    bytes = Buffer.concat([bytes, chunk])
    if (bytes.length < glimpse) continue
    const head = headOf(decode(bytes, path, read), { path, read, isWhole: false })
    if (head !== undefined) return head
    isWhole = bytes.length < most * 2
    if (!isWhole) break
  }
  if (!isWhole) {
    const fix = `mend it, or say how long a line may be with { maxLineBytes }, which is ${most}`
    throw fileMistake({ path, problem: 'has a first line that does not end', fix })
  }
  return headOf(decode(bytes, path, read), { path, read, isWhole: true })
}

interface Head {
  readonly path: string
  readonly read: ReadOptions
  readonly isWhole: boolean
}

/** `undefined` where the text ends before the first record does, or where the whole text has no record. */
function headOf(text: string, { path, read, isWhole }: Head): CsvHead | undefined {
  const start = linesBefore(text, read)
  const rest = text.slice(start.at)
  if (isWhole && rest === '') return undefined
  const delimiter =
    read.delimiter ?? start.delimiter ?? (/\.tsv(?:\.gz|\.zst)?$/i.test(path) ? '\t' : likelyDelimiter(rest))
  const quote = read.quote ?? '"'
  const marks = { delimiter, quote, escape: read.escape ?? quote }
  const record = firstRecord(isWhole ? `${rest}\n` : rest, marks)
  if (record === undefined) {
    if (!isWhole) return undefined
    const fix = 'close it; a quote inside of quotes is written twice'
    throw fileMistake({
      path,
      line: start.lines + 1,
      problem: `opens a quote in line ${start.lines + 1} that nothing closes`,
      fix,
    })
  }
  const nameless = (read.header ?? true) ? record.fields.flatMap((name, index) => (name === '' ? [index] : [])) : []
  return {
    ...marks,
    path,
    before: start.lines,
    skip: start.lines - start.comments,
    columns: namesOf(record.fields, { path, read, line: start.lines + 1, nameless }),
    nameless,
  }
}

interface LinesBefore {
  readonly at: number
  readonly lines: number
  readonly comments: number
  readonly delimiter: string | undefined
}

/** A line before all others, by which a file tells Excel its delimiter. */
const tellsDelimiter = /^sep=(.)$/i

/** The lines before the first record: those of `skip`, empty lines and comments. */
function linesBefore(text: string, { skip = 0, comment }: ReadOptions): LinesBefore {
  const [, delimiter] = tellsDelimiter.exec(text.split(/\r\n|\n|\r/, 1)[0] as string) ?? []
  const line = /([^\r\n]*)(\r\n|\n|\r|$)/y
  let [at, comments] = [0, 0]
  for (let lines = 0; ; lines += 1) {
    line.lastIndex = at
    const [whole, content, end] = line.exec(text) as unknown as [string, string, string]
    const isComment = comment !== undefined && content.startsWith(comment)
    const isBefore = lines < skip || content === '' || isComment || (lines === 0 && delimiter !== undefined)
    if (!isBefore) return { at, lines, comments, delimiter }
    if (end === '') return { at: text.length, lines, comments, delimiter }
    if (isComment) comments += 1
    at += whole.length
  }
}

function namesOf(
  fields: readonly string[],
  { path, read, line, nameless }: { path: string; read: ReadOptions; line: number; nameless: readonly number[] },
): readonly string[] {
  const declared = read.columns === undefined ? undefined : Object.keys(read.columns)
  const isHeader = read.header ?? true
  const names = isHeader
    ? fields.map((name, index) => (name === '' ? `column${index}` : name))
    : unnamed(fields.length, declared)
  if (declared !== undefined && declared.toSorted().join('\n') !== names.toSorted().join('\n')) {
    const fix = 'correct { columns }, or say only the types of some columns with { types }'
    const has = isHeader ? `has the columns ${names.join(', ')}` : `has ${fields.length} fields`
    throw fileMistake({ path, line, problem: `${has} in line ${line}, and not ${declared.join(', ')}`, fix })
  }
  const unwritable = unwritableName(names)
  if (unwritable !== undefined) throw fileMistake({ path, line, ...unwritable })
  const twice = namedTwice(names)
  if (twice === undefined) return names
  const { first, second } = twice
  const bare = nameless.find((index) => index === first || index === second)
  const problem =
    bare === undefined ? twice.problem : `has no name for the field ${bare + 1}, and a column "${names[bare]}"`
  const fix = 'give every column a name of its own, or name them with { header: false, skip, columns }'
  throw fileMistake({ path, line, problem: `${problem}, in the fields ${first + 1} and ${second + 1}`, fix })
}

function unnamed(count: number, declared: readonly string[] | undefined): readonly string[] {
  return declared?.length === count ? declared : Array.from({ length: count }, (_, index) => `column${index}`)
}

function decode(bytes: Uint8Array, path: string, { encoding = 'utf-8' }: ReadOptions): string {
  const [first, second] = bytes
  if ((first === 0xfe && second === 0xff) || (first === 0xff && second === 0xfe))
    throw fileMistake({ path, problem: 'is UTF-16', fix: "say so with { encoding: 'utf-16' }, or save it as UTF-8" })
  if (encoding === 'latin-1') return Buffer.from(bytes).toString('latin1')
  return new TextDecoder().decode(bytes, { stream: true })
}
