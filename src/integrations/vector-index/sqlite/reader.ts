import { filterSql } from '../filter.ts'
import { bytesOf } from '../index-row.ts'
import type { Shape } from '../shape.ts'
import type { Near, Reader, Within } from '../target.ts'
import { contentsOf } from './contents.ts'
import type { Database } from './database.ts'
import { bound, metadataOf, quoted } from './tables.ts'

/** Within a transaction that is open, so that everything is of one state. */
export function readerOf(database: Database, shape: Shape): Reader {
  const chosen = ({ filter }: Within) => {
    const values: unknown[] = []
    const sql = filterSql(filter, shape, {
      column: quoted,
      value: (value) => {
        values.push(bound(value))
        return '?'
      },
    })
    return { sql: sql === '' ? '' : ` AND found.rowid IN (SELECT row FROM rows WHERE ${sql})`, values }
  }
  return {
    ...contentsOf(database, shape),
    async nearest(vector, within) {
      const { sql, values } = chosen(within)
      // vec0 applies the filter before it takes the nearest.
      return database
        .prepare<unknown[], Near>(
          `SELECT id, distance FROM
             (SELECT found.rowid AS nearest, distance FROM vectors AS found WHERE vector MATCH ? AND k = ?${sql})
             JOIN rows ON row = nearest ORDER BY distance, id`,
        )
        .all(bytesOf(vector), BigInt(within.limit), ...values)
    },
    async matching(words, within) {
      const { sql, values } = chosen(within)
      const question = words.map((word) => `"${word}"`).join(' OR ')
      return database
        .prepare<unknown[], string>(
          `SELECT id FROM texts AS found JOIN rows ON row = found.rowid
             WHERE found.text MATCH ?${sql} ORDER BY bm25(texts), id LIMIT ?`,
        )
        .pluck()
        .all(question, ...values, within.limit)
    },
    async shown(ids) {
      const one = database.prepare<[string], Row>(
        'SELECT rows.*, texts.text AS text FROM rows LEFT JOIN texts ON texts.rowid = row WHERE id = ?',
      )
      return ids.flatMap((id) => {
        const row = one.get(id)
        return row === undefined ? [] : [{ id, text: row.text ?? '', metadata: metadataOf(shape, row) }]
      })
    },
  }
}

interface Row {
  readonly text: string | null
  readonly [column: string]: unknown
}
