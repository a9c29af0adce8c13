import type { HashedRow } from '../index-row.ts'
import type { Shape } from '../shape.ts'
import type { Writer } from '../target.ts'
import { contentsOf } from './contents.ts'
import type { Lance, LanceRow, LanceTable } from './library.ts'
import { bound, textLiteral } from './tables.ts'

export function writerOf(table: LanceTable, shape: Shape): Writer {
  return {
    ...contentsOf(table, shape),
    async upsert(rows) {
      await table.mergeInsert('id').whenMatchedUpdateAll().whenNotMatchedInsertAll().execute(rows.map(stored))
    },
    async remove(ids) {
      if (ids.length > 0) await table.delete(`id IN (${ids.map(textLiteral).join(', ')})`)
    },
    async tidy() {
      // Every part of a row is in the one table. A row that another program added a second time cannot be told from
      // ours, so both are removed.
      const ids = new Set<string>()
      const twice = new Set<string>()
      for await (const batch of contentsOf(table, shape).known()) {
        for (const { id } of batch) (ids.has(id) ? twice : ids).add(id)
      }
      if (twice.size > 0) await table.delete(`id IN (${[...twice].map(textLiteral).join(', ')})`)
    },
  }
}

function stored({ metadata, vector, ...row }: HashedRow): LanceRow {
  const columns = Object.entries(metadata).map(([name, value]) => [name, bound(value)] as const)
  return { ...row, vector: Array.from(vector), ...Object.fromEntries(columns) }
}

/**
 * Words are found through an index; what was written since it was made is added to it, and small files are put
 * together.
 */
export async function settle({ Index }: Lance, table: LanceTable, shape: Shape): Promise<void> {
  if ((await table.countRows()) === 0) return
  const indices = await table.listIndices()
  if (!indices.some(({ columns }) => columns.includes('text'))) {
    const isEnglish = shape.stemming === 'english'
    const options = { stem: isEnglish, removeStopWords: false, asciiFolding: true, withPosition: false }
    await table.createIndex('text', { config: Index.fts({ language: 'English', ...options }) })
  }
  await table.optimize()
}
