import type { ReadOptions } from '../../define/read-options.ts'
import { AssetError } from '../../errors.ts'
import { type Engine, withConnection } from '../../table/engine/open.ts'
import { sqlError } from '../../table/engine/sql-error.ts'
import { mostLineBytes } from '../../table/files/csv/csv-head.ts'
import { csvMistake } from '../../table/files/csv/csv-mistake.ts'
import type { DataFiles } from '../../table/files/data-files.ts'
import { declaredMark } from '../../table/files/declared-types.ts'
import { fileText } from '../../table/files/file-text.ts'
import { jsonLinesMistake } from '../../table/files/json/json-lines-mistake.ts'
import { rowsOf } from '../../table/files/rows-of.ts'
import { misfitMark } from '../../table/files/text-types.ts'
import { firstMisfit } from './first-misfit.ts'

/**
 * The mistake in a data file that DuckDB refused to read: the user wrote no SQL, and needs the file and its line. Every
 * other error is returned unchanged.
 */
export async function tableMistake(engine: Engine, files: DataFiles, thrown: unknown): Promise<unknown> {
  const error = sqlError(thrown, { code: 'ASSET_SQL', what: 'reading' })
  if (!AssetError.is(error) || error.code !== 'ASSET_SQL') return error
  const { paths, read } = files
  const words = wordsOf(error)
  const reason = words.split(declaredMark)[1]
  if (reason !== undefined) {
    const aside = files.format === 'csv' ? ', or set such rows aside with { ignoreErrors: true }' : ''
    const fix = `mend the value, or say another type for the column in { types }, such as VARCHAR${aside}`
    const place = await firstMisfit(engine, files, reason)
    if (place === undefined) return mistake(error, { message: `${among(paths)}: ${reason}`, paths, fix })
    const { path, line, problem } = place
    const unit = files.format === 'xlsx' ? 'row' : 'line'
    const message = `${path}: ${problem}${line === undefined ? '' : `, in ${unit} ${line}`}`
    return mistake(error, { message, paths: [path], fix, at: line === undefined ? path : `${path}:${line}` })
  }
  const misfit = words.split(misfitMark)[1]
  if (misfit !== undefined) {
    const fix = `leave out sampleSize, so that all rows decide, or say its type with { types }`
    return mistake(error, {
      message: `${among(paths)}: behind the first ${read.sampleSize} rows ${misfit}`,
      paths,
      fix,
    })
  }
  const named = paths.filter((path) => words.includes(files.placeOf(path)))
  const tooLarge = tooLargeIn(words, read)
  if (tooLarge !== undefined) {
    const some = named.length === 0 ? paths : named
    const message = `${among(some)} has ${tooLarge.what}`
    return mistake(error, { message, paths: some, fix: tooLarge.fix, ...(some.length === 1 ? { at: some[0] } : {}) })
  }
  if (files.format === 'csv') {
    for (const path of paths) {
      const mistake = await csvMistake(files, path)
      if (mistake !== undefined) return mistake
    }
  }
  if (files.format === 'ndjson' && isMalformed(words)) {
    for (const path of paths) {
      const mistake = await jsonLinesMistake(files, path)
      if (mistake !== undefined) return mistake
    }
  }
  const broken = files.format === 'parquet' ? await brokenParquet(engine, files) : undefined
  const [sentence] = (broken === undefined ? withoutCount(words) : wordsOf(broken.error)).split(';', 1)
  const path = broken?.path ?? (paths.length === 1 ? paths : named)[0]
  const fix =
    'mend the file, leave it out of the glob, or say how it is written with { format } and the other read options'
  return mistake(error, {
    message: `${path ?? 'a data file'} cannot be read: ${sentence}`,
    paths: path === undefined ? paths : [path],
    fix,
  })
}

/** The first file that cannot be read by itself. DuckDB says what is wrong with Parquet without the file's name. */
async function brokenParquet(engine: Engine, { paths, placeOf, signal }: DataFiles) {
  for (const path of paths) {
    const from = `read_parquet(${fileText(placeOf(path))}, hive_partitioning = false)`
    try {
      await withConnection(engine, (connection) =>
        rowsOf(connection, `SELECT count(hash(t))::DOUBLE AS n FROM ${from} AS t`, signal),
      )
    } catch (thrown) {
      const error = sqlError(thrown, { code: 'ASSET_SQL', what: 'reading' })
      if (AssetError.is(error)) return { path, error }
    }
  }
  return undefined
}

/** The message of DuckDB about a CSV line or a JSON record that is too large for it. */
function tooLargeIn(
  words: string,
  { maxLineBytes = mostLineBytes }: ReadOptions,
): { readonly what: string; readonly fix: string } | undefined {
  // DuckDB names its actual limit, which may be higher.
  if (/Maximum line size of \d+ bytes exceeded/.test(words))
    return {
      what: `a line of more than ${maxLineBytes} bytes`,
      fix: 'say how long a line may be with { maxLineBytes }',
    }
  const record = /"maximum_object_size" of (\d+) bytes exceeded/.exec(words)?.[1]
  if (record === undefined) return undefined
  return { what: `a record of more than ${record} bytes`, fix: 'say how large a record may be with { maxObjectBytes }' }
}

const isMalformed = (words: string): boolean => words.startsWith('Malformed JSON')

/** The value that DuckDB names in malformed JSON is the one after it. */
const withoutCount = (words: string): string =>
  isMalformed(words) ? words.replace(/, at byte \d+ in (?:line|record\/value) \d+/, '') : words

const wordsOf = (error: AssetError): string =>
  error.message.replace(/^(?:the sql of .*?|reading(?: the rows)?) fails(?: in line \d+)?: /, '')

const among = (paths: readonly string[]): string =>
  paths.length === 1 ? (paths[0] as string) : `one of ${paths.length} files`

interface Sentence {
  readonly message: string
  readonly paths: readonly string[]
  readonly fix: string
  readonly at?: string
}

function mistake(cause: AssetError, { message, paths, fix, at }: Sentence): AssetError {
  return new AssetError({ code: 'ASSET_VALUE', message, at, facts: { ...cause.facts, files: paths }, fix, cause })
}
