import type { Column } from '../../define/table.ts'
import { type Field, quoteId, quoteText } from '../codec/types/data-type.ts'
import { parseColumns } from '../codec/types/parse-type.ts'
import { columnsAs } from '../codec/types/select-columns.ts'
import { type Connection, duck } from '../engine/bindings.ts'
import { type Engine, withConnection } from '../engine/open.ts'
import { type ParquetFiles, readParquet } from '../engine/parquet.ts'
import { rowHashes } from '../version/canonical-hash.ts'
import { withoutQuadraticPlanning } from '../version/wide.ts'
import { placeColumn, selectPlaced } from '../work/row-plan.ts'
import { type Parts, partTag, placeTag } from './parts.ts'
import type { Order } from './put-together.ts'
import { mapColumns } from './row-map.ts'

export interface MapOptions {
  readonly parts: Parts
  /** `as it was`: the output is the file of the earlier output. */
  readonly order: Order | 'as it was'
  readonly file: string
  readonly output: OutputHashes
}
export interface OutputHashes {
  /** The output's columns. */
  readonly fields: readonly Field[]
  /**
   * The output's file, if its columns differ from those of the earlier output: the reused rows then have other hashes.
   */
  readonly rehash: ParquetFiles | undefined
}

/** Writes the map of an output whose rows have the given order. */
export async function writeMap(
  engine: Engine,
  connection: Connection,
  { parts, order, file, output }: MapOptions,
): Promise<void> {
  const lost = engine.uniqueName('lost')
  await duck.query(connection, `CREATE TEMP TABLE ${lost} (place BIGINT)`)
  try {
    const places = [...parts.lost]
    for (let from = 0; from < places.length; from += 10_000) {
      const values = places.slice(from, from + 10_000).map((place) => `(${place})`)
      await duck.query(connection, `INSERT INTO ${lost} VALUES ${values.join(', ')}`)
    }
    const numbered =
      order === 'as it was' ? 'source' : `CASE WHEN is_row THEN row_number() OVER (ORDER BY ${stand(order)}) - 1 END`
    const columns = mapColumns.map((name) => (name === 'row' ? `${numbered} AS row` : name)).join(', ')
    const linked = `SELECT ${columns} FROM (\n${links(parts, { lost, fields: output.fields })}\n)`
    const text = `${output.rehash === undefined ? linked : rehashed(linked, output.rehash, output.fields)} ORDER BY row NULLS LAST, place`
    await withoutQuadraticPlanning(connection, output.fields, () => copyMap(connection, text, file))
  } finally {
    await duck.query(connection, `DROP TABLE ${lost}`)
  }
}

/** Rows come first, in the order of the file; input rows without an output row have no number. */
const stand = (order: Order): string =>
  order === 'input' ? 'is_row DESC, place, part' : 'is_row DESC, is_new, source, place, part'

function rehashed(linked: string, file: ParquetFiles, fields: readonly Field[]): string {
  return `SELECT l.* REPLACE (h.a AS x, h.b AS y) FROM (${linked}) l LEFT JOIN (${hashesOf(file, fields)}) h ON h.n = l.row`
}

export function hashesOf(file: ParquetFiles, fields: readonly Field[]): string {
  const { a, b } = rowHashes(fields)
  const place = quoteId(placeColumn)
  const rows = selectPlaced({ file, fileColumns: fields.map(({ name }) => name) }, place)
  return `SELECT ${place} AS n, ${a} AS a, ${b} AS b FROM (${rows})`
}

function links(
  { input, keptRows, staged }: Parts,
  { lost, fields }: { lost: string; fields: readonly Field[] },
): string {
  const selects: string[] = []
  const isWhole = `NOT EXISTS (FROM ${lost} l WHERE l.place = i.first)`
  const own = 'i.place, i.a, i.b, i.k, i.copy'
  if (keptRows !== undefined) {
    selects.push(
      `SELECT place, a, b, k, copy, part, source, true AS whole, x, y, source IS NOT NULL AS is_row, false AS is_new FROM ${keptRows.table}`,
    )
  }
  const todo = keptRows === undefined ? '' : `AND EXISTS (FROM ${keptRows.todo} t WHERE t.place = i.first)`
  let condition = ''
  if (staged !== undefined) {
    const [place, part] = [quoteId(placeTag), quoteId(partTag)]
    const { a, b } = rowHashes(fields)
    const tagsOf = `${place}::BIGINT AS ${place}, ${part}::BIGINT AS ${part}`
    const stored = `SELECT ${columnsAs('s', staged.fields, fields)}, ${tagsOf} FROM (${staged.select}) s`
    const hashed = `SELECT ${place} AS of, ${part} AS part, ${a} AS x, ${b} AS y FROM (${stored})`
    const rows = `SELECT ${place}::BIGINT AS of FROM (${staged.select})`
    selects.push(`SELECT ${own}, s.part, NULL::BIGINT AS source, ${isWhole} AS whole, s.x, s.y, true AS is_row, true AS is_new
FROM (${hashed}) s JOIN ${input.table} i ON i.first = s.of`)
    condition = `AND NOT EXISTS (FROM (${rows}) s WHERE s.of = i.first)`
  }
  selects.push(`SELECT ${own}, 0::BIGINT AS part, NULL::BIGINT AS source, ${isWhole} AS whole, NULL::UBIGINT AS x, NULL::UBIGINT AS y, false AS is_row, true AS is_new
FROM ${input.table} i WHERE true ${todo} ${condition}`)
  return selects.join('\nUNION ALL ')
}

/**
 * Rewrites a map for another file with the same rows in another order: the n-th of several equal rows corresponds to
 * the n-th in the other file.
 */
export async function mapOnto(engine: Engine, { map, from, to, columns, file }: MapOnto): Promise<void> {
  const ranked = (table: ParquetFiles) =>
    `SELECT n, a, b, row_number() OVER (PARTITION BY a, b ORDER BY n) AS c FROM (${hashesOf(table, parseColumns(columns))})`
  const names = mapColumns.map((name) => (name === 'row' ? 't.n AS row' : `m.${quoteId(name)}`)).join(', ')
  const text = `SELECT ${names} FROM ${readParquet(map)} m
LEFT JOIN (${ranked(from)}) f ON f.n = m.row LEFT JOIN (${ranked(to)}) t ON t.a = f.a AND t.b = f.b AND t.c = f.c
ORDER BY t.n NULLS LAST, m.place`
  await withConnection(engine, (connection) => copyMap(connection, text, file))
}

export interface MapOnto {
  readonly map: string
  /** The table that the map leads to. */
  readonly from: ParquetFiles
  /** The table that it is to lead to. */
  readonly to: ParquetFiles
  /** The columns of both. */
  readonly columns: readonly Column[]
  readonly file: string
}

export async function copyMap(connection: Connection, text: string, file: string): Promise<void> {
  await duck.query(
    connection,
    `COPY (\n${text}\n) TO ${quoteText(file)} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)`,
  )
}
