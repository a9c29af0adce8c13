import type { HashedRow } from '../index-row.ts'
import type { Shape } from '../shape.ts'
import type { Contents, Known } from '../target.ts'
import type { Run } from './connection.ts'
import { columnName, columnsOf, metadataOf } from './tables.ts'

const pageSize = 1_000

export function contentsOf(run: Run, table: string, shape: Shape): Contents {
  const columns = ['id', 'hash', 'text', 'vector::text AS vector', ...columnsOf(shape).map(columnName)].join(', ')
  return {
    known: () => pages((after) => run<Known>(pageSql('id, hash', table, pageSize * 10), after)),
    async *contents() {
      for await (const rows of pages((after) => run<StoredRow>(pageSql(columns, table, pageSize), after))) {
        yield rows.map((row) => hashedRow(row, shape))
      }
    },
  }
}

function pageSql(columns: string, table: string, size: number): string {
  return `SELECT ${columns} FROM ${table} WHERE id > $1 ORDER BY id LIMIT ${size}`
}

async function* pages<Row extends Known>(page: (after: string) => Promise<readonly Row[]>) {
  let after = ''
  for (;;) {
    const rows = await page(after)
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows
    after = last.id
  }
}

interface StoredRow extends Known {
  readonly text: string
  readonly vector: string
  readonly [column: string]: unknown
}

function hashedRow(row: StoredRow, shape: Shape): HashedRow {
  const { id, hash, text, vector } = row
  return { id, hash, text, vector: Float32Array.from(JSON.parse(vector)), metadata: metadataOf(shape, row) }
}
