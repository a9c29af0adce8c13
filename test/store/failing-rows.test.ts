import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sql, sql } from '../../src/define/sql.ts'
import { duck } from '../../src/table/engine/bindings.ts'
import { type Engine, openEngine, withConnection } from '../../src/table/engine/open.ts'
import { numbersOf } from '../../src/table/rows/ask.ts'
import { writeFailing } from '../../src/table/rules/failing-rows.ts'

describe('the rows that fail a check', () => {
  let engine: Engine
  let folder: string
  let files = 0
  const tmpFile = () => join(folder, `${++files}.parquet`)
  /** How many rows a query has computed is where the sequence `computed` stands. */
  const computed = async (query: Sql, empty = false) => {
    await withConnection(engine, (connection) => duck.query(connection, 'create or replace sequence computed'))
    const found = await writeFailing(engine, { failing: { query }, asset: 'odd', tmpFile, empty })
    const [next = 0] = await withConnection(engine, (connection) => numbersOf(connection, "select nextval('computed')"))
    return { rows: found?.written.rows, computed: next - 1 }
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'failing-rows-'))
    engine = await openEngine({ tempFolder: join(folder, 'engine') })
  })
  afterAll(() => {
    engine[Symbol.dispose]()
    rmSync(folder, { recursive: true, force: true })
  })

  test('are asked for once, whether there are any or not', async () => {
    const rows = (condition: string) =>
      sql`select * from (select i, nextval('computed') as position from range(9) as t(i) limit 9) where ${sql.raw(condition)}`
    expect(await computed(rows('i > 4'))).toEqual({ rows: 4, computed: 9 })
    expect(await computed(rows('i > 40'))).toEqual({ rows: undefined, computed: 9 })
    expect(existsSync(join(folder, `${files}.parquet`))).toBe(false)
    expect(await computed(rows('i > 40'), true)).toEqual({ rows: 0, computed: 9 })
  })
})
