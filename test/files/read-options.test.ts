import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { ReadOptions } from '../../src/define/read-options.ts'
import { corpus, type Files, type ReadTable } from './corpus.ts'
import { row, text, workbook } from './workbook.ts'

const files = corpus()

const cells = (value: string) => row(1, text('A1', 'a')) + row(2, text('A2', value))
const book = await workbook({ sheets: { One: cells('x'), Two: cells('y') } })

interface Example {
  readonly files: Files
  readonly value: unknown
  /** Others that it needs. */
  readonly beside?: ReadOptions
  /** The columns, rows and rows set aside; or what is said where they cannot be read. */
  readonly without: string
  readonly with: string
}

/** What each option changes: one that is accepted and does nothing does not compile here, or fails. */
const examples = {
  columns: {
    files: { 'a.csv': '1,2\n' },
    value: { a: 'VARCHAR', b: 'DOUBLE' },
    beside: { header: false },
    without: 'column0 BIGINT, column1 BIGINT | {"column0":1,"column1":2}',
    with: 'a VARCHAR, b DOUBLE | {"a":"1","b":2.0}',
  },
  types: {
    files: { 'a.json': '{"a":12345678901234567890}' },
    value: { a: 'DECIMAL(20,0)' },
    without: 'a VARCHAR | {"a":"12345678901234567890"}',
    with: 'a DECIMAL(20,0) | {"a":12345678901234567890}',
  },
  header: {
    files: { 'a.csv': 'x\ny\n' },
    value: false,
    without: 'x VARCHAR | {"x":"y"}',
    with: 'column0 VARCHAR | {"column0":"x"} {"column0":"y"}',
  },
  delimiter: {
    files: { 'a.csv': 'a,b:c\n1,2:3\n' },
    value: ':',
    without: 'a BIGINT, b:c VARCHAR | {"a":1,"b:c":"2:3"}',
    with: 'a,b VARCHAR, c BIGINT | {"a,b":"1,2","c":3}',
  },
  quote: {
    files: { 'a.csv': "a,b\n'x,y',2\n" },
    value: "'",
    without: 'Expected Number of Columns: 2 Found: 3',
    with: 'a VARCHAR, b BIGINT | {"a":"x,y","b":2}',
  },
  escape: {
    files: { 'a.csv': 'a,b\n"x\\"y",2\n' },
    value: '\\',
    without: 'Value with unterminated quote found',
    with: 'a VARCHAR, b BIGINT | {"a":"x\\"y","b":2}',
  },
  nullText: {
    files: { 'a.csv': 'a,b\n1,x\nNA,""\n' },
    value: ['NA', ''],
    without: 'a VARCHAR, b VARCHAR | {"a":"1","b":"x"} {"a":"NA","b":""}',
    with: 'a BIGINT, b VARCHAR | {"a":1,"b":"x"} {"a":null,"b":null}',
  },
  dateFormat: {
    files: { 'a.csv': 'd\n31/01/2026\n' },
    value: '%d/%m/%Y',
    without: 'd VARCHAR | {"d":"31/01/2026"}',
    with: 'd DATE | {"d":"2026-01-31"}',
  },
  timestampFormat: {
    files: { 'a.csv': 'd\n31/01/2026 10h\n' },
    value: '%d/%m/%Y %Hh',
    without: 'd VARCHAR | {"d":"31/01/2026 10h"}',
    with: 'd TIMESTAMP | {"d":"2026-01-31 10:00:00"}',
  },
  decimalSeparator: {
    files: { 'a.csv': 'x;y\n1,5;1.5\n' },
    value: ',',
    without: 'x VARCHAR, y DOUBLE | {"x":"1,5","y":1.5}',
    with: 'x DOUBLE, y VARCHAR | {"x":1.5,"y":"1.5"}',
  },
  encoding: {
    files: { 'a.csv': Buffer.from('a\ncaf\xe9\n', 'latin1') },
    value: 'latin-1',
    without: 'Invalid unicode',
    with: 'a VARCHAR | {"a":"café"}',
  },
  skip: {
    files: { 'a.csv': 'made by hand\na\n1\n' },
    value: 1,
    without: 'made by hand VARCHAR | {"made by hand":"a"} {"made by hand":"1"}',
    with: 'a BIGINT | {"a":1}',
  },
  comment: {
    files: { 'a.csv': '# first\na\n1\n# between\n2\n' },
    value: '#',
    without: '# first VARCHAR | {"# first":"a"} {"# first":"1"} {"# first":"# between"} {"# first":"2"}',
    with: 'a BIGINT | {"a":1} {"a":2}',
  },
  allVarchar: {
    files: { 'a.csv': 'a\n1\n' },
    value: true,
    without: 'a BIGINT | {"a":1}',
    with: 'a VARCHAR | {"a":"1"}',
  },
  sampleSize: {
    files: { 'a.csv': 'a\n1\nx\n' },
    value: 1,
    without: 'a VARCHAR | {"a":"1"} {"a":"x"}',
    with: `not as the first rows: the column "a" has 'x', which is no BIGINT`,
  },
  ignoreErrors: {
    files: { 'a.csv': 'a,b\n1,2\n3\n' },
    value: true,
    without: 'Expected Number of Columns: 2 Found: 1',
    with: 'a BIGINT, b BIGINT | {"a":1,"b":2} | 3 missing_columns',
  },
  hivePartitioning: {
    files: { 'day=2026-01-31/a.csv': 'a\n1\n' },
    value: true,
    without: 'a BIGINT | {"a":1}',
    with: 'a BIGINT, day DATE | {"a":1,"day":"2026-01-31"}',
  },
  maxLineBytes: {
    files: { 'a.csv': `a\n${'x'.repeat(2_100_000)}\n` },
    value: 3_000_000,
    without: 'Maximum line size of 2000000 bytes exceeded',
    with: `a VARCHAR | {"a":"${'x'.repeat(2_100_000)}"}`,
  },
  maxObjectBytes: {
    files: { 'a.json': `{"a":1${' '.repeat(34_000_000)}}` },
    value: 40_000_000,
    without: 'maximum_object_size',
    with: 'a BIGINT | {"a":1}',
  },
  sheet: {
    files: { 'a.xlsx': book },
    value: 'Two',
    without: 'a VARCHAR | {"a":"x"}',
    with: 'a VARCHAR | {"a":"y"}',
  },
} as const satisfies { readonly [Name in keyof Required<ReadOptions>]: Example }

const told = ({ columns, rows, unread }: ReadTable): string =>
  [columns.join(', '), rows.join(' '), ...(unread.length === 0 ? [] : [unread.join(' ')])].join(' | ')

async function outcome(of: Files, read: ReadOptions): Promise<string> {
  try {
    return told(await files.read(of, read))
  } catch (error) {
    return String((error as Error).message)
  }
}

describe('every read option changes what is read', () => {
  test.each(Object.entries(examples))('%s', async (name, example: Example) => {
    const { beside = {} } = example
    expect(await outcome(example.files, beside)).toContain(example.without)
    expect(await outcome(example.files, { ...beside, [name]: example.value })).toContain(example.with)
  })

  test.each([
    ['# c\n\na\n1\n', 0],
    ['\n# c\na\n1\n', 0],
    ['# c\njunk\na\n1\n', 2],
    ['junk\n# c\n# d\na\n1\n', 1],
  ])('no row is lost behind comments and lines that are skipped: %j', async (text, skip) => {
    expect((await files.read({ 'a.csv': text }, { skip, comment: '#' })).rows).toEqual(['{"a":1}'])
  })

  test.each<readonly [string, string, ReadOptions]>([
    ['DATE', '2026-01-31 23:59:59', {}],
    ['DATE', '31.12.2026 23:59', { dateFormat: '%d.%m.%Y %H:%M' }],
    ['TIMESTAMP', '2026-01-31T10:00:00+02:00', {}],
    ['TIMESTAMP', '2026-01-31 10:00:00.1234567', {}],
    ['TIMESTAMP WITH TIME ZONE', '2026-01-31T10:00:00+02:99', {}],
    ['TIMESTAMP_S', '2026-01-31 10:00:00.5', {}],
    ['DECIMAL(10)', '1.5', {}],
    ['DECIMAL', '1.23456', {}],
    ['DOUBLE', '12345678901234567891', {}],
    ['DOUBLE', '1e400', {}],
    ['INTEGER[]', '[1.5, 2]', {}],
    ['STRUCT(a INTEGER)', "{'a': 1.5}", {}],
    ['FLOAT', '16777217', {}],
    ['REAL', '1e39', {}],
    ['FLOAT', '1e-60', {}],
    ['BIGNUM', '1.5', {}],
    ['INTERVAL', '0.0000001 seconds', {}],
    ['TIME', '2026-01-31 10:00:00', {}],
    ['INTEGER[]', '[x, 1]', {}],
    ['DECIMAL(10,2)[]', '[1.239]', {}],
    ['DOUBLE[][2]', '[[1], [12345678901234567891]]', {}],
    ['DATE[]', '[2026-02-30]', {}],
    ['STRUCT("a b" DATE)', "{'a b': '2026-01-31 23:59:59'}", {}],
    ['STRUCT(a STRUCT(b FLOAT[]))', "{'a': {'b': [16777217]}}", {}],
    ['STRUCT(a TIMESTAMP WITH TIME ZONE, b TIMESTAMP)', "{'a': null, 'b': '2026-01-31T10:00:00+02:00'}", {}],
    ['MAP(VARCHAR, DECIMAL(5,1))', '{x=1.55}', {}],
    ['MAP(INTEGER, VARCHAR)', '{1.5=x}', {}],
    ['DOUBLE', '1.234', { decimalSeparator: ',' }],
    ['INTEGER', '1.000', { decimalSeparator: ',' }],
  ])('%s is not what is made of %j', async (type, text, more) => {
    const message = `the column "a" has '${text}', which is no ${type}`
    const read = { delimiter: ';', types: { a: type }, ...more }
    await expect(files.read({ 'a.csv': `a\n"${text}"\n` }, read)).rejects.toThrow(message)
    if (/^[\d.,[\] ]+$/.test(text) && !text.startsWith('1.0') && more.decimalSeparator === undefined)
      await expect(files.read({ 'a.json': `{"a":${text}}` }, { types: { a: type } })).rejects.toThrow(`is no ${type}`)
  })

  test.each([
    ['DECIMAL(10,2)[]', '[1.239]'],
    ['STRUCT(a DATE)', '{"a":"2026-01-31 23:59:59"}'],
    ['STRUCT(a BIGINT)', '{"a":1,"b":2}'],
    ['MAP(VARCHAR, FLOAT)', '{"a":16777217}'],
  ])('%s is not what is made of the JSON %j', async (type, text) => {
    const message = `the column "a" has '${text}', which is no ${type}`
    await expect(files.read({ 'a.json': `{"a":${text}}` }, { types: { a: type } })).rejects.toThrow(message)
  })

  test.each<readonly [string, string, ReadOptions]>([
    ['DATE', '2026-01-31 00:00:00', {}],
    ['TIMESTAMP', '2026-01-31T10:00:00.123456Z', {}],
    ['DECIMAL', '1.2340', {}],
    ['DOUBLE', '0.12345678901234567890', {}],
    ['DOUBLE', 'nan', {}],
    ['FLOAT', '0.1', {}],
    ['FLOAT', '16777218', {}],
    ['BIGNUM', '12345678901234567890123456789012345678901234567890', {}],
    ['INTERVAL', '1.5 seconds', {}],
    ['INTEGER[]', '[1, NULL]', {}],
    ['DECIMAL(10,2)[2]', '[1.2300, 2]', {}],
    ['STRUCT("a ""b" DOUBLE PRECISION, c VARCHAR[])', `{'a ""b': 0.1, 'c': [x]}`, {}],
    [
      'STRUCT(a TIMESTAMP, b TIMESTAMP WITH TIME ZONE)',
      "{'a': '2026-01-31T10:00:00Z', 'b': '2026-01-31T10:00:00+02'}",
      {},
    ],
    ['MAP(VARCHAR, DECIMAL(5,1))', '{x=1.50}', {}],
    ['DOUBLE', '1,5', { decimalSeparator: ',' }],
  ])('%s is made of %j', async (type, text, more) => {
    const read = { delimiter: ';', types: { a: type }, ...more }
    expect((await files.read({ 'a.csv': `a\n"${text}"\n` }, read)).columns[0]).toMatch(
      /^a (?:DATE|TIME|DEC|DOU|FLO|INT|BIGNUM|STRUCT|MAP)/,
    )
  })

  test.each<readonly [string, ReadOptions, string]>([
    ['20260131', { dateFormat: '%Y%m%d' }, 'a DATE | {"a":"2026-01-31"}'],
    ['20260131', { timestampFormat: '%Y%m%d' }, 'a TIMESTAMP | {"a":"2026-01-31 00:00:00"}'],
    ['31.12.2026 23:59', { dateFormat: '%d.%m.%Y %H:%M' }, 'a VARCHAR | {"a":"31.12.2026 23:59"}'],
  ])('%j under %j', async (text, read, expected) => {
    expect(await outcome({ 'a.csv': `a\n${text}\n` }, read)).toBe(expected)
  })

  test.each<readonly [string, number, ReadOptions]>([
    ['id,lang\n1,C#\n2,F# x\n3,go\n', 2, {}],
    ['# c\r\nid,lang\r\n1,"a\r\n""#"\r\n2,F# x\r\n', 5, {}],
    ['junk # x\nid,lang\n1,5" # x\n', 3, { skip: 1 }],
    ["id,lang\n1,'a\\'#'\n2,'b'#\n", 3, { quote: "'", escape: '\\' }],
    ['id,lang\n1,""# x\n', 2, {}],
    ['id,lang#\n1,x\n', 1, {}],
  ])('a comment in the middle of a line cuts no value: %j', async (text, line, more) => {
    const message = `a.csv has "#" in the middle of line ${line}, where it would cut the value`
    await expect(files.read({ 'a.csv': text }, { comment: '#', ...more })).rejects.toMatchObject({
      code: 'ASSET_VALUE',
      message,
      at: `a.csv:${line}`,
    })
  })

  const line = 'id,n\n"a\nb",1\n\nc\nd,x\n# e\n"f\n\n",2,3\ng,4\nh,y\n'
  test.each<readonly [string, Files, ReadOptions]>([
    ['line feeds', { 'a.csv': line }, {}],
    ['CRLF', { 'a.csv': line.replaceAll('\n', '\r\n') }, {}],
    ['old line ends', { 'a.csv': line.replaceAll('\n', '\r') }, {}],
    ['a mark at the begin', { 'a.csv': `\ufeff${line}` }, {}],
    ['packed', { 'a.csv.gz': gzipSync(line) }, {}],
    ['latin-1', { 'a.csv': Buffer.from(line.replace('a', 'é'), 'latin1') }, { encoding: 'latin-1' }],
    ['utf-16', { 'a.csv': Buffer.from(line.replace('a', 'é'), 'utf16le') }, { encoding: 'utf-16' }],
  ])('a row that is set aside is told by its line: %s', async (_, of, more) => {
    const read = { ignoreErrors: true, comment: '#', types: { n: 'INTEGER' }, ...more }
    const { rows, unread } = await files.read(of, read)
    expect(unread).toEqual(['5 missing_columns', '6 cast', '8 too_many_columns', '12 cast'])
    expect(rows).toHaveLength(2)
  })

  test.each([
    [{ types: { b: 'DATE' } }, 'types names the column "b", which no file has'],
    [{ columns: { b: 'DATE' } }, 'a.csv has the columns a in line 1, and not b'],
    [{ types: { a: 'NOTHING' } }, 'NOTHING'],
  ])('%j is refused', async (read, message) => {
    await expect(files.read({ 'a.csv': 'a\n1\n' }, read)).rejects.toThrow(message)
  })
})
