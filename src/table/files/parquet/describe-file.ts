import { quoteId, quoteText } from '../../codec/types/data-type.ts'
import type { Connection } from '../../engine/bindings.ts'
import type { DataFiles } from '../data-files.ts'
import { shapeOf } from '../declared-shape.ts'
import { fileMistake } from '../file-mistake.ts'
import { fileText } from '../file-text.ts'
import { namedTwice } from '../named-twice.ts'
import { rowsOf } from '../rows-of.ts'
import { unwritableName } from '../unwritable-name.ts'
import { arrowDurations } from './arrow-durations.ts'
import { exactTexts, isReadWhole, type RawColumn, textType } from './exact-values.ts'
import { refuseChangedPages } from './page-checksums.ts'
import { type Losses, parquetColumns } from './parquet-schema.ts'
import type { RawCopies } from './raw-file.ts'

export interface ParquetFile {
  readonly path: string
  /** The path of the file, or of its copy with raw values. */
  readonly place: string
  /** The columns of a SELECT: `*` where DuckDB reads every value without loss. */
  readonly select: string
  readonly columns: readonly string[]
  /** As DuckDB writes them, by the column's name. */
  readonly types: ReadonlyMap<string, string>
}

interface Describing {
  readonly files: DataFiles
  readonly copies: RawCopies
}

/**
 * The columns of a file. Columns that the caller wants as texts, and decimals with more digits than DuckDB has, become
 * exact texts where DuckDB would lose something; all other columns must be readable without loss.
 *
 * @throws AssetError `ASSET_VALUE` with the row, where a value is finer than DuckDB reads it.
 */
export async function describeFile(
  connection: Connection,
  path: string,
  { files, copies }: Describing,
): Promise<ParquetFile> {
  const place = files.placeOf(path)
  const { names, all, losses, fieldsTwice } = await parquetColumns(connection, { path, files })
  const unwritable = unwritableName(all)
  if (unwritable !== undefined) throw fileMistake({ path, ...unwritable })
  const types = await typesOf(connection, '*', place)
  const problem = names.includes('') ? 'has a column without a name' : (namedTwice(names)?.problem ?? fieldsTwice)
  if (problem !== undefined)
    throw fileMistake({ path, problem, fix: 'give every column of the file, and every field, a name of its own' })
  await refuseChangedPages({ path, place })
  for (const { column, unit } of await durationsIn(connection, place))
    files.warn(`${path} has the column "${column}" with durations: they are read as whole numbers of ${unit}`)
  const isText = (name: string) =>
    files.texts.has(name) ||
    Object.hasOwn(files.read.types ?? {}, name) ||
    losses.get(name)?.some(({ what }) => what === 'decimal') === true
  const [texts, others] = [keysOf(losses, isText), keysOf(losses, (name) => !isText(name))]
  if (others.size > 0) {
    const copy = await copies.make({ place, path, columns: others, only: true })
    for (const column of await rawColumns(connection, { copy, columns: others, types, losses }))
      await refuseFiner(connection, { path, copy, column })
  }
  if (texts.size === 0) return { path, place, select: '*', columns: [...types.keys()], types }
  const copy = await copies.make({ place, path, columns: texts, only: false })
  const raw = await rawColumns(connection, { copy, columns: texts, types, losses })
  const columns = [...types.keys()].map((name) => {
    const column = raw.find((one) => one.name === name)
    return `${column === undefined ? quoteId(name) : exactTexts(column)} AS ${quoteId(name)}`
  })
  const select = columns.join(', ')
  const exact = await typesOf(connection, select, copy)
  return { path, place: copy, select, columns: [...exact.keys()], types: exact }
}

async function durationsIn(connection: Connection, place: string) {
  const schema = `SELECT decode(value) AS schema FROM parquet_kv_metadata(${fileText(place)}) WHERE key = 'ARROW:schema'::BLOB`
  const [row] = await rowsOf(connection, schema)
  return row === undefined ? [] : arrowDurations(String(row.schema))
}

const keysOf = (losses: Losses, wanted: (name: string) => boolean): ReadonlySet<string> =>
  new Set([...losses.keys()].filter(wanted))

interface Raw {
  readonly copy: string
  readonly columns: ReadonlySet<string>
  readonly types: ReadonlyMap<string, string>
  readonly losses: Losses
}

async function rawColumns(
  connection: Connection,
  { copy, columns, types, losses }: Raw,
): Promise<readonly RawColumn[]> {
  const raw = await typesOf(connection, '*', copy)
  return [...columns].map((name) => ({
    name,
    shape: shapeOf(types.get(name) as string),
    raw: shapeOf(raw.get(name) as string),
    losses: losses.get(name) ?? [],
  }))
}

async function refuseFiner(
  connection: Connection,
  { path, copy, column }: { readonly path: string; readonly copy: string; readonly column: RawColumn },
): Promise<void> {
  const row = quoteId('assetstore: row')
  const numbered = selectFrom(`${quoteId(column.name)}, row_number() OVER () AS ${row}`, [copy])
  const [finer] = await rowsOf(
    connection,
    `SELECT ${row}::DOUBLE AS row, CAST(${exactTexts(column)} AS VARCHAR) AS text FROM (${numbered}) WHERE NOT (${isReadWhole(column)}) LIMIT 1`,
  )
  if (finer === undefined) return
  const { name } = column
  const problem = `has ${String(finer.text)} in the column "${name}", in row ${finer.row}, which DuckDB would cut to microseconds`
  const fix = `read it as text, which is exact: { types: { ${JSON.stringify(name)}: ${quoteText(textType(column))} } }`
  throw fileMistake({ path, problem, fix })
}

async function typesOf(connection: Connection, select: string, place: string): Promise<ReadonlyMap<string, string>> {
  const rows = await rowsOf(connection, `DESCRIBE ${selectFrom(select, [place])}`)
  return new Map(rows.map(({ column_name, column_type }) => [String(column_name), String(column_type)]))
}

export const selectFrom = (select: string, places: readonly string[]): string =>
  `SELECT ${select} FROM read_parquet([${places.map(fileText).join(', ')}], hive_partitioning = false)`
