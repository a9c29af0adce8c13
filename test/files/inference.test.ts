import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { recordForSchema, rowForSchema } from '../../src/table/files/schema-rows.ts'
import { corpus } from './corpus.ts'

const files = corpus()

const csv = (name: string, ...values: readonly string[]) => `${[name, ...values].join('\n')}\n`
const columnOf = async (...values: readonly string[]) =>
  (await files.read({ 'a.csv': csv('k,x', ...values.map((value) => `0,${value}`)) })).columns[1]

describe('a column of CSV', () => {
  test.each<readonly [string, ...string[]]>([
    ['BIGINT', '1', '-2', '9223372036854775807'],
    ['VARCHAR', '1', '9223372036854775808'],
    ['VARCHAR', '1', '12345678901234567890123'],
    ['VARCHAR', '1.5', '12345678901234567890'],
    ['VARCHAR', '1.5', '9007199254740993'],
    ['VARCHAR', '0.123456789012345678'],
    ['VARCHAR', '007', '8'],
    ['VARCHAR', '1.5', '007'],
    ['VARCHAR', '+7'],
    ['VARCHAR', ' 7'],
    ['VARCHAR', '1_000'],
    ['VARCHAR', '0x1F'],
    ['VARCHAR', '1e5', '2e7'],
    ['DOUBLE', '1.5', '2', '-0'],
    ['DOUBLE', '1.50', '.5', '2.'],
    ['DOUBLE', '1.5e300', '1e-7'],
    ['DOUBLE', '40.718499999999999'],
    ['VARCHAR', '4503599627370497.3'],
    ['VARCHAR', '1.0000000000000001'],
    ['VARCHAR', '1.5e-400'],
    ['DOUBLE', '0.10000000000000001', '0.30000000000000004', '0.500000000000000000', '5e-324', '0.0'],
    ['DOUBLE', '-0.0', '1e+20', '1.7976931348623157e+308'],
    ['VARCHAR', '1e+999'],
    ['VARCHAR', '1.5', 'nan'],
    ['BOOLEAN', 'true', 'False', 'TRUE'],
    ['VARCHAR', 'NO', 'yes'],
    ['VARCHAR', 'F', 'T'],
    ['VARCHAR', 'true', '1'],
    ['DATE', '2026-01-31', '1970-01-01'],
    ['VARCHAR', '2026-02-30'],
    ['VARCHAR', '01/02/2026'],
    ['VARCHAR', '2026-1-2'],
    ['VARCHAR', 'infinity'],
    ['VARCHAR', '2026-01-31', '2026-01-31 10:00:00'],
    ['TIMESTAMP', '2026-01-31 10:00:00', '2026-01-31T10:00:00.123456'],
    ['TIMESTAMP', '0001-01-01 00:00:00', '9999-12-31 23:59:59.999999'],
    ['VARCHAR', '10000-01-01 00:00:00'],
    ['VARCHAR', '0001-01-01 (BC) 00:00:00'],
    ['VARCHAR', '2026-01-31 10:00:00.123456789'],
    ['VARCHAR', '2026-01-31 24:00:00'],
    ['TIMESTAMP WITH TIME ZONE', '2026-01-31T10:00:00Z', '2026-01-31 10:00:00+02:00'],
    ['VARCHAR', '2026-01-31T10:00:00+25:00'],
    ['VARCHAR', '2026-01-31T10:00:00+02:99'],
    ['VARCHAR', '10:00:00'],
    ['VARCHAR', '6ecd8c99-4036-403d-bf84-cf8400f67836'],
    ['VARCHAR', 'a', ''],
    ['BIGINT', '1', ''],
    ['VARCHAR', '1', '""'],
  ])('is %s of %j %j %j', async (type, ...values) => {
    expect(await columnOf(...values)).toBe(`x ${type}`)
  })

  test('is DOUBLE where the digits are those of a double, whoever wrote it and in which form', async () => {
    const written = fc.constantFrom<(value: number) => string>(
      ...[String, (value: number) => value.toFixed(20), (value: number) => String(value).replace('e', 'E')],
      ...[15, 16, 17, 18].map((digits) => (value: number) => value.toPrecision(digits)),
      ...[14, 15, 16, 17].map((digits) => (value: number) => value.toExponential(digits)),
    )
    // Of greater ones some lie in the middle between two texts of 17 digits, and programs choose different ones.
    const number = fc.double({ min: 1e-12, max: 1e6, noNaN: true }).filter((value) => !Number.isInteger(value))
    const text = fc.tuple(number, fc.boolean(), written).map(([value, isLess, write]) => write(isLess ? -value : value))
    const significant = (some: string) =>
      some
        .replace(/e.*/i, '')
        .replace(/\D/g, '')
        .replace(/^0+|0+$/g, '')
    const isOwn = (some: string) => {
      const own = [String(Number(some)), Number(some).toExponential(16)].map(significant)
      return significant(some).length <= 15 || own.includes(significant(some))
    }
    const columns = [fc.array(text.filter(isOwn), { minLength: 50 }), text.filter((some) => !isOwn(some))] as const
    const property = fc.asyncProperty(...columns, async (texts, other) => {
      const rows = texts.map((some, at) => `${some},${at === texts.length >> 1 ? other : some}`)
      expect((await files.read({ 'a.csv': csv('own,other', ...rows) })).columns).toEqual([
        'own DOUBLE',
        'other VARCHAR',
      ])
    })
    await fc.assert(property, { numRuns: 10 })
  })

  test('is decided by all of its rows: a late one ends the first try, and all of them the second', async () => {
    const rows = Array.from({ length: 30_000 }, (_, index) => String(index))
    const text = csv('n', ...rows, '007')
    await expect(files.read({ 'a.csv': text })).rejects.toThrow(
      `not as the first rows: the column "n" has '007', which is no BIGINT`,
    )
    const { columns, rows: read } = await files.read({ 'a.csv': text }, {}, { exact: true })
    expect(columns).toEqual(['n VARCHAR'])
    expect(read.at(-1)).toBe('{"n":"007"}')
  })

  test('without a value is as it was', async () => {
    expect((await files.read({ 'a.csv': 'a,b\n1,\n' })).columns).toEqual(['a BIGINT', 'b VARCHAR'])
    const before = new Map([
      ['b', 'DATE'],
      ['a', 'DATE'],
    ])
    expect((await files.read({ 'a.csv': 'a,b\n1,\n' }, {}, { before })).columns).toEqual(['a BIGINT', 'b DATE'])
    expect((await files.read({ 'a.json': '{"a":1,"b":null}' }, {}, { before })).columns).toEqual(['a BIGINT', 'b DATE'])
  })

  test('tells an empty text from nothing', async () => {
    expect((await files.read({ 'a.csv': 'a,b\n"",\n,""\n' })).rows).toEqual(['{"a":"","b":null}', '{"a":null,"b":""}'])
  })

  test.each([
    ['that begins with #', { 'a.csv': 'a,b\n1,x\n#2\n3,y\n' }],
    ['in a packed file', { 'a.csv.gz': gzipSync('a,b\n1,x\n2\n3,y\n') }],
    ['at the end', { 'a.csv': 'a,b\n1,x\n2' }],
  ])('a short row %s is refused', async (_, content) => {
    await expect(files.read(content)).rejects.toThrow('Expected Number of Columns: 2 Found: 1')
  })

  test('a column without a name is told of, with what it is called', async () => {
    const of = { '1.csv': ',b\n1,2\n', '2.csv': ',b\n3,4\n', '3.csv': 'column0,b\n5,6\n' }
    const { columns, warnings } = await files.read(of)
    const cure = 'write one into the header, or name every column with { header: false, skip, columns }'
    expect([columns, warnings]).toEqual([
      ['column0 BIGINT', 'b BIGINT'],
      [`1.csv and 1 more have no name for the column 1, which is called "column0": ${cure}`],
    ])
    const named = { header: false, skip: 1, columns: { id: 'BIGINT', b: 'BIGINT' } }
    expect(await files.read({ '1.csv': ',b\n1,2\n' }, named)).toMatchObject({ rows: ['{"id":1,"b":2}'], warnings: [] })
    const message = 'a.csv has no name for the field 2, and a column "column1", in the fields 1 and 2'
    await expect(files.read({ 'a.csv': 'column1,\n1,2\n' })).rejects.toMatchObject({ message, at: 'a.csv:1' })
  })
})

describe('a schema', () => {
  const [number, date] = ['number', 'date'] as const
  const fields = (takes: 'number' | 'date') => new Map([['x', { takes, absent: false }]])
  test.each([
    [number, '4503599627370497.3'],
    [number, '9007199254740993.0'],
    [number, '12345678901234567890.5'],
    [number, '1e-400'],
    [date, '2026-02-30T10:00:00Z'],
    [date, '2026-02-30'],
  ])('that takes a %s is given the text of %s, which is none', (takes, text) => {
    expect(rowForSchema({ x: text }, fields(takes))).toEqual({ x: text })
    const json = takes === 'number' ? text : JSON.stringify(text)
    expect(recordForSchema(`{"x":${json}}`, fields(takes))).toEqual({ x: text })
  })
  test.each(['1.10', '-0', '1e5', '12345678901234567890', '7'])(
    'that takes a text is given the number %s as it is written',
    (text) => {
      const takesText = new Map([['x', { takes: 'text' as const, absent: false }]])
      expect(recordForSchema(`{"y":[2.50],"x":${text}}`, takesText)).toEqual({ y: [2.5], x: text })
    },
  )
  test('is given a number or a moment of every other', () => {
    expect(rowForSchema({ x: '40.718499999999999' }, fields(number))).toEqual({ x: 40.7185 })
    expect(recordForSchema('{"x":0.30000000000000004}', fields(number))).toEqual({ x: 0.30000000000000004 })
    expect(rowForSchema({ x: '2026-02-28T23:00:00-02:00' }, fields(date))).toEqual({
      x: new Date('2026-03-01T01:00:00Z'),
    })
  })
})

describe('JSON', () => {
  const column = async (...values: readonly string[]) => {
    const { columns, rows } = await files.read({ 'a.ndjson': values.map((value) => `{"x":${value}}\n`).join('') })
    return [columns[0]?.slice(2), ...rows.map((row) => row.slice(5, -1))]
  }
  test.each<readonly [readonly string[], readonly string[]]>([
    [
      ['1', '-1'],
      ['BIGINT', '1', '-1'],
    ],
    [
      ['1', '1.5'],
      ['DOUBLE', '1.0', '1.5'],
    ],
    [
      ['1.5', '12345678901234567890'],
      ['VARCHAR', '"1.5"', '"12345678901234567890"'],
    ],
    [
      ['1.5', '9007199254740993'],
      ['VARCHAR', '"1.5"', '"9007199254740993"'],
    ],
    [['9007199254740993'], ['BIGINT', '9007199254740993']],
    [['18446744073709551615'], ['VARCHAR', '"18446744073709551615"']],
    [
      ['0.5', '0.12345678901234567890'],
      ['VARCHAR', '"0.5"', '"0.12345678901234567890"'],
    ],
    [['9007199254740993.0'], ['VARCHAR', '"9007199254740993.0"']],
    [['1e400'], ['VARCHAR', '"1e400"']],
    [['[1e-400,"1e-400 \\" 2"]'], ['VARCHAR[]', '["1e-400","1e-400 \\" 2"]']],
    [['0.30000000000000004'], ['DOUBLE', '0.30000000000000004']],
    [
      ['1', '-0'],
      ['DOUBLE', '1.0', '-0.0'],
    ],
    [
      ['-0', '9007199254740993'],
      ['VARCHAR', '"-0"', '"9007199254740993"'],
    ],
    [
      ['{"a":[-0,1]}', '{"a":null}'],
      ['STRUCT(a DOUBLE[])', '{"a":[-0.0,1.0]}', '{"a":null}'],
    ],
    [
      ['-0', '"-0"', '"2026-01-05"'],
      ['VARCHAR', '"-0"', '"-0"', '"2026-01-05"'],
    ],
    [
      ['1', '"x"'],
      ['VARCHAR', '"1"', '"x"'],
    ],
    [
      ['"x"', '{"a":1}', 'null'],
      ['VARCHAR', '"x"', '"{\\"a\\":1}"', 'null'],
    ],
    [
      ['"10:00:00"', '"2026-01-31"'],
      ['VARCHAR', '"10:00:00"', '"2026-01-31"'],
    ],
    [['"6ecd8c99-4036-403d-bf84-cf8400f67836"'], ['VARCHAR', '"6ecd8c99-4036-403d-bf84-cf8400f67836"']],
    [
      ['""', 'null'],
      ['VARCHAR', '""', 'null'],
    ],
    [
      ['[1,2.5]', '[9007199254740993]'],
      ['VARCHAR[]', '["1","2.5"]', '["9007199254740993"]'],
    ],
    [['{"a":[{"b":1}]}'], ['STRUCT(a STRUCT(b BIGINT)[])', '{"a":[{"b":1}]}']],
    [
      ['{}', 'null'],
      ['MAP(VARCHAR, VARCHAR)', '{}', 'null'],
    ],
    [['[{},{}]'], ['MAP(VARCHAR, VARCHAR)[]', '[{},{}]']],
    [['{"a":{}}'], ['STRUCT(a MAP(VARCHAR, VARCHAR))', '{"a":{}}']],
    [
      ['{}', '[]'],
      ['VARCHAR', '"{}"', '"[]"'],
    ],
    [
      ['{}', '{"b":1}'],
      ['STRUCT(b BIGINT)', '{"b":null}', '{"b":1}'],
    ],
  ])('of %j is %j', async (values, expected) => {
    expect(await column(...values)).toEqual(expected)
  })

  test('a large dictionary keeps its integers', async () => {
    const counts = Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`w${index}`, index]))
    const text = JSON.stringify({ counts }).replace('"w7":7', '"w7":9007199254740993')
    const { columns, rows } = await files.read({ 'a.ndjson': `${text}\n` })
    expect(columns).toEqual(['counts MAP(VARCHAR, BIGINT)'])
    expect(rows[0]).toContain('"w7":9007199254740993')
  })

  test.each([
    ['behind a byte order mark', '\ufeff[{"a":1},{"a":2}]'],
    ['one record a line behind one', '\ufeff{"a":1}\n{"a":2}\n'],
    ['one record a line', '{"a":1}\r\n{"a":2}\r\n'],
    ['as an array', '[{"a":1},\n{"a":2}]'],
    ['one after the other', '{"a":1}{\n"a":2}'],
  ])('is read %s', async (_, text) => {
    expect((await files.read({ 'a.json': text })).rows).toEqual(['{"a":1}', '{"a":2}'])
  })

  test.each([
    ['a key twice', '{"a":1,"a":2}', 'a.json has a record that names a key twice'],
    ['a key twice by case', '{"a":1,"A":2}', 'the columns "a" and "A", both of a.json, differ only by case'],
    ['a key twice in an object', '{"o":{"a":1,"a":2}}', 'a.json has a record that names a key twice'],
    ['a key twice in a list', '{"o":[{"a":1},{"a":1,"a":2}]}', 'a.json has a record that names a key twice'],
    [
      'a key twice by case in an object',
      '{"o":{"a":1}} {"o":{"A":2}}',
      'a.json has the keys "a" and "A" in one nested object, which differ only by case',
    ],
    ['a key without a name', '{"":1,"a":2}', 'a.json has a record with a key without a name'],
    ['a key without a name in a list', '{"o":[{"a":1},{"":1}]}', 'a.json has a record with a key without a name'],
    ['no key', '{} {}', 'a.json has no record with a key'],
    ['objects and others', '[{"a":1}, 5]', 'a.json has records that are objects with keys, and others that are not'],
  ])('with %s is refused', async (_, text, message) => {
    await expect(files.read({ 'a.json': text })).rejects.toThrow(message)
  })
})
