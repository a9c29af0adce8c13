import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import type { Session } from '../../src/app/open/session.ts'
import { readQuery } from '../../src/app/rows/read-rows.ts'
import { type Sql, sql } from '../../src/define/sql.ts'
import { readRows } from '../../src/table/codec/decode/read-table.ts'
import { columnsOfSchema } from '../../src/table/codec/types/schema-columns.ts'
import { duck } from '../../src/table/engine/bindings.ts'
import { openEngine, withConnection } from '../../src/table/engine/open.ts'
import { writeResult } from '../../src/table/write/write-result.ts'
import { jsonRow } from '../../src/util/safe-json.ts'
import { mistakeOf, readFile, rowsRig } from './rows-engine.ts'

const rig = rowsRig()
const write = (text: string) => writeSql(sql.raw(text))
const writeSql = async (result: Sql) => {
  const file = rig.file()
  const written = await writeResult(rig.engine(), { result, file, asset: 'report' })
  const rows: object[] = []
  for await (const batch of readFile(rig.engine(), file, written.columns)) rows.push(...batch)
  return { columns: written.columns, rows }
}

test.each([
  ['1::hugeint', 'INT64', 1],
  ['1::uhugeint', 'UINT64', 1],
  ["'a'::enum('a', 'b')", 'VARCHAR', 'a'],
  ["'{}'::json", 'VARCHAR', '{}'],
  ["'101'::bit", 'VARCHAR', '101'],
  ['[1, 2]::integer[2]', 'INTEGER[]', [1, 2]],
  ["map { 'a': 1::hugeint }", 'MAP(VARCHAR, INT64)', { a: 1 }],
  ['map { 1: 1::hugeint }', 'STRUCT(key INTEGER, value INT64)[]', [{ key: 1, value: 1 }]],
  ["{ 'n': 1::hugeint }", 'STRUCT(n INT64)', { n: 1 }],
  ["timestamp_s '2020-01-01'", 'TIMESTAMP', new Date('2020-01-01')],
  ["timestamptz '2020-01-01 00:00:00+02'", 'TIMESTAMP WITH TIME ZONE', new Date('2019-12-31T22:00:00Z')],
  ["timestamp_ns '2020-01-01 00:00:00.001'", 'TIMESTAMP_NS', new Date('2020-01-01T00:00:00.001Z')],
  ["date '2020-01-01'", 'DATE', new Date('2020-01-01')],
  ["time '10:20:30.5'", 'TIME', '10:20:30.5'],
  ["'00000000-0000-0000-0000-00000000000a'::uuid", 'UUID', '00000000-0000-0000-0000-00000000000a'],
  ['1.25', 'DECIMAL(3,2)', 1.25],
  ['-12345678901234.5::decimal(38, 4)', 'DECIMAL(38,4)', -12345678901234.5],
  ['1::utinyint', 'UTINYINT', 1],
  ['-1::smallint', 'SMALLINT', -1],
  ['1::ubigint', 'UINT64', 1],
  ['[1.5, NULL]::float[]', 'REAL[]', [1.5, null]],
  ['[1.5]::float[]', 'FLOAT[]', new Float32Array([1.5])],
  ["'a'::blob", 'BLOB', new Uint8Array([97])],
])('%s is stored as %s', async (expression, type, value) => {
  const { columns, rows } = await write(`select ${expression} as x`)
  expect(columns).toEqual([{ name: 'x', type }])
  expect(rows).toEqual([{ x: value }])
})

test.each([
  [
    'select union_value(a := 1) as x',
    'ASSET_VALUE column "x" of report is of the type UNION, which a table cannot store as it is | cast it in the sql, to "x"::VARCHAR',
  ],
  [
    'select union_value(a := 1) as x',
    'ASSET_VALUE column "x" of report is of the type UNION, which a table cannot store as it is | cast it in the sql, to "x"::VARCHAR',
  ],
  [
    'select row(1, 2) as x',
    'ASSET_VALUE column "x" of report is of the type STRUCT("" INTEGER, "" INTEGER), which a table cannot store as it is | cast it in the sql, to struct_pack(name := value, …)',
  ],
  [
    'select 1 as a, 2 as a',
    'ASSET_VALUE the sql of report gives two columns "a" | give every column a name of its own: … AS name',
  ],
  [
    'select 1 as a, 2 as "A"',
    'ASSET_VALUE the sql of report gives the columns "a" and "A", which differ only by case | give every column a name of its own: … AS name',
  ],
  [
    'select 1; select 2',
    'ASSET_SQL the sql of report holds 2 statements | keep one SELECT; name intermediate steps in its WITH clause',
  ],
  [
    'create table t (a int)',
    'ASSET_SQL the sql of report is a statement of the kind CREATE, which does not give rows | write a SELECT: tables are read here, and written by assets',
  ],
  [
    'select\n nope',
    'ASSET_SQL the sql of report fails in line 2: Referenced column "nope" was not found because the FROM clause is missing | check the names of the columns and the types against the tables that the statement reads',
  ],
  [
    '',
    'ASSET_SQL the sql of report is empty, or no statement by itself | write a SELECT; a PIVOT has to say its values: PIVOT … ON column IN (…)',
  ],
])('%s is refused, with what to write', async (text, message) => {
  expect(await mistakeOf(write(text))).toBe(message)
})

test('a number that does not fit is an error, never another number', async () => {
  expect(await mistakeOf(write('select 170141183460469231731687303715884105000::hugeint as x'))).toMatch(
    /^ASSET_SQL the sql of report fails.*out of range.* \| cast it in the sql to VARCHAR, which is exact, or to DOUBLE, which rounds it$/,
  )
  await write('select 170141183460469231731687303715884105000::hugeint::varchar as x')
  expect(await mistakeOf(write('select 1.2345678901234567::decimal(38, 16) as x'))).toBe(
    `ASSET_VALUE column "x" is a DECIMAL(38,16) with a value of more than 15 digits, which a number does not hold, in row 1 | read it as text, which is exact: in sql "x"::VARCHAR, in source.table { types: { "x": 'VARCHAR' } }; or round it in sql: "x"::DOUBLE`,
  )
  expect(await mistakeOf(write("select timestamp '2020-01-01 00:00:00.000001' as x"))).toBe(
    `ASSET_VALUE column "x" is a TIMESTAMP with a value that a Date cannot hold: finer than a millisecond, or infinite, in row 1 | read it as text, which is exact: in sql "x"::VARCHAR, in source.table { types: { "x": 'VARCHAR' } }; or cut it in sql: date_trunc('millisecond', "x")`,
  )
})

/** As the command reads it and prints it in JSON, over two assets that are made. */
const ask = async (sql: string) => {
  const { file, columns } = await rig.write([
    { id: 1n, name: 'x' },
    { id: 2n, name: 'y' },
  ])
  const names = ['customers', 'crm.customers']
  const session = {
    graph: { nodes: names.map((name) => ({ name, kind: 'asset' })) },
    currentTables: async () => new Map(names.map((name) => [name, { record: { schema: columns, rows: 2 } }])),
    workspace: { storeFolder: dirname(file), verifiedFile: async () => file, units: { set: () => undefined } },
  } as unknown as Session
  const { columns: read, rows } = await readQuery(session, { sql, allowFiles: true, engine: rig.engine() })
  return { columns: read, rows: (await Array.fromAsync(rows)).flat().map(jsonRow) }
}

test('a query reads assets by name, and answers in JSON', async () => {
  expect(await ask('select * from customers order by id;')).toEqual({
    columns: [
      { name: 'id', type: 'BIGINT' },
      { name: 'name', type: 'VARCHAR' },
    ],
    rows: [
      { id: '1', name: 'x' },
      { id: '2', name: 'y' },
    ],
  })
  expect((await ask('select name from crm.customers where id = 2')).rows).toEqual([{ name: 'y' }])
  expect((await ask('select name from "crm.customers" where id = 2')).rows).toEqual([{ name: 'y' }])
  expect((await ask('from range(3) t(n)')).rows).toEqual([{ n: '0' }, { n: '1' }, { n: '2' }])
})

test('values without an exact form in JSON are texts', async () => {
  const { rows, columns } =
    await ask(`select 1.50::decimal(5, 2) d, timestamp '2020-01-01 00:00:00.123456' t, date '2020-01-02' the_day, 'a'::blob b,
    'nan'::double n, 2::hugeint h, interval 1 day i, [1.5]::float[] v, { 'd': 12345678901234567.5::decimal(18, 1), 'h': [9007199254740993::hugeint] } s, 1 x, 2 x`)
  expect(rows).toEqual([
    {
      d: '1.50',
      t: '2020-01-01T00:00:00.123456Z',
      the_day: '2020-01-02',
      b: 'YQ==',
      n: 'NaN',
      h: '2',
      i: '1 day',
      v: [1.5],
      s: { d: '12345678901234567.5', h: ['9007199254740993'] },
      x: 1,
      x_1: 2,
    },
  ])
  expect(columns[0]).toEqual({ name: 'd', type: 'DECIMAL(5,2)' })
})

test.each([
  [
    'drop view customers',
    'QUERY_SQL the query is a statement of the kind DROP, which does not give rows | write a SELECT: tables are read here, and written by assets',
  ],
  [
    "copy customers to 'x.csv'",
    'QUERY_SQL the query is a statement of the kind COPY, which does not give rows | write a SELECT: tables are read here, and written by assets',
  ],
  [
    'select 1; drop view customers',
    'QUERY_SQL the query holds 2 statements | keep one SELECT; name intermediate steps in its WITH clause',
  ],
  [
    'selec 1',
    'QUERY_SQL the query fails in line 1: syntax error at or near "selec" | mend the syntax at the place that the detail points at',
  ],
])('%s is refused', async (text, message) => {
  expect(await mistakeOf(ask(text))).toBe(message)
})

test('a schema of zod says which columns an empty table has', async () => {
  const { z } = await import('zod')
  const schema = z.object({
    id: z.string(),
    kind: z.enum(['a', 'b']),
    score: z.number().optional(),
    big: z.bigint().nullable(),
    when: z.date(),
    flags: z.array(z.boolean()).default([]),
    meta: z.object({ author: z.string().nullish(), level: z.union([z.literal(1), z.literal(2)]) }),
    vector: z.instanceof(Float32Array),
    bytes: z.instanceof(Uint8Array),
  })
  expect(columnsOfSchema(schema)).toEqual([
    { name: 'id', type: 'VARCHAR' },
    { name: 'kind', type: 'VARCHAR' },
    { name: 'score', type: 'DOUBLE' },
    { name: 'big', type: 'BIGINT' },
    { name: 'when', type: 'TIMESTAMP' },
    { name: 'flags', type: 'BOOLEAN[]' },
    { name: 'meta', type: 'STRUCT(author VARCHAR, level DOUBLE)' },
    { name: 'vector', type: 'FLOAT[]' },
    { name: 'bytes', type: 'BLOB' },
  ])
  expect(columnsOfSchema(z.object({ any: z.any() }))).toEqual([{ name: 'any', type: 'NULL' }])
  expect(columnsOfSchema(z.string())).toBe(undefined)
})

test('rows are written after a read that ended in its middle', async () => {
  const engine = await openEngine({ tempFolder: rig.file() })
  try {
    const file = rig.file()
    const result = sql.raw('select 1.2345678901234567::decimal(38, 16) as x')
    await writeResult(engine, { result, file, asset: 'wide' })
    await expect(readFile(engine, file).next()).rejects.toMatchObject({ code: 'ASSET_VALUE' })
    const after = { result: [{ id: 1 }], file: rig.file(), asset: 'after' }
    expect(await writeResult(engine, after)).toMatchObject({ rows: 1 })
  } finally {
    engine[Symbol.dispose]()
  }
})

test('a table of a DuckDB file is read by a query and by an asset, one after the other', {
  timeout: 20_000,
}, async () => {
  const file = rig.file().replace(/parquet$/, 'duckdb')
  await withConnection(rig.engine(), (connection) =>
    duck.query(connection, `ATTACH '${file}' AS made; CREATE TABLE made.cakes AS SELECT 'bun' AS cake; DETACH made`),
  )
  const text = `select cake from read_duckdb('${file}', table_name = 'cakes')`
  for (let round = 0; round < 2; round++) {
    expect((await ask(text)).rows).toEqual([{ cake: 'bun' }])
    expect((await write(text)).rows).toEqual([{ cake: 'bun' }])
  }
})

test('a statement that does not give the rows that are there is run once more, and is told by its text after that', async () => {
  await withConnection(rig.engine(), (connection) => duck.query(connection, 'CREATE SEQUENCE runs'))
  const read = async (from: number) => {
    const text = `SELECT 1 AS n WHERE nextval('runs') >= ${from}`
    const rows: object[] = []
    for await (const some of readRows(rig.engine(), { text, parameters: [], rows: 1 })) rows.push(...some)
    return rows
  }
  expect(await read(2)).toEqual([{ n: 1 }])
  await expect(read(5)).rejects.toMatchObject({
    code: 'STORE_ROWS',
    facts: { rows: 0, recorded: 1, statement: "SELECT 1 AS n WHERE nextval('runs') >= 5" },
  })
})

test('a Buffer is one behind a query as well: as it is, inside of others, made of others, in a union', async () => {
  const { table } = await rig.table([
    { id: 1, bytes: Buffer.from('é'), list: [Buffer.from('a')], of: { bytes: Buffer.from('b') } },
  ])
  const { table: plain } = await rig.table([{ id: 1, octets: new Uint8Array([99]) }], 'plain')
  const whole = sql`SELECT bytes AS same, list, of, bytes || octets AS both, max(bytes) OVER () AS most FROM ${table} JOIN ${plain} USING (id)`
  const [row] = (await writeSql(whole)).rows
  const texts = JSON.stringify(row, (_, value) => (value?.type === 'Buffer' ? String(Buffer.from(value.data)) : value))
  expect(JSON.parse(texts)).toEqual({ same: 'é', list: ['a'], of: { bytes: 'b' }, both: 'éc', most: 'é' })
  const { rows } = await writeSql(sql`SELECT octets FROM ${plain} UNION ALL SELECT bytes FROM ${table}`)
  expect(rows).toStrictEqual(['c', 'é'].map((text) => ({ octets: Buffer.from(text) })))
  expect((await writeSql(sql`SELECT octets FROM ${plain}`)).rows).toStrictEqual([{ octets: new Uint8Array([99]) }])
})
