import { filterSql } from '../filter.ts'
import type { Shape } from '../shape.ts'
import type { Reader, Within } from '../target.ts'
import { contentsOf } from './contents.ts'
import type { LanceQuery, LanceTable } from './library.ts'
import { bound, columnName, columnsOf, metadataOf, textLiteral } from './tables.ts'

/** Reads the table in the state in which it was opened. */
export function readerOf(table: LanceTable, shape: Shape): Reader {
  const columns = ['id', 'text', ...columnsOf(shape)]
  return {
    ...contentsOf(table, shape),
    async nearest(vector, within) {
      const metric = shape.metric === 'cosine' ? 'cosine' : 'l2'
      const query = table.vectorSearch(vector).distanceType(metric).select(['id', '_distance'])
      const rows = await chosen(query, within, shape).toArray()
      // LanceDB gives the square of a Euclidean distance.
      const distance = (value: unknown) => (metric === 'l2' ? Math.sqrt(Number(value)) : Number(value))
      return rows.map(({ id, _distance }) => ({ id: String(id), distance: distance(_distance) }))
    },
    async matching(words, within) {
      const indices = await table.listIndices()
      // There is no index of words as long as there are no rows.
      if (!indices.some((index) => index.columns.includes('text'))) return []
      const query = table
        .query()
        .fullTextSearch(words.join(' '), { columns: ['text'] })
        .select(['id', '_score'])
      return (await chosen(query, within, shape).toArray()).map(({ id }) => String(id))
    },
    async shown(ids) {
      if (ids.length === 0) return []
      const query = table
        .query()
        .where(`id IN (${ids.map(textLiteral).join(', ')})`)
        .select(columns)
      const rows = await query.toArray()
      return rows.map((row) => ({ id: String(row.id), text: String(row.text), metadata: metadataOf(shape, row) }))
    },
  }
}

function chosen(query: LanceQuery, { filter, limit }: Within, shape: Shape): LanceQuery {
  const sql = filterSql(filter, shape, {
    column: columnName,
    value: (value) => (typeof value === 'string' ? textLiteral(value) : String(bound(value))),
  })
  return (sql === '' ? query : query.where(sql)).limit(limit)
}
