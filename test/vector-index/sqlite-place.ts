import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect } from 'vitest'
import type { Place } from './place.ts'

/** A file in a folder of its own. */
export async function sqlitePlace(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'vector-index-'))
  const file = join(folder, 'made by it', 'index.sqlite')
  const change = async (sql: string, ...values: unknown[]) => {
    const { getLoadablePath } = await import(String('sqlite-vec'))
    const database = new Sqlite(file)
    database.loadExtension(getLoadablePath())
    expect(database.prepare(sql).run(...values).changes).toBeGreaterThan(0)
    database.close()
  }
  const bytes = (vector: readonly number[]) => new Uint8Array(Float32Array.from(vector).buffer)
  const its = '(SELECT row FROM rows WHERE id = ?)'
  return {
    where: { type: 'sqlite', file },
    meddler: {
      setText: (id, text) => change(`UPDATE texts SET text = ? WHERE rowid = ${its}`, text, id),
      setVector: (id, vector) => change(`UPDATE vectors SET vector = ? WHERE rowid = ${its}`, bytes(vector), id),
      remove: (id) => change('DELETE FROM rows WHERE id = ?', id),
      add: (id, like) => change('INSERT INTO rows (id, hash) SELECT ?, hash FROM rows WHERE id = ?', id, like),
    },
    async [Symbol.asyncDispose]() {
      rmSync(folder, { recursive: true })
    },
  }
}
