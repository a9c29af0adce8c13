import type { RowCounts } from '../../events.ts'
import { quoteText } from '../codec/types/data-type.ts'
import { type Connection, duck } from '../engine/bindings.ts'
import type { Engine } from '../engine/open.ts'
import { readParquet } from '../engine/parquet.ts'
import { numbersOf, valuesOf } from './ask.ts'
import { type InputOptions, type InputRows, olderRows } from './input-rows.ts'

/**
 * Tables of one comparison: the rows of an earlier output that are reused for rows of this input, and the rows that are
 * left to compute.
 */
export interface KeptRows {
  /**
   * `source` (the row of the earlier output; null for an input row without one), `place, part, a, b, k, copy, x, y`.
   */
  readonly table: string
  /** `place`: the first row of each content that has to be computed. */
  readonly todo: string
  readonly counts: Pick<RowCounts, 'reused' | 'removed' | 'changed'> & { readonly todo: number }
  /** The number of reused rows, and whether each is used once. */
  readonly outputs: number
  readonly once: boolean
}

/**
 * Compares the contents of an input with those from which an earlier output was made, by its map. The order of the rows
 * does not matter.
 */
export async function keepRows(engine: Engine, connection: Connection, { older, ...keep }: Keep): Promise<KeptRows> {
  if (older === undefined) return comparedRows(engine, connection, keep)
  const { input, map } = keep
  const then = await olderRows(engine, connection, { ...older, input })
  try {
    const keptRows = await comparedRows(engine, connection, { input: then, map })
    await duck.query(
      connection,
      `UPDATE ${keptRows.table} t SET a = i.a, b = i.b, k = i.k FROM ${input.table} i WHERE i.place = t.place`,
    )
    return keptRows
  } finally {
    await duck.query(connection, `DROP TABLE ${then.table}`)
  }
}

interface Keep {
  readonly input: InputRows
  readonly map: string
  /** The map that shows what left and what changed, if it is not the reused one. */
  readonly before?: string | undefined
  /** How to read the input for a map of 0.1.0; absent for other maps. */
  readonly older?: InputOptions | undefined
}

async function comparedRows(
  engine: Engine,
  connection: Connection,
  { input, map, before = map }: Omit<Keep, 'older'>,
): Promise<KeptRows> {
  const table = engine.uniqueName('kept')
  const todo = engine.uniqueName('todo')
  const from = readParquet(map)
  const run = (text: string) => duck.query(connection, text)
  // Copies of equal content can replace each other; each copy takes its own row, so that every row stays where it was.
  await run(`CREATE TABLE ${table} AS
SELECT coalesce(own.row, one.row) AS source, i.place, one.part, i.a, i.b, i.k, i.copy, one.x, one.y FROM ${input.table} i
JOIN ${from} one ON one.a = i.a AND one.b = i.b AND one.copy = 0 AND one.whole
LEFT JOIN ${from} own ON own.a = i.a AND own.b = i.b AND own.copy = i.copy AND own.part = one.part AND own.whole`)
  await run(`CREATE TABLE ${todo} AS SELECT i.place, i.k FROM ${input.table} i
WHERE i.copy = 0 AND NOT EXISTS (FROM ${table} t WHERE t.a = i.a AND t.b = i.b)`)
  const [left = 0, reused = 0, outputs = 0, sources = 0] = await numbersOf(
    connection,
    `SELECT (SELECT count(*) FROM ${todo}) AS a, (SELECT count(DISTINCT place) FROM ${table}) AS b,
(SELECT count(source) FROM ${table}) AS c, (SELECT count(DISTINCT source) FROM ${table}) AS d`,
  )
  const { removed, changed } = await movedRows(connection, { input, todo, map: before })
  return { table, todo, counts: { todo: left, reused, removed, changed }, outputs, once: outputs === sources }
}

/** With a key, a row with new content is a changed row; without a key it is a row that left and another that came. */
export async function movedRows(
  connection: Connection,
  { input, todo, map }: { readonly input: InputRows; readonly todo: string; readonly map: string },
): Promise<{ readonly removed: number; readonly changed: number }> {
  const before = `(SELECT DISTINCT a, b, k, copy FROM ${readParquet(map)})`
  const [removed = 0, changed = 0] = await numbersOf(
    connection,
    `SELECT (SELECT count(*) FROM ${before} m WHERE ${hasLeft(input.table)}) AS removed,
(SELECT count(*) FROM ${todo} t WHERE EXISTS (FROM ${readParquet(map)} m WHERE m.k = t.k)) AS changed`,
  )
  return { removed, changed }
}

/** Whether a row `m` of a map is no longer a row of the input. */
export const hasLeft = (input: string): string => `CASE WHEN m.k IS NULL
  THEN NOT EXISTS (FROM ${input} i WHERE i.a = m.a AND i.b = m.b AND i.copy = m.copy)
  ELSE NOT EXISTS (FROM ${input} i WHERE i.k = m.k) END`

/** Whether the earlier output equals the new one, row for row (with `ordered`, also in order). */
export async function isWholeOutput(
  connection: Connection,
  { table, rows, ordered }: { readonly table: string; readonly rows: number; readonly ordered: boolean },
): Promise<boolean> {
  const [sources = 0, outputs = 0, steps = 0] = await numbersOf(
    connection,
    `SELECT count(DISTINCT source) AS a, count(source) AS b, count(*) FILTER (source <= before) AS c
FROM (SELECT source, lag(source) OVER (ORDER BY place, part) AS before FROM ${table} WHERE source IS NOT NULL)`,
  )
  return sources === rows && outputs === rows && (!ordered || steps === 0)
}

/** A condition on the row number that selects the reused rows; DuckDB tests it while it reads them in order. */
export async function bitsOf(
  connection: Connection,
  { table, rows }: { table: string; rows: number },
): Promise<string> {
  const text = `SELECT bitstring_agg(source, 0, ${rows - 1})::VARCHAR AS bits FROM ${table} WHERE source IS NOT NULL`
  const [[bits] = []] = await valuesOf(connection, { text, parameters: [] })
  return `${quoteText(String(bits))}::BIT`
}
