import { expect, test } from 'vitest'
import { sql } from '../../src/define/sql.ts'
import type { Column, Table } from '../../src/define/table.ts'
import { openTable } from '../../src/table/read/table.ts'
import { writeResult } from '../../src/table/write/write-result.ts'
import { mistakeOf, rowsRig } from '../store/rows-engine.ts'

const rig = rowsRig()
const huge = 9_007_199_254_740_993n

/** What a result is stored as, and the table that the next asset receives. */
async function stored(result: unknown): Promise<{ columns: Record<string, string>; table: Table<object> }> {
  const file = rig.file()
  const written = await writeResult(rig.engine(), { result, file, asset: 'made' })
  return { columns: typesOf(written.columns), table: opened(file, written.columns, written.rows) }
}
const opened = (file: string, columns: readonly Column[], count: number): Table<object> =>
  openTable(rig.engine(), { name: 'documents', file, columns, count, onRead: () => undefined }) as Table<object>
const typesOf = (columns: readonly Column[]) => Object.fromEntries(columns.map(({ name, type }) => [name, type]))
const rowsOf = async (result: unknown) => (await stored(result)).table.all()

const ids = () =>
  stored([
    { id: huge, lang: 'en', size: 1, tags: [1n, huge], meta: { parent: huge, deep: [{ n: 2n }] } },
    { id: 2n, lang: 'de', size: 2, tags: [], meta: { parent: 1n, deep: [] } },
  ])

test('what SQL counts, sums and takes from files is a number', async () => {
  const { table } = await ids()
  const made = sql`select count(*) as n, sum(size::bigint) as total, min(len(lang)) as short, [count(*)] as list,
    { n: count(*), u: 3::ubigint } as object, 5::ubigint as u from ${table}`
  const { columns, table: answer } = await stored(made)
  expect(columns).toEqual({
    ...{ n: 'INT64', total: 'INT64', short: 'INT64', list: 'INT64[]' },
    ...{ object: 'STRUCT(n INT64, u UINT64)', u: 'UINT64' },
  })
  expect(await answer.all()).toEqual([{ n: 2, total: 3, short: 2, list: [2], object: { n: 2, u: 3 }, u: 5 }])
})

test('a bigint that JavaScript wrote comes back as one: through the table, pick, where and map', async () => {
  const { columns, table } = await ids()
  expect(columns).toMatchObject({
    id: 'BIGINT',
    tags: 'BIGINT[]',
    meta: 'STRUCT(parent BIGINT, deep STRUCT(n BIGINT)[])',
  })
  const first = { id: huge, tags: [1n, huge], meta: { parent: huge, deep: [{ n: 2n }] } }
  expect((await table.all())[0]).toMatchObject(first)
  const big = table as Table<{ id: bigint; tags: bigint[] }>
  expect(await big.pick('tags', 'id').where(sql`id > 2`).all()).toEqual([{ tags: first.tags, id: huge }])
  const mapped = await stored(big.map(({ id, tags }) => ({ next: id + 1n, tags })))
  expect(mapped.columns).toEqual({ next: 'BIGINT', tags: 'BIGINT[]' })
  expect((await mapped.table.all())[0]).toEqual({ next: huge + 1n, tags: first.tags })
})

test.each<[string, (table: object) => unknown, string, unknown]>([
  ['a column', (t) => sql`select id as x from ${t} order by id`, 'BIGINT', [2n, huge]],
  ['the query itself', (t) => (t as Table<{ id: bigint }>).pick('id'), 'BIGINT', undefined],
  ['a join', (t) => sql`select b.id as x from ${t} a join ${t} b using (id) where a.id = ${2}`, 'BIGINT', [2n]],
  ['a parameter', (t) => sql`select id as x from ${t} where id = ${huge}`, 'BIGINT', [huge]],
  [
    'a WITH and a union',
    (t) => sql`with a as (from ${t}) select id as x from a where size = 1 union all select id from a where size = 2`,
    'BIGINT',
    [huge, 2n],
  ],
  ['a field', (t) => sql`select meta.parent as x from ${t} where size = 1`, 'BIGINT', [huge]],
  ['an element', (t) => sql`select tags[2] as x from ${t} where size = 1`, 'BIGINT', [huge]],
  ['rows of a list', (t) => sql`select unnest(tags) as x from ${t}`, 'BIGINT', [1n, huge]],
  [
    'an object around it',
    (t) => sql`select { id: id } as x from ${t} where size = 1`,
    'STRUCT(id BIGINT)',
    [{ id: huge }],
  ],
  ['a list around it', (t) => sql`select list(id order by id) as x from ${t}`, 'BIGINT[]', [[2n, huge]]],
  ['the largest', (t) => sql`select max(id) as x from ${t}`, 'BIGINT', [huge]],
  ['a default', (t) => sql`select coalesce(id, 0) as x from ${t} where size = 2`, 'BIGINT', [2n]],
  [
    'an argument elsewhere',
    (t) => sql`select id as x from ${t} where size = 2 and len(range(case when size = 2 then id else 0 end)) = 2`,
    'BIGINT',
    [2n],
  ],
  [
    'a union with a number',
    (t) => sql`select id as x from ${t} where size = 2 union all select count(*) from ${t}`,
    'INT64',
    [2, 2],
  ],
  ['a cast to BIGINT', (t) => sql`select id::bigint as x from ${t} where size = 2`, 'INT64', [2]],
  ['a count that is asked for as a bigint', (t) => sql`select js_bigint(count(*)) as x from ${t}`, 'BIGINT', [2n]],
])('in SQL %s is of the type that its origin says', async (_, query, type, values) => {
  const { table } = await ids()
  const { columns, table: answer } = await stored(query(table))
  expect(Object.values(columns)).toEqual([type])
  if (values !== undefined) expect((await answer.all()).flatMap(Object.values)).toEqual(values)
})

test('an integer that a number does not hold is an error with column, row and cure, never another number', async () => {
  const cure = `read it as a bigint (in sql js_bigint("x"), or a schema with z.bigint()), or as text: in sql "x"::VARCHAR, in source.table { types: { "x": 'VARCHAR' } }`
  const values = sql`select unnest([1, 9007199254740991, 9007199254740992]) as x`
  expect(await mistakeOf(rowsOf(values))).toBe(
    `ASSET_VALUE column "x" is an INT64 with a value beyond 2^53, which a number does not hold exactly, in row 3 | ${cure}`,
  )
  expect(await mistakeOf(rowsOf(sql`select unnest([[1], [2, -9007199254740993]]) as x`))).toContain(
    'column "x[]" is an INT64 with a value beyond 2^53, which a number does not hold exactly, in row 2',
  )
  expect(await mistakeOf(rowsOf(sql`select 18446744073709551615::ubigint as x`))).toContain(
    'a UINT64 with a value beyond',
  )
  const exact = await rowsOf(
    sql`select 9007199254740991::bigint as x, -9007199254740991::bigint as y, null::bigint as z`,
  )
  expect(exact).toEqual([{ x: 2 ** 53 - 1, y: 1 - 2 ** 53, z: null }])
  // What is not read is not refused.
  const { table } = await stored(sql`select 9007199254740993 as x, 1 as y`)
  expect(await (table as Table<{ x: number; y: number }>).pick('y').all()).toEqual([{ y: 1 }])
})

test('a record without the mark gives what it gave: each BIGINT of an earlier release is a bigint', async () => {
  const file = rig.file()
  await writeResult(rig.engine(), { result: sql`select 1::bigint as n, [2::bigint] as list`, file, asset: 'made' })
  const earlier = opened(
    file,
    [
      { name: 'n', type: 'BIGINT' },
      { name: 'list', type: 'BIGINT[]' },
    ],
    1,
  )
  expect(await earlier.all()).toEqual([{ n: 1n, list: [2n] }])
  expect((await stored(sql`select n from ${earlier}`)).columns).toEqual({ n: 'BIGINT' })
})

test('the mark is part of the version', async () => {
  const file = () => rig.file()
  const write = (result: unknown) => writeResult(rig.engine(), { result, file: file(), asset: 'made' })
  const [number, bigint] = [await write(sql`select 1::bigint as n`), await write([{ n: 1n }])]
  expect(number.version).not.toBe(bigint.version)
  expect((await write(sql`select js_bigint(1) as n`)).version).toBe(bigint.version)
})
