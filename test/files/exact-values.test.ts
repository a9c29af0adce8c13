import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ThriftStruct } from '../../src/table/engine/thrift.ts'
import { corpus, type Files } from './corpus.ts'
import { meaning, withLeaf } from './footer.ts'

const files = corpus()
const seed = Number(process.env.FUZZ_SEED ?? 20260129)

interface Made {
  readonly leaves: Readonly<Record<string, (leaf: ThriftStruct) => void>>
  /** Bytes that DuckDB cannot be made to write, and what stands in their place. */
  readonly bytes?: readonly (readonly [from: Buffer, to: Buffer])[]
}
async function made(select: string, { leaves, bytes = [] }: Made): Promise<Files> {
  const file = join(files.folder({ 'x.txt': '' }), 'a.parquet')
  await files.run(`COPY (${select}) TO '${file}' (FORMAT parquet, COMPRESSION uncompressed)`)
  let whole = readFileSync(file)
  for (const [from, to] of bytes) {
    expect(whole.indexOf(from)).toBeGreaterThan(0)
    whole.set(to, whole.indexOf(from))
  }
  for (const [name, edit] of Object.entries(leaves)) whole = withLeaf(whole, name, edit) as typeof whole
  return { 'a.parquet': whole }
}
const valuesOf = (rows: readonly string[]) => rows.map((row) => Object.values(JSON.parse(row))[0])

const nsOfDay = 86_400_000_000_000n
const mod = (value: bigint, by: bigint) => ((value % by) + by) % by
function timeOf(ns: bigint): string {
  const parts = [ns / 3_600_000_000_000n, (ns / 60_000_000_000n) % 60n, (ns / 1_000_000_000n) % 60n]
  const fraction = String(ns % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '')
  return `${parts.map((part) => String(part).padStart(2, '0')).join(':')}${fraction && `.${fraction}`}`
}
function momentOf(ns: bigint): string {
  const day = new Date(Number((ns - mod(ns, nsOfDay)) / 1_000_000n)).toISOString().slice(0, 10)
  return `${day} ${timeOf(mod(ns, nsOfDay))}`
}

function int96(ns: bigint): Buffer {
  const bytes = Buffer.alloc(12)
  bytes.writeBigUInt64LE(mod(ns, nsOfDay))
  bytes.writeUInt32LE(Number((ns - mod(ns, nsOfDay)) / nsOfDay) + 2_440_588, 8)
  return bytes
}
/** DuckDB writes no INT96, and no interval with negative months. */
const standIn = (index: number) => [1_000_000_000 + index, 77, 99] as const
const intBytes = (numbers: readonly number[]) => Buffer.from(Int32Array.from(numbers).buffer)

/** In two's complement, the highest byte first. */
function bytesOf(value: bigint): string {
  let bits = 8
  while (BigInt.asIntN(bits, value) !== value) bits += 8
  const hex = BigInt.asUintN(bits, value)
    .toString(16)
    .padStart(bits / 4, '0')
  return `from_hex('${hex}')`
}

const rows = (values: readonly string[]) => `SELECT unnest([${values.join(', ')}]) AS v`
type Values = readonly (bigint | null)[]
const integers =
  (edit: Made['leaves'][string], stored = (ns: bigint) => ns) =>
  (values: Values) =>
    made(rows(values.map((ns) => (ns === null ? 'NULL' : `${stored(ns)}::BIGINT`))), { leaves: { v: edit } })
const ofInt96 = (values: Values) => {
  const stored = values.map((ns, index) => {
    const [months, days, ms] = standIn(index)
    return ns === null ? 'NULL' : `to_months(${months}) + to_days(${days}) + to_milliseconds(${ms})`
  })
  const bytes = values.flatMap((ns, index) => (ns === null ? [] : [[intBytes(standIn(index)), int96(ns)] as const]))
  return made(rows(stored), { leaves: { v: meaning.int96 }, bytes })
}
const inDay = (ns: bigint) => mod(ns, nsOfDay)
const kinds = {
  INT96: { of: ofInt96, text: momentOf, type: 'TIMESTAMP' },
  'moments in UTC': {
    of: integers(meaning.instant),
    text: (ns: bigint) => `${momentOf(ns)}+00`,
    type: 'TIMESTAMP WITH TIME ZONE',
  },
  times: { of: integers(meaning.time(false), inDay), text: (ns: bigint) => timeOf(inDay(ns)), type: 'TIME' },
  'times in UTC': {
    of: integers(meaning.time(true), inDay),
    text: (ns: bigint) => `${timeOf(inDay(ns))}+00`,
    type: 'TIME WITH TIME ZONE',
  },
} as const
const moments = fc.bigInt({ min: -9_000_000_000_000_000_000n, max: 9_000_000_000_000_000_000n })
const runs = { seed, numRuns: 8 * Number(process.env.FUZZ_TIMES ?? 1) }

describe.each(Object.entries(kinds))('nanoseconds of %s', (_, { of, text, type }) => {
  test(`are exact as text (seed ${seed})`, async () => {
    const some = fc.array(moments, { minLength: 1, maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(some, async (values) => {
        const read = await files.read(await of([...values, null]), { types: { v: 'VARCHAR' } })
        expect(valuesOf(read.rows)).toEqual([...values.map(text), null])
      }),
      runs,
    )
  })

  test(`that are whole microseconds are the values that they are, and the file is taken as it is (seed ${seed})`, async () => {
    const some = fc.array(moments, { minLength: 1, maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(some, async (drawn) => {
        const values = drawn.map((ns) => ns - (ns % 1000n))
        const read = await files.read(await of([...values, null]))
        expect([read.columns, read.warnings]).toEqual([[`v ${type}`], []])
        expect(valuesOf(read.rows)).toEqual([...values.map(text), null])
      }),
      runs,
    )
  })

  test('that are not are refused, with the row and a cure that cures', async () => {
    const ns = 1_769_853_600_123_456_789n
    const nanos = await of([0n, null, ns])
    const message = `a.parquet has ${text(ns)} in the column "v", in row 3, which DuckDB would cut to microseconds`
    await expect(files.read(nanos)).rejects.toMatchObject({
      ...{ code: 'ASSET_VALUE', message, at: 'a.parquet' },
      fix: `read it as text, which is exact: { types: { "v": 'VARCHAR' } }`,
    })
    expect(valuesOf((await files.read(nanos, { types: { v: 'VARCHAR' } })).rows)).toEqual([text(0n), null, text(ns)])
    expect(valuesOf((await files.read(nanos, {}, { texts: new Set(['v']) })).rows)).toEqual([text(0n), null, text(ns)])
    await expect(files.read(nanos, { types: { v: type } })).rejects.toThrow(`'${text(ns)}', which is no ${type}`)
  })
})

test('nanoseconds stay nanoseconds where that is said', async () => {
  const read = await files.read(await ofInt96([1n, 1_769_853_600_123_456_789n]), { types: { v: 'TIMESTAMP_NS' } })
  expect([read.columns, valuesOf(read.rows)]).toEqual([
    ['v TIMESTAMP_NS'],
    ['1970-01-01 00:00:00.000000001', '2026-01-31 10:00:00.123456789'],
  ])
})

test("a column of the name of a row's number is one like any other", async () => {
  const of = await made('SELECT unnest([1000, 1::BIGINT]) AS v, 5 AS file_row_number', {
    leaves: { v: meaning.instant },
  })
  await expect(files.read(of)).rejects.toThrow('1970-01-01 00:00:00.000000001+00 in the column "v", in row 2,')
})

test('an INT96 that no TIMESTAMP can be is no other one', async () => {
  const of = await ofInt96([200_000_000n * nsOfDay])
  await expect(files.read(of)).rejects.toThrow('a.parquet has ')
  expect(valuesOf((await files.read(of, { types: { v: 'VARCHAR' } })).rows)).toEqual(['549551-05-28 00:00:00'])
})

test(`decimals of up to 76 digits are their texts (seed ${seed})`, async () => {
  const most = 10n ** 76n - 1n
  const some = fc.array(fc.bigInt({ min: -most, max: most }), { minLength: 1, maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(some, fc.nat(76), async (drawn, scale) => {
      const values = [...drawn, 0n, 1n, -1n, most, -most, 2n ** 64n, -(2n ** 128n)]
      const of = await made(rows([...values.map(bytesOf), 'NULL']), { leaves: { v: meaning.decimal(76, scale) } })
      const read = await files.read(of)
      expect(read.columns).toEqual(['v VARCHAR'])
      expect(valuesOf(read.rows)).toEqual([...values.map((value) => decimalOf(value, scale)), null])
    }),
    runs,
  )
})

function decimalOf(value: bigint, scale: number): string {
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0')
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`
  return value < 0n ? `-${text}` : text
}

test('decimals of more digits than that are refused, and fewer are read as a type that has room for them', async () => {
  const of = await made(rows([bytesOf(125n)]), { leaves: { v: meaning.decimal(77, 2) } })
  await expect(files.read(of)).rejects.toMatchObject({
    code: 'ASSET_VALUE',
    message: 'a.parquet has the column "v" with decimals of 77 digits, and the most that can be read are 76',
  })
  const wide = await made(rows([bytesOf(125n)]), { leaves: { v: meaning.decimal(50, 2) } })
  const { columns, rows: read } = await files.read(wide, { types: { v: 'DECIMAL(10,2)' } })
  expect([columns, read]).toEqual([['v DECIMAL(10,2)'], ['{"v":1.25}']])
  await expect(files.read(wide, { types: { v: 'DECIMAL(10,1)' } })).rejects.toThrow(`'1.25', which is no DECIMAL(10,1)`)
})

describe('inside of other values', () => {
  const nested = (ns: bigint) => `SELECT {'list': [{'m': MAP {'k': ${ns}::BIGINT}, 'n': 1}, NULL], 'b': 'x'::BLOB} AS s,
MAP {${ns}::BIGINT: 'y'} AS keys, 5 AS id, ${bytesOf(-1n)} AS d`

  test('they are exact as well', async () => {
    const ns = 1_769_853_600_123_456_789n
    const leaves = { value: meaning.instant, d: meaning.decimal(40, 3) }
    const of = await made(nested(ns), { leaves })
    const type = 'STRUCT("list" STRUCT("m" MAP(VARCHAR, VARCHAR), "n" INTEGER)[], "b" BLOB)'
    await expect(files.read(of)).rejects.toMatchObject({
      message: expect.stringContaining(`${momentOf(ns)}+00`),
      fix: `read it as text, which is exact: { types: { "s": '${type}' } }`,
    })
    const { columns, rows } = await files.read(of, { types: { s: type } })
    expect(columns).toContain('d VARCHAR')
    expect(JSON.parse(rows[0] as string)).toEqual({
      s: { list: [{ m: { k: `${momentOf(ns)}+00` }, n: 1 }, null], b: 'x' },
      ...{ keys: { [String(ns)]: 'y' }, id: 5, d: '-0.001' },
    })
    const whole = await files.read(await made(nested(ns - 789n), { leaves }))
    expect(JSON.parse(whole.rows[0] as string).s.list[0].m.k).toBe(`${momentOf(ns - 789n)}+00`)
  })
})

test('several files of them are one table, and a file without a meaning of its own is another', async () => {
  const [a, b] = [await ofInt96([1n]), await ofInt96([2000n])]
  const all = { 'a.parquet': a['a.parquet'] as Buffer, 'b.parquet': b['a.parquet'] as Buffer }
  expect(valuesOf((await files.read(all, { types: { v: 'VARCHAR' } })).rows)).toEqual([
    '1970-01-01 00:00:00.000000001',
    '1970-01-01 00:00:00.000002',
  ])
  await expect(files.read(all)).rejects.toMatchObject({ at: 'a.parquet' })
})
