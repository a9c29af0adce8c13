import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Data, type Table, tableFromIPC, util } from 'apache-arrow'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProject, type Project } from '../rig/project.ts'

/** Type of SQL, a value that only an exact way keeps, the type of Arrow, and the value as Arrow holds it. */
const values: readonly (readonly [name: string, sql: string, type: string, held: unknown])[] = [
  ['bool', 'true', 'Bool', true],
  ['int8', '(-128)::TINYINT', 'Int8', -128],
  ['uint32', '4294967295::UINTEGER', 'Uint32', 4294967295],
  ['int64', '9007199254740993::BIGINT', 'Int64', 9007199254740993n],
  ['uint64', '18446744073709551615::UBIGINT', 'Uint64', 18446744073709551615n],
  ['float', '0.1::FLOAT', 'Float32', Math.fround(0.1)],
  ['double', "'-0.0'::DOUBLE", 'Float64', -0],
  ['nan', "'nan'::DOUBLE", 'Float64', Number.NaN],
  ['small', "'-12345.678'::DECIMAL(9, 3)", 'Decimal[9e+3]', -12345678n],
  ['large', "'-99999999999999999999999999999999999.999'::DECIMAL(38, 3)", 'Decimal[38e+3]', -(10n ** 38n - 1n)],
  ['text', "'zwölf 🐟'", 'Utf8', 'zwölf 🐟'],
  ['bytes', "'\\x00\\xFF'::BLOB", 'Binary', [0, 255]],
  ['day', "DATE '1969-12-31'", 'Date32<DAY>', -1],
  ['time', "TIME '23:59:59.999999'", 'Time64<MICROSECOND>', 86_399_999_999n],
  ['moment', "TIMESTAMP '1969-12-31 23:59:59.999999'", 'Timestamp<MICROSECOND>', -1n],
  ['instant', "TIMESTAMPTZ '2026-01-01 00:00:00.000001+00'", 'Timestamp<MICROSECOND, UTC>', 1_767_225_600_000_001n],
  ['nanos', "'2026-01-01 00:00:00.000000001'::TIMESTAMP_NS", 'Timestamp<NANOSECOND>', 1_767_225_600_000_000_001n],
  ['id', "'00000000-0000-0000-0000-00000000000a'::UUID", 'Utf8', '00000000-0000-0000-0000-00000000000a'],
  ['floats', '[0.5, 1.5]::FLOAT[]', 'List<Float32>', [0.5, 1.5]],
  ['decimals', "['1.10', NULL]::DECIMAL(4, 2)[]", 'List<Decimal[4e+2]>', [110n, null]],
  ['deep', "[[], [TIMESTAMP '1970-01-01 00:00:01']]", 'List<List<Timestamp<MICROSECOND>>>', [[], [1_000_000n]]],
  [
    'object',
    `{ 'constructor': 1::INTEGER, '__proto__': DATE '1970-01-02', 'a "b"': NULL::VARCHAR }`,
    'Struct<{constructor:Int32, __proto__:Date32<DAY>, a "b":Utf8}>',
    [1, 1, null],
  ],
  [
    'map',
    "MAP { 'b': 1.5::DECIMAL(3, 1), 'a': NULL }",
    'Map<{key:Utf8, value:Decimal[3e+1]}>',
    [
      ['b', 15n],
      ['a', null],
    ],
  ],
]
const names = values.map(([name]) => name)
let project: Project
beforeAll(async () => {
  const columns = (row: string, value: (sql: string) => string) =>
    `select ${row} as n, ${values.map(([name, sql]) => `${value(sql)} as "${name}"`).join(', ')}`
  const sql = [
    columns('1', (text) => text),
    columns('2', (text) => `case when true then null else ${text} end`),
    columns('3', (text) => text),
  ].join(' union all ')
  project = await createProject({
    'assets/index.ts': `
      import { sql } from 'assetstore'
      import { asset } from '#project'
      export const kinds = asset({ ordered: true }, () => sql\`${sql.replaceAll('\\', '\\\\')} order by n\`)
      export const many = asset(() => sql\`select range as n, 'x' || range as text from range(100000)\`)
      export const none = asset(() => sql\`select 1 as n, 'x' as text where false\`)`,
  })
  expect(await project.json('materialize')).toMatchObject({ ok: true })
})
afterAll(() => project[Symbol.asyncDispose]())

async function written(asset: string, file: string, ...flags: string[]): Promise<Table> {
  expect(await project.json('export', asset, file, ...flags)).toMatchObject({ exitCode: 0, format: 'arrow' })
  return tableFromIPC(readFileSync(join(project.folder, file)))
}

/** The value in the bytes of the column, and not what a reader makes of it. */
function heldAt(data: Data, index: number): unknown {
  if (!data.getValid(index)) return null
  const { type, children, values, valueOffsets } = data
  const name = String(type)
  if (name.startsWith('List') || name.startsWith('Map')) {
    const [from = 0, to = 0] = valueOffsets.slice(index, index + 2) as Int32Array
    return Array.from({ length: to - from }, (_, at) => heldAt(children[0] as Data, from + at))
  }
  if (name.startsWith('Struct')) return children.map((child) => heldAt(child, index))
  if (name === 'Bool') return (values[index >> 3] & (1 << (index & 7))) !== 0
  if (name === 'Utf8') return Buffer.from(values.subarray(valueOffsets[index], valueOffsets[index + 1])).toString()
  if (name === 'Binary') return [...values.subarray(valueOffsets[index], valueOffsets[index + 1])]
  if (name.startsWith('Decimal')) return BigInt(String(util.BN.decimal(values.subarray(4 * index, 4 * index + 4))))
  return values[index]
}

test('every type of a stored table is one of Arrow, and its values are there to the last digit', async () => {
  const table = await written('kinds', 'kinds.arrow')
  expect(table.schema.fields.map(({ name, type }) => [name, String(type)])).toEqual([
    ['n', 'Int32'],
    ...values.map(([name, , type]) => [name, type]),
  ])
  const [data] = table.batches.map((batch) => batch.data)
  const held = (row: number) => data!.children.slice(1).map((column) => heldAt(column, row))
  for (const row of [0, 2]) expect(held(row)).toEqual(values.map(([, , , value]) => value))
  expect(held(1)).toEqual(names.map(() => null))
})

test('a large table is many batches, one without rows has its columns, and the names of Feather are the same', async () => {
  const many = await written('many', 'many.feather')
  expect([many.numRows, many.batches.length > 10]).toEqual([100_000, true])
  expect(many.get(99_999)?.toJSON()).toEqual({ n: 99_999n, text: 'x99999' })
  const none = await written('none', 'none.bin', '--format', 'arrow')
  expect([none.numRows, none.schema.fields.map(({ name }) => name)]).toEqual([0, ['n', 'text']])
})

test('without apache-arrow there is one sentence with both cures, and no file', async () => {
  const hidden = `data:text/javascript,${encodeURIComponent(`
    import { registerHooks } from 'node:module'
    registerHooks({ resolve: (name, context, next) => {
      if (name === 'apache-arrow') throw Object.assign(new Error('no ' + name), { code: 'ERR_MODULE_NOT_FOUND' })
      return next(name, context)
    } })`)}`
  const env = { NODE_OPTIONS: `--import=${hidden}` }
  const { exitCode, stderr } = await project.start(['export', 'none', 'lacking.arrow'], { env }).ended
  expect([exitCode, stderr.split('\n').map((line) => line.trim())]).toEqual([
    2,
    [
      'error CLI_USAGE',
      'Arrow files are written by the package apache-arrow, which is not installed',
      'run npm install apache-arrow; or write Parquet, which whatever reads Arrow reads as well: --format parquet',
      '',
    ],
  ])
  expect(readdirSync(project.folder).filter((name) => /lacking|\.export$/.test(name))).toEqual([])
})
