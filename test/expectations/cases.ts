import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expectations, expectationsOf } from '../../src/define/expectations.ts'
import { sql } from '../../src/define/sql.ts'
import type { Table } from '../../src/define/table.ts'
import { runExpectations } from '../../src/table/expectations/run-expectations.ts'
import { openTable } from '../../src/table/read/table.ts'
import { writeResult } from '../../src/table/write/write-result.ts'
import type { RowsRig } from '../store/rows-engine.ts'

/** A case of Great Expectations' own tests, as its authors wrote it. */
export interface Case {
  readonly id: string
  readonly expectation: string
  readonly kwargs: Readonly<Record<string, unknown>>
  readonly expected: Readonly<Record<string, unknown>>
  readonly exact: boolean
  /** The column that names a row in lists of unexpected rows. */
  readonly pk?: string
  readonly tolerance?: number
  readonly table: string
}
type Values = Readonly<Record<string, readonly unknown[]>>
interface CaseTable {
  readonly columns: readonly string[]
  readonly data: Values | Readonly<Record<string, Values>>
  readonly types?: { readonly pandas?: Types; readonly postgresql?: Types }
}
type Types = Readonly<Record<string, string>>

const fixture = join(import.meta.dirname, '../fixtures/great-expectations-cases.json')
export const { cases, tables } = JSON.parse(readFileSync(fixture, 'utf8')) as {
  readonly cases: readonly Case[]
  readonly tables: Readonly<Record<string, CaseTable>>
}

const ofBackends: Types = {
  NUMERIC: 'DOUBLE',
  DOUBLE_PRECISION: 'DOUBLE',
  TEXT: 'VARCHAR',
  DATETIME: 'TIMESTAMP',
  int: 'BIGINT',
  int64: 'BIGINT',
  float: 'DOUBLE',
  float64: 'DOUBLE',
  str: 'VARCHAR',
  bool: 'BOOLEAN',
  timestamp: 'TIMESTAMPTZ',
  'datetime64[ns]': 'TIMESTAMP',
  datetime64: 'TIMESTAMP',
  datetime: 'TIMESTAMP',
}

/** The type that the case's authors give a column, or else that its values have. */
function typeOf(name: string, values: readonly unknown[], { types }: CaseTable): string {
  const pandas = types?.pandas?.[name]
  const given =
    pandas?.startsWith('datetime') || pandas === 'timestamp' ? pandas : (types?.postgresql?.[name] ?? pandas)
  if (given !== undefined) return ofBackends[given] ?? given
  const there = values.filter((value) => value !== null)
  if (there.length === 0) return 'NULL'
  if (there.every((value) => typeof value === 'number')) return there.every(Number.isInteger) ? 'BIGINT' : 'DOUBLE'
  return there.every((value) => typeof value === 'boolean') ? 'BOOLEAN' : 'VARCHAR'
}

async function stored(rig: RowsRig, data: Values, of: CaseTable): Promise<Table<object>> {
  const names = Object.keys(data)
  const length = Math.max(0, ...names.map((name) => data[name]?.length ?? 0))
  const text = (value: unknown) => (value === null || value === undefined ? null : String(value))
  const rows = Array.from({ length }, (_, index) =>
    Object.fromEntries([['place', String(index)], ...names.map((name) => [`c${name}`, text(data[name]?.[index])])]),
  )
  const none = Object.fromEntries([['place', '-1'], ...names.map((name) => [`c${name}`, 'x'])])
  const { table } = await rig.table([...rows, none])
  const cast = (name: string) => {
    const type = typeOf(name, data[name] ?? [], of)
    const value = sql.id(`c${name}`)
    if (type === 'NULL') return sql`NULL`
    if (type !== 'TIMESTAMP') return sql`CAST(${value} AS ${sql.raw(type)})`
    return sql`coalesce(try_cast(${value} AS TIMESTAMP), try_strptime(${value}, ['%m/%d/%Y', '%b %d %Y %H:%M:%S']))`
  }
  const list = names.map((name) => sql`${cast(name)} AS ${sql.id(name)}`).reduce((all, one) => sql`${all}, ${one}`)
  const place = names.includes('pk_index') ? sql`` : sql`, CAST(place AS BIGINT) AS pk_index`
  const withPlace = of.columns.includes('pk_index') || names.includes('pk_index') ? sql`` : place
  const file = rig.file()
  const chosen = sql`SELECT ${list}${withPlace} FROM (SELECT * FROM ${table} WHERE place <> '-1')`
  const { columns, rows: count } = await writeResult(rig.engine(), { result: chosen, file, asset: 'made' })
  return openTable(rig.engine(), { name: 'made', file, columns, count, onRead: () => undefined }) as Table<object>
}

/** The tables of a rig's engine, which goes with its file: by rig. */
const opened = new WeakMap<RowsRig, Map<string, Promise<Readonly<Record<string, Table<object>>>>>>()

async function tablesOf(rig: RowsRig, name: string): Promise<Readonly<Record<string, Table<object>>>> {
  const of = tables[name] as CaseTable
  const all = Object.values(of.data).every(Array.isArray)
    ? { '': of.data as Values }
    : (of.data as Readonly<Record<string, Values>>)
  return Object.fromEntries(
    await Promise.all(Object.entries(all).map(async ([one, data]) => [one, await stored(rig, data, of)] as const)),
  )
}

/** What the framework says of a case. */
export async function resultOfCase(rig: RowsRig, one: Case) {
  const known = opened.get(rig) ?? new Map<string, ReturnType<typeof tablesOf>>()
  opened.set(rig, known)
  const tablesNow = known.get(one.table) ?? tablesOf(rig, one.table)
  known.set(one.table, tablesNow)
  const named = await tablesNow
  const [table] = Object.values(named) as [Table<object>]
  const isOfTable = one.expectation.startsWith('expect_table') || one.expectation === 'expect_column_to_exist'
  const asked = isOfTable ? table.pick(...((tables[one.table] as CaseTable).columns as never[])) : table
  const { result_format: given, ...kwargs } = one.kwargs
  const form = one.exact || given === 'BOOLEAN_ONLY' ? (given ?? 'COMPLETE') : 'COMPLETE'
  const format = { result_format: form, ...(one.pk === undefined ? {} : { unexpected_index_column_names: [one.pk] }) }
  const suite = {
    expectations: [{ type: one.expectation, kwargs: { ...kwargs, result_format: format, catch_exceptions: true } }],
  }
  const { results } = await validationOf(rig, expectations(asked as never, suite, { tables: named as never }))
  return results[0] as (typeof results)[number]
}

async function validationOf(rig: RowsRig, returned: object) {
  const held = expectationsOf(returned)
  if (held === undefined) throw new Error('no expectations')
  const run = { engine: rig.engine(), asset: 'case', limit: 5, now: () => new Date() }
  return (await runExpectations({ ...run, ...held })).validation
}

/** What the framework says of one expectation of a table whose columns have the values, and the types where they are said. */
export async function resultOver(rig: RowsRig, data: Values, expectation: object, types: Types = {}) {
  const table = await stored(rig, data, { columns: Object.keys(data), data, types: { postgresql: types } })
  const { results } = await validationOf(rig, expectations(table as never, { expectations: [expectation] }))
  return results[0] as (typeof results)[number]
}
