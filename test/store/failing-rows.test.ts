import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { judgedOf, judgedRows } from '../../src/define/foreign/judged-rows.ts'
import { type Sql, sql } from '../../src/define/sql.ts'
import { judgedOutcome } from '../../src/run/gate/judged-outcome.ts'
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
  test('are asked for once where they are counted in a way of their own, of which one passes, one warns, one fails', async () => {
    const judge = async (rows: Sql, isKept: boolean) => {
      await withConnection(engine, (connection) => duck.query(connection, 'create or replace sequence computed'))
      const judged = judgedOf(
        judgedRows({
          ...{ rows, isKept },
          counted: {
            statement: (of) =>
              sql`select sum(i) as failures, sum(i) > 20 as fails, sum(i) > 5 as warns from (${of}) t where position >= 0`,
            words: ({ failures }, level) => `${failures} in sum: it ${level}`,
          },
        }),
      )
      if (judged === undefined) throw new Error('nothing is judged')
      const { outcome, failing } = await judgedOutcome(engine, judged, {
        asset: 'odd',
        tmpFile,
        limit: 5,
        keep: 'some',
      })
      const [next = 0] = await withConnection(engine, (connection) =>
        numbersOf(connection, "select nextval('computed')"),
      )
      return { ...outcome, rows: failing?.written.rows, computed: next - 1 }
    }
    const rows = (condition: string, more = '') =>
      sql`select *${sql.raw(more)} from (select i, nextval('computed') as position from range(9) as t(i) limit 9) where ${sql.raw(condition)}`
    const fails = { passed: false, message: '26 in sum: it fails', sample: [{ failures: 26 }] }
    expect(await judge(rows('i > 4'), true)).toEqual({ ...fails, rows: 4, computed: 9 })
    expect(await judge(rows('i > 4'), false)).toEqual({ ...fails, rows: undefined, computed: 9 })
    const warns = { passed: true, warning: '8 in sum: it warns', sample: [{ failures: 8 }] }
    expect(await judge(rows('i = 8'), true)).toEqual({ ...warns, rows: 1, computed: 9 })
    expect(await judge(rows('i = 8'), false)).toEqual({ ...warns, rows: undefined, computed: 9 })
    expect(await judge(rows('i = 1'), true)).toEqual({ passed: true, rows: 1, computed: 9 })
    expect(await judge(rows('i > 40'), true)).toEqual({ passed: true, rows: undefined, computed: 9 })
    expect(existsSync(join(folder, `${files}.parquet`))).toBe(false)
    // What no file has the type of is counted as it was: its statement runs again for that.
    expect(await judge(rows('i > 4', ', interval (i) minutes as took'), true)).toEqual({
      ...fails,
      rows: 4,
      computed: 18,
    })
  })
})
