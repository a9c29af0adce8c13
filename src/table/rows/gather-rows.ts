import { statSync } from 'node:fs'
import { AssetError } from '../../errors.ts'
import { mapScheme } from '../../store/row-schemes.ts'
import { type Field, quoteId, quoteText } from '../codec/types/data-type.ts'
import { parseColumns, toColumns } from '../codec/types/parse-type.ts'
import { columnsAs } from '../codec/types/select-columns.ts'
import { uniteFields } from '../codec/types/widen.ts'
import { type Connection, duck } from '../engine/bindings.ts'
import { type Engine, withConnection } from '../engine/open.ts'
import { copyToParquet, type ParquetFiles, readParquet, rowGroupSize } from '../engine/parquet.ts'
import { placeColumn, selectPlaced } from '../work/row-plan.ts'
import { absentOrNull } from './absent-or-null.ts'
import { valuesOf } from './ask.ts'
import type { InputRows } from './input-rows.ts'
import type { PreviousRows } from './parts.ts'
import { mapColumns } from './row-map.ts'
import { copyMap, hashesOf } from './write-map.ts'

export interface Gathering {
  readonly input: InputRows
  /** The maps of earlier outputs, all of the present scheme; the preferred one comes first. */
  readonly maps: readonly string[]
}

/** For each content of an input, the first of several earlier outputs that has it. */
export interface ContentsTable {
  /** A table `n, a, b`: the number of a map, and a content that comes from it. */
  readonly table: string
  /** The numbers of the maps that are used, in order. */
  readonly used: readonly number[]
}

/**
 * Searches the first map, and all others for the contents that the first lacks. Only the hashes are read, and one map
 * is kept for each content: searching a hundred versions of a table costs about as much as reading their hashes.
 */
export async function findContents(engine: Engine, connection: Connection, of: Gathering): Promise<ContentsTable> {
  const { input, maps } = of
  const table = engine.uniqueName('found')
  const contents = (map: string) => `SELECT a, b FROM ${readParquet(map)} WHERE copy = 0 AND whole`
  const [first, ...others] = maps as [string, ...string[]]
  await duck.query(
    connection,
    `CREATE TABLE ${table} AS SELECT DISTINCT 0 AS n, a, b FROM ${input.table} SEMI JOIN (${contents(first)}) USING (a, b)`,
  )
  if (others.length > 0) {
    const numbers = others.map((map, index) => `(${index + 1}, ${quoteText(map)})`).join(', ')
    await duck.query(
      connection,
      `INSERT INTO ${table} SELECT min(v.n), m.a, m.b FROM ${readParquet(others, ', filename = true')} m
JOIN (VALUES ${numbers}) v(n, file) ON v.file = m.filename
WHERE m.copy = 0 AND m.whole AND (m.a, m.b) IN (SELECT (a, b) FROM ${input.table} ANTI JOIN ${table} USING (a, b)) GROUP BY m.a, m.b`,
    )
  }
  const used = await valuesOf(connection, {
    text: `SELECT DISTINCT n::INTEGER AS n FROM ${table} ORDER BY n`,
    parameters: [],
  })
  return { table, used: used.map(([n]) => Number(n)) }
}

export interface GatherRows extends Gathering {
  /** Opens an output, by its number in that order; called for outputs that are used. */
  readonly output: (n: number) => Promise<Omit<PreviousRows, 'map' | 'mapScheme' | 'before'>>
  /** Paths for the combined rows of several outputs. The files do not exist yet. */
  readonly file: string
  readonly map: string
}

/**
 * One output to reuse rows from: the only one that has any, or a new file with the rows of all that have some. If their
 * columns cannot be those of one table, the rows of the later outputs are computed instead.
 */
export function gatherRows(
  engine: Engine,
  options: GatherRows,
): Promise<{ readonly previous: PreviousRows; readonly used: readonly number[] }> {
  return withConnection(engine, async (connection) => {
    const { maps, output } = options
    const contents = await findContents(engine, connection, options)
    const before = maps[0] as string
    try {
      const [only = 0, ...more] = contents.used
      const first = await output(only)
      if (more.length === 0)
        return { previous: { ...first, map: maps[only] as string, mapScheme, before }, used: [only] }
      let fields: readonly Field[] = parseColumns(first.columns)
      const outputs: Output[] = [{ n: only, file: first.file, fields, sizeBytes: first.sizeBytes }]
      for (const n of more) {
        const other = await output(n)
        const united = unitedOrNot(fields, parseColumns(other.columns))
        if (united === undefined) continue
        fields = united
        outputs.push({ n, file: other.file, fields: parseColumns(other.columns), sizeBytes: other.sizeBytes })
      }
      const together = await putTogether(engine, connection, { ...options, contents: contents.table, fields, outputs })
      const { file, map } = options
      const whole = { file, ...together, sizeBytes: statSync(file).size, version: '', map, mapScheme, before }
      return { previous: { ...whole, gathered: true }, used: outputs.map(({ n }) => n) }
    } finally {
      await duck.query(connection, `DROP TABLE IF EXISTS ${contents.table}`)
    }
  })
}

function unitedOrNot(fields: readonly Field[], other: readonly Field[]): readonly Field[] | undefined {
  try {
    return uniteFields(fields, other, { asset: '', column: '' })
  } catch (error) {
    if (AssetError.is(error)) return undefined
    throw error
  }
}

interface Output {
  readonly n: number
  readonly file: ParquetFiles
  readonly fields: readonly Field[]
  readonly sizeBytes: number
}
interface Together extends GatherRows {
  readonly contents: string
  /** By the types of the outputs alone. */
  readonly fields: readonly Field[]
  readonly outputs: readonly Output[]
}

const place = quoteId(placeColumn)
/** An output's rows, with the place of each. */
const placed = ({ file, fields }: Output): string =>
  selectPlaced({ file, fileColumns: fields.map(({ name }) => name) }, place)

/** The rows of the contents that were found, with a map of their own. */
async function putTogether(
  engine: Engine,
  connection: Connection,
  of: Together,
): Promise<Pick<PreviousRows, 'columns' | 'rows'>> {
  const { maps, contents, outputs, file, map } = of
  const picks = engine.uniqueName('picks')
  const links = outputs.map(
    ({ n }) => `SELECT ${n} AS n, m.row, m.a, m.b, m.k, m.copy, m.part FROM ${readParquet(maps[n] as string)} m
SEMI JOIN (FROM ${contents} WHERE n = ${n}) f ON f.a = m.a AND f.b = m.b WHERE m.whole`,
  )
  await duck.query(
    connection,
    `CREATE TABLE ${picks} AS SELECT *, CASE WHEN row IS NOT NULL THEN count(row) OVER (ORDER BY n, row NULLS LAST ROWS UNBOUNDED PRECEDING) - 1 END AS seq
FROM (${links.join('\nUNION ALL ')})`,
  )
  try {
    const taken = (one: Output) => `(${placed(one)}) p JOIN ${picks} k ON k.n = ${one.n} AND k.row = p.${place}`
    const parts = outputs.map((one) => ({ from: `(SELECT p.* FROM ${taken(one)})`, fields: one.fields }))
    const fields = await absentOrNull(connection, of.fields, parts)
    const selects = outputs.map(
      (one) => `SELECT ${columnsAs('p', one.fields, fields)}, k.seq AS ${place} FROM ${taken(one)}`,
    )
    const names = fields.map(({ name }) => quoteId(name)).join(', ')
    const [[rows] = []] = await valuesOf(connection, {
      text: `SELECT count(seq)::INTEGER AS n FROM ${picks}`,
      parameters: [],
    })
    const bytes = outputs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) * 2
    const text = `SELECT ${names} FROM (\n${selects.join('\nUNION ALL ')}\n) ORDER BY ${place}`
    await duck.query(connection, copyToParquet(text, { file, fields, rowGroupSize: rowGroupSize(bytes, Number(rows)) }))
    const columns = mapColumns.map((name) => mapColumn(name)).join(', ')
    const linked = `SELECT ${columns} FROM ${picks} k LEFT JOIN (${hashesOf(file, fields)}) h ON h.n = k.seq ORDER BY k.seq NULLS LAST`
    await copyMap(connection, linked, map)
    return { columns: toColumns(fields), rows: Number(rows) }
  } finally {
    await duck.query(connection, `DROP TABLE ${picks}`)
  }
}

function mapColumn(name: (typeof mapColumns)[number]): string {
  if (name === 'place') return '0::BIGINT AS place'
  if (name === 'row') return 'k.seq AS row'
  if (name === 'whole') return 'true AS whole'
  return name === 'x' ? 'h.a AS x' : name === 'y' ? 'h.b AS y' : `k.${name}`
}
