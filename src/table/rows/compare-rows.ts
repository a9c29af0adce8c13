import type { Column } from '../../define/table.ts'
import { mapScheme } from '../../store/row-schemes.ts'
import { type Field, quoteId } from '../codec/types/data-type.ts'
import { parseColumns } from '../codec/types/parse-type.ts'
import { type Connection, duck } from '../engine/bindings.ts'
import { type Engine, withConnection } from '../engine/open.ts'
import { type ParquetFiles, readParquet } from '../engine/parquet.ts'
import { placeColumn, selectPlaced } from '../work/row-plan.ts'
import { numbersOf, valuesOf } from './ask.ts'
import { findContents } from './gather-rows.ts'
import { type InputOptions, type InputRows, olderRows, openInputRows } from './input-rows.ts'
import { hasLeft, movedRows } from './kept-rows.ts'

/** A stored table in the form in which a row function would get it. */
export interface GivenRows {
  readonly file: ParquetFiles
  readonly schema: readonly Column[]
  /** The columns that the function gets, in order. */
  readonly columns: readonly string[]
  readonly key: string | null
}

/** The map of an earlier output: which of its rows was made from which input row. */
export interface ComparedMap {
  readonly file: string
  readonly scheme: string
}

/** A row of the mapped table: its place, and the hashes of its content, which prove that it is this row. */
export interface RowMark {
  readonly place: number
  readonly a?: string
  readonly b?: string
  /** The scheme of the map that it is from. */
  readonly scheme?: string
}

/**
 * The difference between a table and the one that a map was written for. Equal rows count once.
 */
export interface Comparison {
  readonly rows: number
  readonly compute: number
  /** Present where there was a map to compare with. */
  readonly moved?: {
    readonly changed: number
    readonly added: number
    readonly left: number
    readonly examples: {
      readonly changed?: { readonly before: RowMark; readonly after: RowMark }
      readonly added?: RowMark
      readonly left?: RowMark
    }
  }
}

/**
 * The rows of a table that would have to be computed. No function is called. A condition of the query is not known
 * here, so every row counts.
 *
 * @param mapsOf returns the maps to compare with, for the present columns: that of the last output, and others whose
 * rows may be reused.
 * @throws AssetError `ASSET_ROW_KEY` where the key does not name each row.
 */
export function compareRows(
  engine: Engine,
  rows: GivenRows,
  mapsOf: (schema: string) => Promise<readonly ComparedMap[]>,
): Promise<Comparison> {
  return withConnection(engine, async (connection) => {
    const options: InputOptions = {
      statement: placedRows(rows),
      fields: givenFields(rows),
      key: rows.key ?? undefined,
    }
    const input = await openInputRows(engine, connection, options)
    const tables = [input.table]
    try {
      const maps = await mapsOf(input.schema)
      const [map] = maps
      if (map?.scheme === mapScheme) return await compared(engine, connection, { input, maps })
      if (map !== undefined) {
        const then = await olderRows(engine, connection, { ...options, input })
        tables.push(then.table)
        return await compared(engine, connection, { input: then, maps: [map] })
      }
      const [compute = 0] = await numbersOf(connection, `SELECT count(*) AS n FROM ${input.table} WHERE copy = 0`)
      return { rows: input.rows, compute }
    } finally {
      await drop(connection, tables)
    }
  })
}

function givenFields({ schema, columns }: GivenRows): readonly Field[] {
  const fields = parseColumns(schema)
  return columns.flatMap((name) => fields.find((field) => field.name === name) ?? [])
}

function placedRows({ file, schema, columns }: GivenRows) {
  const place = quoteId(placeColumn)
  const placed = selectPlaced({ file, fileColumns: schema.map(({ name }) => name) }, place)
  return { text: `SELECT ${[...columns.map(quoteId), place].join(', ')} FROM (${placed})`, parameters: [] }
}

interface Compared {
  readonly input: InputRows
  readonly maps: readonly ComparedMap[]
}

async function compared(engine: Engine, connection: Connection, { input, maps }: Compared): Promise<Comparison> {
  const contents = await findContents(engine, connection, { input, maps: maps.map(({ file }) => file) })
  const todo = engine.uniqueName('todo')
  try {
    await duck.query(
      connection,
      `CREATE TABLE ${todo} AS SELECT place, k FROM ${input.table} ANTI JOIN ${contents.table} USING (a, b) WHERE copy = 0`,
    )
    const [compute = 0] = await numbersOf(connection, `SELECT count(*) AS n FROM ${todo}`)
    const [map] = maps as readonly [ComparedMap]
    const { changed, removed } = await movedRows(connection, { input, todo, map: map.file })
    const examples = await examplesOf(connection, { input, todo, map })
    return { rows: input.rows, compute, moved: { changed, added: compute - changed, left: removed, examples } }
  } finally {
    await drop(connection, [contents.table, todo])
  }
}

/** The first of each kind, in the order of the table. */
async function examplesOf(
  connection: Connection,
  { input, todo, map }: { readonly input: InputRows; readonly todo: string; readonly map: ComparedMap },
): Promise<NonNullable<Comparison['moved']>['examples']> {
  const from = readParquet(map.file)
  const markOf = ([place, a, b]: readonly unknown[]): RowMark => ({
    ...{ place: Number(place), a: String(a), b: String(b), scheme: map.scheme },
  })
  const first = async (text: string) => (await valuesOf(connection, { text: `${text} LIMIT 1`, parameters: [] }))[0]
  const changed = await first(`SELECT t.place AS place, m.place AS was, m.a::VARCHAR AS a, m.b::VARCHAR AS b
FROM ${todo} t JOIN ${from} m ON m.k = t.k ORDER BY t.place, m.place`)
  const added = await first(`SELECT place FROM ${todo} t
WHERE t.k IS NULL OR NOT EXISTS (FROM ${from} m WHERE m.k = t.k) ORDER BY place`)
  const left = await first(`SELECT m.place AS was, m.a::VARCHAR AS a, m.b::VARCHAR AS b FROM ${from} m
WHERE ${hasLeft(input.table)} ORDER BY m.place`)
  return {
    ...(changed && { changed: { after: { place: Number(changed[0]) }, before: markOf(changed.slice(1)) } }),
    ...(added && { added: { place: Number(added[0]) } }),
    ...(left && { left: markOf(left) }),
  }
}

async function drop(connection: Connection, tables: readonly string[]): Promise<void> {
  for (const table of tables) await duck.query(connection, `DROP TABLE IF EXISTS ${table}`)
}
