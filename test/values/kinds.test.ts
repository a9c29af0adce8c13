import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { readableQuery } from '../../src/app/rows/result-columns.ts'
import { sql } from '../../src/define/sql.ts'
import type { Table } from '../../src/define/table.ts'
import { columnsOfSchema } from '../../src/table/codec/types/schema-columns.ts'
import { duck } from '../../src/table/engine/bindings.ts'
import { withConnection } from '../../src/table/engine/open.ts'
import { openTable } from '../../src/table/read/table.ts'
import { rowsOfResult } from '../../src/table/write/rows-of-result.ts'
import { writeResult } from '../../src/table/write/write-result.ts'
import { mistakeOf, readFile, rowsRig } from '../store/rows-engine.ts'

const rig = rowsRig()
async function stored(result: unknown) {
  const file = rig.file()
  const { columns, rows: count } = await writeResult(rig.engine(), { result, file, asset: 'made' })
  const table = openTable(rig.engine(), {
    name: 'documents',
    file,
    columns,
    count,
    onRead: () => undefined,
  }) as Table<object>
  return { types: columns.map(({ type }) => type), rows: await table.all(), table }
}

test('a list of floats is one kind of array in every row of a column', async () => {
  const whole = await stored(sql`select unnest([[1.5], [2.5, 3.5], NULL])::float[] as x`)
  expect(whole.types).toEqual(['FLOAT[]'])
  expect(whole.rows).toEqual([{ x: Float32Array.of(1.5) }, { x: Float32Array.of(2.5, 3.5) }, { x: null }])
  const broken = await stored(sql`select unnest([[1.5], [2.5, NULL]])::float[] as x`)
  expect(broken.types).toEqual(['REAL[]'])
  expect(broken.rows).toEqual([{ x: [1.5] }, { x: [2.5, null] }])
  const nested = await stored(sql`select unnest([{ a: [[1.5]::float[]] }, { a: [[NULL]::float[]] }]) as x`)
  expect(nested.types).toEqual(['STRUCT(a REAL[][])'])
  expect(nested.rows).toEqual([{ x: { a: [[1.5]] } }, { x: { a: [[null]] } }])
  // A query of such a table looks again: rows without a null are vectors.
  const picked = await stored(sql`select x from ${broken.table} where len(x) = 1`)
  expect(picked.rows).toEqual([{ x: Float32Array.of(1.5) }])
})

test.each([
  [`map { 'a': map { 1: 2.5::double } }`, { a: [{ key: 1, value: 2.5 }] }],
  [`map { 1: map { 'a': 2 } }`, [{ key: 1, value: { a: 2 } }]],
  [`map { '__proto__': 12345678901234567890::hugeint % 3 }`, JSON.parse('{ "__proto__": 0 }')],
  [`[map { 'a': 1 }, map {}, NULL]`, [{ a: 1 }, {}, null]],
  [`{ 'm': map { 'a': [1] }, 'n': 2 }`, { m: { a: [1] }, n: 2 }],
  [`NULL::struct(m map(varchar, integer))`, null],
  [`[map { 'a': 1 }]::map(varchar, integer)[1]`, [{ a: 1 }]],
])('a map is read wherever it stands: %s', async (expression, value) => {
  expect((await stored(sql.raw(`select ${expression} as x`))).rows).toEqual([{ x: value }])
})

test('a map of a file whose writer named a key twice is refused, never cut', async () => {
  const file = rig.file()
  await withConnection(rig.engine(), (connection) =>
    duck.query(
      connection,
      `COPY (SELECT MAP { 'key-a': 1, 'key-b': 2 } AS m) TO '${file}' (FORMAT parquet, COMPRESSION uncompressed)`,
    ),
  )
  writeFileSync(file, readFileSync(file, 'latin1').replaceAll('key-b', 'key-a'), 'latin1')
  expect(await mistakeOf(readFile(rig.engine(), file).next())).toBe(
    'ASSET_VALUE column "m" is a MAP with the key "key-a" twice, which an object does not hold, in row 1 | take its entries in sql, as a list: map_entries("m")',
  )
  const { columns, toRow } = readableQuery('FROM it', [{ name: 'm', type: 'STRUCT(x MAP(VARCHAR, INTEGER))' }])
  expect(columns).toHaveLength(1)
  expect(() => toRow({ c0: '{"x":{"key-a":1,"key-a":2}}' })).toThrow(
    'column "m" has a MAP with a key twice, which an object does not hold',
  )
  const odd = { x: { 'a"': 1, __proto__: 2, 'b:': '":"' } }
  expect(toRow({ c0: JSON.stringify(odd, null, 1) })).toEqual({ m: odd })
  const entries = sql.raw(`select map_entries(m) as m from read_parquet('${file}')`)
  const made = await stored(entries).catch((error) => error)
  expect(made.rows ?? made).toEqual([
    {
      m: [
        { key: 'key-a', value: 1 },
        { key: 'key-a', value: 2 },
      ],
    },
  ])
})

test.each([
  [`timetz '10:20:30.123456+02:30'`, '10:20:30.123456+02:30'],
  [`interval '14 months 3 days 04:05:06.789'`, '1 year 2 months 3 days 04:05:06.789'],
  [`[timetz '10:20:30+00']`, ['10:20:30+00']],
  [`{ 'b': ['0101'::bit], 'e': map { 'k': 'a'::enum('a', 'b') } }`, { b: ['0101'], e: { k: 'a' } }],
  [`map { timetz '10:00:00+02': interval 1 month }`, [{ key: '10:00:00+02', value: '1 month' }]],
  [`['12345678901234567890123456789'::bignum]`, ['12345678901234567890123456789']],
  [`time_ns '10:00:00.123456789'`, '10:00:00.123456789'],
  [`timestamp '2020-01-01 00:00:00.000001'::varchar`, '2020-01-01 00:00:00.000001'],
  [`12345678901234567890.123456789::decimal(38, 9)::varchar`, '12345678901234567890.123456789'],
])('what JavaScript has no value for is exact as text: %s', async (expression, value) => {
  expect((await stored(sql.raw(`select ${expression} as x`))).rows).toEqual([{ x: value }])
})

test.each([
  `union_value(a := 1)`,
  `[{ x: union_value(a := 'x') }]`,
  `map { 'k': union_value(b := date '2026-01-31') }`,
])('a UNION is refused wherever it stands, and its text is stored: %s', async (expression) => {
  expect(await mistakeOf(stored(sql.raw(`select ${expression} as x`)))).toMatch(
    /^ASSET_VALUE column "x" of \w+ is of the type .*UNION.*, which a table cannot store as it is \| cast it in the sql, to "x"::VARCHAR/,
  )
  const { rows } = await stored(sql.raw(`select (${expression})::varchar as x`))
  expect(rows).toEqual([{ x: expect.stringMatching(/1|x|2026-01-31/) }])
})

test('a Buffer comes back as one, whose text is the text, and a Uint8Array as a Uint8Array', async () => {
  const { rows } = await stored([{ buffer: Buffer.from('žluť'), bytes: Uint8Array.of(1, 2) }])
  const [{ buffer, bytes }] = rows as [{ buffer: Buffer; bytes: Uint8Array }]
  expect([buffer.toString('utf8'), buffer.equals(Buffer.from('žluť'))]).toEqual(['žluť', true])
  expect(bytes).toEqual(Uint8Array.of(1, 2))
  // Nothing else is in the memory that it hands out.
  expect(buffer.buffer.byteLength).toBe(buffer.byteLength)
})

test('one column that a schema cannot describe takes nothing from the others', () => {
  const schema = z.object({ id: z.bigint(), any: z.any(), tags: z.array(z.string()), m: z.map(z.string(), z.number()) })
  expect(columnsOfSchema(schema)).toEqual([
    { name: 'id', type: 'BIGINT' },
    { name: 'any', type: 'NULL' },
    { name: 'tags', type: 'VARCHAR[]' },
    { name: 'm', type: 'NULL' },
  ])
})

test('a query whose rows a schema is asked about gives it what it wants', async () => {
  const schema = z.object({
    n: z.bigint(),
    m: z.number(),
    list: z.array(z.object({ n: z.bigint() })),
    v: z.array(z.number()),
  })
  const result = sql`select 9007199254740993 as n, 2::bigint as m, [{ n: 1::bigint }] as list, [1.5]::float[] as v`
  const rows: unknown[] = []
  for await (const row of rowsOfResult(rig.engine(), { result, asset: 'made', schema })) rows.push(schema.parse(row))
  expect(rows).toEqual([{ n: 9007199254740993n, m: 2, list: [{ n: 1n }], v: [1.5] }])
})
