import { filterSql } from '../filter.ts'
import type { Shape } from '../shape.ts'
import type { Near, Reader, Shown, Within } from '../target.ts'
import type { Run } from './connection.ts'
import { contentsOf } from './contents.ts'
import { columnName, columnsOf, languageOf, metadataOf } from './tables.ts'

/** Within a transaction that is open, so that everything is of one state. */
export function readerOf(run: Run, table: string, shape: Shape): Reader {
  const operator = shape.metric === 'cosine' ? '<=>' : '<->'
  const columns = ['id', 'text', ...columnsOf(shape).map(columnName)].join(', ')
  return {
    ...contentsOf(run, table, shape),
    async nearest(vector, within) {
      const values: unknown[] = [`[${vector.join()}]`, within.limit]
      const where = chosen(within, shape, values)
      return await run<Near>(
        `SELECT id, vector ${operator} $1::vector AS distance FROM ${table} WHERE ${where} ORDER BY vector ${operator} $1::vector LIMIT $2`,
        ...values,
      )
    },
    async matching(words, within) {
      const values: unknown[] = [words.map((word) => `'${word}'`).join(' | '), within.limit]
      const where = chosen(within, shape, values)
      // 1: a long text does not win by its length alone.
      const rows = await run<{ id: string }>(
        `SELECT id FROM ${table}, to_tsquery('${languageOf(shape)}', $1) AS question
           WHERE words @@ question AND ${where} ORDER BY ts_rank(words, question, 1) DESC, id LIMIT $2`,
        ...values,
      )
      return rows.map(({ id }) => id)
    },
    async shown(ids) {
      const rows = await run<Shown>(`SELECT ${columns} FROM ${table} WHERE id = ANY($1)`, ids)
      return rows.map((row) => ({ id: row.id, text: row.text, metadata: metadataOf(shape, { ...row }) }))
    },
  }
}

/**
 * The rows that the filter refuses are no part of an approximate index's answer: it goes on until it has enough of the
 * others.
 */
export async function tuneSearch(run: Run): Promise<void> {
  const [extension] = await run<{ version: string }>(
    "SELECT extversion AS version FROM pg_extension WHERE extname = 'vector'",
  )
  const [major = 0, minor = 0] = extension?.version.split('.').map(Number) ?? []
  if (major > 0 || minor >= 8) await run('SET LOCAL hnsw.iterative_scan = strict_order')
  // As many candidates as are asked for come out of the index.
  await run('SET LOCAL hnsw.ef_search = 400')
}

function chosen({ filter }: Within, shape: Shape, values: unknown[]): string {
  const sql = filterSql(filter, shape, {
    column: columnName,
    value: (value) => `$${values.push(value)}`,
  })
  return sql === '' ? 'true' : sql
}
