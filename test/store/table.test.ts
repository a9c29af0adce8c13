import { expect, test } from 'vitest'
import { sql } from '../../src/define/sql.ts'
import { sampleRows } from '../../src/table/read/sample-rows.ts'
import { rowsOfResult } from '../../src/table/write/rows-of-result.ts'
import { writeResult } from '../../src/table/write/write-result.ts'
import { mistakeOf, rowsRig } from './rows-engine.ts'

const rig = rowsRig()
const documents = [
  { id: 'a', lang: 'en', text: 'one', words: 1 },
  { id: 'b', lang: 'de', text: 'zwei', words: 2 },
  { id: 'c', lang: 'en', text: 'three', words: 3 },
]
const write = async (result: unknown, tables = {}) => {
  const file = rig.file()
  const written = await writeResult(rig.engine(), { result, file, asset: 'summary', tables })
  return { ...written, rows: await rig.read(file), count: written.rows }
}

test('a table is iterated, or taken whole, and knows its columns, count and path', async () => {
  const { table, reads } = await rig.table(documents)
  expect(reads).toEqual([])
  const seen: object[] = []
  for await (const row of table) seen.push(row)
  expect(seen).toEqual(documents)
  expect(await table.all()).toEqual(documents)
  expect(table.count).toBe(3)
  expect(table.columns.map((column) => column.name)).toEqual(['id', 'lang', 'text', 'words'])
  expect(table.path).toMatch(/\.parquet$/)
  expect(reads).toEqual([null, null, null, null, null])
})

test('a pick reads its columns and says so when it is read, not before', async () => {
  const { table, reads } = await rig.table(documents)
  const picked = table.pick('text', 'id').where(sql`id <> ${'b'}`)
  expect(reads).toEqual([])
  expect(await picked.all()).toEqual([
    { text: 'one', id: 'a' },
    { text: 'three', id: 'c' },
  ])
  expect(await picked.pick('id').all()).toEqual([{ id: 'a' }, { id: 'c' }])
  expect(reads).toEqual([
    ['text', 'id'],
    ['text', 'id'],
  ])
})

test('a condition before a pick may read any column', async () => {
  const { table, reads } = await rig.table(documents)
  expect(await table.where(sql`lang = 'en'`).pick('id').all()).toEqual([{ id: 'a' }, { id: 'c' }])
  expect(reads).toEqual([null])
})

test('a table and a query stand in a sql template, with the values of both', async () => {
  const { table, reads } = await rig.table(documents)
  const english = table.pick('id', 'lang').where(sql`lang = ${'en'}`)
  const { columns, rows } = await write(sql`
    select d.id, ${'x'} as mark, d.words from ${table} d join ${english} e on e.id = d.id where d.words > ${1} order by 1 limit ${5} -- done;
  `)
  expect(rows).toEqual([{ id: 'c', mark: 'x', words: 3 }])
  expect(columns).toEqual([
    { name: 'id', type: 'VARCHAR' },
    { name: 'mark', type: 'VARCHAR' },
    { name: 'words', type: 'DOUBLE' },
  ])
  expect(reads).toEqual([null, ['id', 'lang']])
})

test('map, flatMap and mapBatches keep the order, whatever finishes first', async () => {
  const { table } = await rig.table(Array.from({ length: 50 }, (_, id) => ({ id })))
  const gates = Array.from({ length: 50 }, () => Promise.withResolvers<void>())
  const mapped = table.map({ key: 'id', concurrency: 50 }, async ({ id }) => {
    await gates[id]!.promise
    return { twice: id * 2 }
  })
  const all = mapped.all()
  for (const gate of gates.toReversed()) gate.resolve()
  expect((await all).map((row) => row.twice)).toEqual(Array.from({ length: 50 }, (_, id) => id * 2))

  const flat = table.flatMap(function* ({ id }) {
    for (let copy = 0; copy < id % 3; copy++) yield { id, copy }
  })
  expect((await flat.all()).slice(0, 4)).toEqual([
    { id: 1, copy: 0 },
    { id: 2, copy: 0 },
    { id: 2, copy: 1 },
    { id: 4, copy: 0 },
  ])

  const sizes: number[] = []
  const batched = table.mapBatches({ size: 20 }, (rows) => {
    sizes.push(rows.length)
    return rows.map(({ id }) => ({ id }))
  })
  expect((await batched.all()).map((row) => row.id)).toEqual(Array.from({ length: 50 }, (_, id) => id))
  expect(sizes).toEqual([20, 20, 10])
})

test('no more calls are under way than were asked for', async () => {
  const { table } = await rig.table(Array.from({ length: 30 }, (_, id) => ({ id })))
  let running = 0
  let most = 0
  const rows = await table
    .map({ concurrency: 3 }, async ({ id }) => {
      most = Math.max(most, ++running)
      await new Promise((done) => setImmediate(done))
      running--
      return { id }
    })
    .all()
  expect([rows.length, most]).toEqual([30, 3])
})

test('equal contents are one call, in whatever row they are', async () => {
  const { table } = await rig.table(
    Array.from({ length: 6000 }, (_, id) => ({ text: `text ${id % 5}`, zero: id % 2 === 0 ? 0 : -0 })),
  )
  let calls = 0
  const rows = await table
    .map({ concurrency: 4 }, async ({ text }) => {
      calls++
      return { length: text.length }
    })
    .all()
  expect([rows.length, calls]).toEqual([6000, 10])
})

test.each([
  [
    'a key twice',
    'ASSET_ROW_KEY two rows have the same id, "a", which is their key | remove the duplicate from the table that is mapped, or name a key that is another for every row',
    { id: 'a' },
  ],
  [
    'no key',
    'ASSET_ROW_KEY a row has no id, which is its key | leave such rows out with where, or name another key',
    { id: null },
  ],
])('%s is refused', async (_, message, extra) => {
  const { table } = await rig.table([{ id: 'a' as string | null }, extra])
  expect(await mistakeOf(table.map({ key: 'id' }, (row) => row).all())).toBe(message)
})

test('a key that is no column is refused', async () => {
  const { table } = await rig.table(documents)
  expect(await mistakeOf(table.map({ key: 'ID' as 'id' }, (row) => row).all())).toBe(
    'ASSET_ROW_KEY the rows have no column "ID", which is to be their key | name one of the columns: id, lang, text, words',
  )
})

test('a function that does not keep to one row for each is refused', async () => {
  const { table } = await rig.table(documents)
  const nothing = undefined as unknown as object
  expect(await mistakeOf(table.mapBatches({ size: 2 }, (rows) => rows.slice(1)).all())).toBe(
    'ASSET_RESULT the function of mapBatches returned 1 rows for a batch of 2 | return exactly one row for each row of the batch, in the same order; use flatMap for any other number',
  )
  expect(await mistakeOf(table.mapBatches({ size: 2 }, () => nothing as object[]).all())).toBe(
    'ASSET_RESULT the function of mapBatches returned undefined, where an array of rows was expected | return an array with one row for each row of the batch, in the same order',
  )
  expect(await mistakeOf(table.map(() => nothing).all())).toBe(
    'ASSET_RESULT the function of map gave undefined for a row | return exactly one object for each row; use flatMap to leave rows out',
  )
  expect(await mistakeOf(table.flatMap(() => nothing as object[]).all())).toBe(
    'ASSET_RESULT the function of flatMap returned undefined, where rows were expected | return an array of rows, or write the function as a generator; [] leaves the row out',
  )
  const returning = function* () {
    yield { id: 1 }
    return [{ id: 2 }]
  }
  expect(await mistakeOf(table.flatMap(returning).all())).toBe(
    'ASSET_RESULT the generator returned an array at its end, where only what it yields is a row | write yield in the place of return, or yield* for an array or another generator; a return that only ends it has no value',
  )
  expect(await mistakeOf(() => table.mapBatches({ size: 0 }, (rows) => rows))).toBe(
    'ASSET_RESULT mapBatches was given the size 0 | give size as a whole number of at least 1',
  )
})

test('what a function throws ends the reading', async () => {
  const { table } = await rig.table(documents)
  const failing = table.map({ concurrency: 2 }, async ({ id }) => {
    if (id === 'b') throw new Error('no b')
    return { id }
  })
  await expect(failing.all()).rejects.toThrow('no b')
})

test('mistakes of a query are told where it is written', async () => {
  const { table } = await rig.table(documents)
  expect(await mistakeOf(() => table.pick('nope' as 'id'))).toBe(
    'ASSET_SQL pick names "nope", which is not a column of the table | pick from its columns: id, lang, text, words',
  )
  expect(await mistakeOf(() => table.map((row) => row).where(sql`true`))).toBe(
    'ASSET_SQL where comes after a function (map, flatMap or mapBatches), whose rows DuckDB does not see | put the where before the function, or leave rows out with flatMap((row) => (keep(row) ? [row] : []))',
  )
  expect(await mistakeOf(write(sql`select * from ${table.map((row) => row)}`))).toBe(
    'ASSET_SQL a sql template was given a query that calls a function (map, flatMap or mapBatches), which DuckDB cannot run | make the mapped rows an asset of their own, and name that asset as a parameter',
  )
})

test('whatever an asset may return becomes a table', async () => {
  const { table } = await rig.table(documents)
  expect((await write(table)).rows).toEqual(documents)
  expect((await write(table.pick('id'))).rows).toEqual([{ id: 'a' }, { id: 'b' }, { id: 'c' }])
  expect((await write(table.pick('id').map(({ id }) => ({ up: id.toUpperCase() })))).rows).toEqual([
    { up: 'A' },
    { up: 'B' },
    { up: 'C' },
  ])
  expect((await write(table.map((row) => row).pick('id'))).rows).toEqual([{ id: 'a' }, { id: 'b' }, { id: 'c' }])
  expect((await write({ only: 1 })).rows).toEqual([{ only: 1 }])
  expect((await write([{ a: 1 }])).rows).toEqual([{ a: 1 }])
  expect((await write(new Set([{ a: 1 }]))).rows).toEqual([{ a: 1 }])
})

test('a query of Kysely runs over the tables of the parameters, by name', async () => {
  const { Kysely, DummyDriver, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } = await import('kysely')
  const db = new Kysely<{ documents: { id: string; lang: string }; 'crm.tags': { id: string; tag: string } }>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (kysely) => new PostgresIntrospector(kysely),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })
  const { table, reads } = await rig.table(documents)
  const { table: tags } = await rig.table([{ id: 'a', tag: 'first' }])
  const query = db
    .selectFrom('documents')
    .innerJoin('crm.tags', 'crm.tags.id', 'documents.id')
    .where('lang', '=', 'en')
    .select(['documents.id', 'tag'])
  const tables = { documents: table, 'crm.tags': tags }
  expect((await write(query, tables)).rows).toEqual([{ id: 'a', tag: 'first' }])
  expect(reads).toEqual([null])
})

test.each([
  [
    undefined,
    'summary returned nothing, where rows were expected | return the rows (an array, a generator, a query), or one plain object; [] with a schema is an empty table',
  ],
  [
    null,
    'summary returned nothing, where rows were expected | return the rows (an array, a generator, a query), or one plain object; [] with a schema is an empty table',
  ],
  [
    5,
    'summary returned a number, where rows were expected | return an array of plain objects, a generator, a query, or one plain object for one row',
  ],
  [
    'text',
    'summary returned a string, where rows were expected | return an array of plain objects, a generator, a query, or one plain object for one row',
  ],
  [
    new Date(0),
    'summary returned a Date, where rows were expected | return an array of plain objects, a generator, a query, or one plain object for one row',
  ],
])('%s is not rows', async (result, message) => {
  expect(await mistakeOf(write(result))).toBe(`ASSET_RESULT ${message}`)
})

test('the rows of a result can be looked at one by one, and failures counted and sampled', async () => {
  const { table } = await rig.table(documents)
  const rows: unknown[] = []
  for await (const row of rowsOfResult(rig.engine(), {
    result: sql`select 3::hugeint as n from ${table}`,
    asset: 'summary',
  }))
    rows.push(row)
  expect(rows).toEqual([{ n: 3 }, { n: 3 }, { n: 3 }])
  const sample = (result: unknown) => sampleRows(rig.engine(), { result, asset: 'no_empty_text', limit: 1 })
  expect(await sample(table.pick('id'))).toEqual({ count: 3, rows: [{ id: 'a' }] })
  expect(await sample(sql`select 2::bigint n, timestamp '2020-01-01' t`)).toEqual({
    count: 1,
    rows: [{ n: 2, t: new Date('2020-01-01T00:00:00.000Z') }],
  })
  expect(await sample(true)).toBe(undefined)
})

test('a reader that stops early leaves the engine as it was', async () => {
  const { table } = await rig.table(Array.from({ length: 50_000 }, (_, id) => ({ id, text: `row number ${id}` })))
  for (let time = 0; time < 20; time++) {
    for await (const row of table) if (row.id === 10) break
  }
  expect((await table.pick('id').all()).length).toBe(50_000)
})
