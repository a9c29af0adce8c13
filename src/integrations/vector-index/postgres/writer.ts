import type { ColumnType, Shape } from '../shape.ts'
import type { Writer } from '../target.ts'
import type { Run } from './connection.ts'
import { contentsOf } from './contents.ts'
import { columnName, columnsOf, plainTypes } from './tables.ts'

/** Within a transaction that is open. */
export function writerOf(run: Run, table: string, shape: Shape): Writer {
  const columns = columnsOf(shape)
  const sql = upsertSql(table, shape)
  return {
    ...contentsOf(run, table, shape),
    async upsert(rows) {
      // The text of a float has as many digits as tell it from its neighbours.
      const vectors = rows.map(({ vector }) => `[${vector.join()}]`)
      const metadata = columns.map((name) => rows.map((row) => row.metadata[name]))
      const fixed = [rows.map(({ id }) => id), rows.map(({ hash }) => hash), rows.map(({ text }) => text), vectors]
      await run(sql, ...fixed, ...metadata)
    },
    async remove(ids) {
      await run(`DELETE FROM ${table} WHERE id = ANY($1)`, ids)
    },
    async tidy() {
      // Every part of a row is in the one table.
    },
  }
}

function upsertSql(table: string, shape: Shape): string {
  const columns = columnsOf(shape)
  const names = ['id', 'hash', 'text', 'vector', ...columns.map(columnName)]
  const placeholders = columns.map(
    (name, index) => `$${index + 5}::${plainTypes[shape.metadata[name] as ColumnType]}[]`,
  )
  const aliases = names.map((_, index) => `c${index}`)
  const values = aliases.map((alias, index) => (index === 3 ? `${alias}::vector` : alias))
  const set = names.slice(1).map((name) => `${name} = excluded.${name}`)
  return `INSERT INTO ${table} (${names.join(', ')})
    SELECT ${values.join(', ')} FROM unnest(${['$1::text[]', '$2::text[]', '$3::text[]', '$4::text[]', ...placeholders].join(', ')}) AS placeholders (${aliases.join(', ')})
    ON CONFLICT (id) DO UPDATE SET ${set.join(', ')}`
}
