import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { corpus, type Files } from './corpus.ts'
import { withLeaf } from './footer.ts'

const files = corpus()

describe('CSV files', () => {
  test('are read each by its own dialect, in the order of their paths, united by name', async () => {
    const read = await files.read({
      'd/1.csv': 'b,n\ny,2\nz,1\n',
      'd/10.csv': 'n\r\n9\r\n',
      'd/2.csv': '\ufeffn;b\n3;"x;y"\n',
      'd/3.tsv': 'n\tb\n4\tw\n',
      'd/4.csv': '',
    })
    expect(read.columns).toEqual(['b VARCHAR', 'n BIGINT'])
    expect(read.rows).toEqual([
      '{"b":"y","n":2}',
      '{"b":"z","n":1}',
      '{"b":null,"n":9}',
      '{"b":"x;y","n":3}',
      '{"b":"w","n":4}',
    ])
    expect(read.warnings).toEqual(['d/10.csv has no column "b", which 3 of 4 files have: it is null there'])
  })

  test('that have a column more than others are named', async () => {
    const { warnings } = await files.read({ 'a.csv': 'n\n1\n', 'b.csv': 'n\n2\n', 'c.csv': 'n,extra\n3,4\n' })
    expect(warnings).toEqual(['only c.csv has the column "extra": it is null in the others'])
  })

  test('whose names are full of marks are that one file', async () => {
    const odd = "odd/it's [x]*?.csv"
    const folder = { [odd]: 'n\n5\n', 'odd/its x.csv': 'n\n6\n' }
    expect((await files.read(folder, {}, { paths: [odd] })).rows).toEqual(['{"n":5}'])
  })

  test.each<readonly [string, Files]>([
    ['gz', { 'a.csv.gz': gzipSync('a;b\n1;x\n') }],
    ['zst', { 'a.csv.zst': zstdCompressSync('a;b\n1;x\n') }],
    ['empty lines before the header', { 'a.csv': '\n\na,b\n1,x\n\n' }],
    ['a header without an end', { 'a.csv': '"a","b"\n1,"x"' }],
    ['old line ends', { 'a.csv': 'a,b\r1,x\r' }],
    ['spaces around quotes', { 'a.csv': '"a" , "b" \n1,"x" \n' }],
    ['a line that tells Excel the delimiter', { 'a.csv': '\ufeffsep=;\r\na;b\r\n1;x\r\n' }],
    ['one that tells another than there seems to be', { 'a.csv': 'SEP=|\na|b\n1|x\n' }],
  ])('are read with %s', async (_, content) => {
    expect((await files.read(content)).rows).toEqual(['{"a":1,"b":"x"}'])
  })

  const text = 'é,b\r\n😀,"1\r\n2"\n'
  const little = Buffer.from(text, 'utf16le')
  const [bom, big] = [Buffer.from([0xfe, 0xff]), Buffer.from(little).swap16()]
  test.each<readonly [string, Files, 'utf-16' | 'utf-16be']>([
    ['in little-endian order', { 'a.csv': little }, 'utf-16'],
    ['with a mark', { 'a.csv': Buffer.concat([Buffer.from([0xff, 0xfe]), little]) }, 'utf-16'],
    ['in big-endian order', { 'a.csv': Buffer.concat([bom, big]) }, 'utf-16'],
    ['in big-endian order, without a mark', { 'a.csv': big }, 'utf-16be'],
    ['packed', { 'a.csv.gz': gzipSync(Buffer.concat([bom, big])) }, 'utf-16'],
  ])('of UTF-16 %s are read', async (_, content, encoding) => {
    expect((await files.read(content, { encoding })).rows).toEqual(['{"é":"😀","b":"1\\r\\n2"}'])
  })

  test('of UTF-16 that nobody spoke of are refused, as is what is none', async () => {
    const message = 'a.csv is UTF-16'
    await expect(files.read({ 'a.csv': Buffer.concat([bom, big]) })).rejects.toMatchObject({ message, at: 'a.csv' })
    const half = { 'a.csv': Buffer.concat([little, Buffer.from([0x3d, 0xd8])]) }
    await expect(files.read(half, { encoding: 'utf-16' })).rejects.toThrow('a.csv is no valid UTF-16')
  })

  test.each([
    ['a,b,a\n1,2,3\n', 'a.csv has the column "a" twice, in the fields 1 and 3'],
    ['a,A\n1,2\n', 'a.csv has the columns "a" and "A", which differ only by case, in the fields 1 and 2'],
  ])('with a column twice are refused: %j', async (text, message) => {
    await expect(files.read({ 'a.csv': text })).rejects.toMatchObject({ code: 'ASSET_VALUE', message, at: 'a.csv:1' })
  })

  test('whose columns differ by case among files are refused with both places', async () => {
    const message = 'the columns "Id" and "id", of a.csv and b.csv, differ only by case'
    await expect(files.read({ 'a.csv': 'Id\n1\n', 'b.csv': 'id\n2\n' })).rejects.toMatchObject({ message })
  })

  test('of several files, what was wrong names the file as well', async () => {
    const of = { '1.csv': '-\nn\n1\n\nx\n', '2.csv': '-\nn\n1\n2,3\nx\n', '3.csv': '-\nm;n\n1;y\n' }
    const { rows, unread, problems } = await files.read(of, { ignoreErrors: true, skip: 1, types: { n: 'INTEGER' } })
    expect([problems[0], problems[1]]).toEqual(["1.csv: 'x' is no INTEGER", expect.stringMatching(/^2\.csv: Expected/)])
    expect([rows.length, unread]).toEqual([3, ['5 cast', '4 too_many_columns', '5 cast', '3 cast']])
  })

  test('a comment mark in quotes is part of its value', async () => {
    const text = 'id,lang\n1,"C#"\n# "c\n2,"a""#\n#b"\n'
    const { rows } = await files.read({ 'a.csv': text }, { comment: '#' })
    expect(rows).toEqual(['{"id":1,"lang":"C#"}', '{"id":2,"lang":"a\\"#\\n#b"}'])
  })

  test('get no column from the folders they are in, unless it is asked for', async () => {
    const folders = { 'year=2026/lang=en/a.csv': 'n\n1\n', 'year=2027/lang=de/a.csv': 'n\n2\n' }
    expect((await files.read(folders)).columns).toEqual(['n BIGINT'])
    const { columns, rows } = await files.read(folders, { hivePartitioning: true })
    expect(columns).toEqual(['n BIGINT', 'year BIGINT', 'lang VARCHAR'])
    expect(rows).toEqual(['{"n":1,"year":2026,"lang":"en"}', '{"n":2,"year":2027,"lang":"de"}'])
  })
})

describe('JSON files', () => {
  test.each<readonly [string, Files]>([
    ['an array in .json.gz', { 'a.json.gz': gzipSync('[{"a":"007"},{"a":"x"}]') }],
    ['an array in .json.zst', { 'a.json.zst': zstdCompressSync('[{"a":"007"},{"a":"x"}]') }],
    ['lines in .ndjson.gz', { 'a.ndjson.gz': gzipSync('{"a":"007"}\n\n{"a":"x"}\n') }],
    ['lines in .ndjson.zst', { 'a.ndjson.zst': zstdCompressSync('{"a":"007"}\r\n{"a":"x"}') }],
    ['lines in .json, the second in another file', { 'a.json': '{"a":"007"}', 'b.ndjson': '{"a":"x"}\n' }],
  ])('are read of %s', async (_, of) => {
    expect((await files.read(of)).rows).toEqual(['{"a":"007"}', '{"a":"x"}'])
  })

  test('are united by name, the odd one named, and get no column from a folder', async () => {
    const read = await files.read({
      'id=9/a.json': '[{"a":1}]',
      'id=9/b.json': '[{"a":2,"b":"x"}]',
      'id=9/c.json': ' ',
    })
    expect(read.rows).toEqual(['{"a":1,"b":null}', '{"a":2,"b":"x"}'])
    expect(read.warnings).toEqual(['id=9/a.json has no column "b", which 1 of 2 files have: it is null there'])
    const hive = await files.read({ 'id=9/a.json': '[{"a":1}]', 'id=x/b.json': '{"a":2}' }, { hivePartitioning: true })
    expect(hive.rows).toEqual(['{"a":1,"id":"9"}', '{"a":2,"id":"x"}'])
  })
})

describe('Parquet files', () => {
  const made = async (...selects: readonly string[]): Promise<Files> => {
    const folder = files.folder({ 'x.txt': '' })
    const entries: [string, Uint8Array][] = []
    for (const [index, select] of selects.entries()) {
      const file = join(folder, `${index}.parquet`)
      await files.run(`COPY (${select}) TO '${file}' (FORMAT parquet)`)
      entries.push([`id=9/${index}.parquet`, readFileSync(file)])
    }
    return Object.fromEntries(entries)
  }

  test.each<readonly [string, string, string, readonly string[]]>([
    ['INTEGER and SMALLINT', '1::INTEGER', '2::SMALLINT', ['INTEGER', '1', '2']],
    ['INTEGER and UINTEGER', '1::INTEGER', '4000000000::UINTEGER', ['BIGINT', '1', '4000000000']],
    ['INTEGER and DOUBLE', '1::INTEGER', '1.5::DOUBLE', ['DOUBLE', '1.0', '1.5']],
    ['BIGINT and whole DOUBLE', '9007199254740993::BIGINT', '2::DOUBLE', ['BIGINT', '9007199254740993', '2']],
    ['BIGINT and DOUBLE', '7::BIGINT', '1.5::DOUBLE', ['DOUBLE', '7.0', '1.5']],
    [
      'BIGINT and DOUBLE that have nothing in common',
      '9007199254740993::BIGINT',
      '1.5::DOUBLE',
      ['VARCHAR', '"9007199254740993"', '"1.5"'],
    ],
    ['DECIMALs', '1.25::DECIMAL(5,2)', '0.123::DECIMAL(4,3)', ['DECIMAL(6,3)', '1.25', '0.123']],
    [
      'DATE and TIMESTAMP',
      "DATE '2026-01-31'",
      "TIMESTAMP '2026-01-31 10:00:00'",
      ['TIMESTAMP', '"2026-01-31 00:00:00"', '"2026-01-31 10:00:00"'],
    ],
    ['a number and a text', '1::INTEGER', "'x'", ['VARCHAR', '"1"', '"x"']],
    [
      'nanoseconds and a moment that these have no room for',
      "TIMESTAMP_NS '2026-01-31 10:00:00.000000001'",
      "TIMESTAMP '9999-12-31 00:00:00'",
      ['VARCHAR', '"2026-01-31 10:00:00.000000001"', '"9999-12-31 00:00:00"'],
    ],
  ])('unite %s without a change of a value', async (_, a, b, expected) => {
    const { columns, rows } = await files.read(await made(`SELECT ${a} AS x`, `SELECT ${b} AS x`))
    expect([columns[0]?.slice(2), ...rows.map((row) => row.slice(5, -1))]).toEqual(expected)
  })

  test('are united by name, whatever folder they are in', async () => {
    const { columns, rows, warnings } = await files.read(
      await made('SELECT 1 AS a, 2 AS b', 'SELECT 3 AS b', 'SELECT 4 AS a, 5 AS b'),
    )
    expect(columns).toEqual(['a INTEGER', 'b INTEGER'])
    expect(rows).toEqual(['{"a":1,"b":2}', '{"a":null,"b":3}', '{"a":4,"b":5}'])
    expect(warnings).toEqual(['id=9/1.parquet has no column "a", which 2 of 3 files have: it is null there'])
  })

  test('with a column without a name are refused', async () => {
    const of = await made('SELECT 1 AS same, 2 AS b')
    const [[path, bytes] = ['', '']] = Object.entries(of)
    const nameless = withLeaf(Buffer.from(bytes), 'same', (leaf) => leaf.set(4, { type: 8, value: Buffer.alloc(0) }))
    await expect(files.read({ [path]: nameless })).rejects.toThrow('0.parquet has a column without a name')
  })

  test('of two shapes are refused, with the file that is odd', async () => {
    const two = await made('SELECT [1] AS x', 'SELECT {a: 1} AS x')
    const message = 'id=9/1.parquet has the column "x" as STRUCT(a INTEGER), which other files have as INTEGER[]'
    await expect(files.read(two)).rejects.toMatchObject({ code: 'ASSET_VALUE', message })
  })

  test('of bytes and text are refused, and bytes are read as the text that they are', async () => {
    const two = await made("SELECT 'x' AS x", "SELECT 'x'::BLOB AS x")
    const message = 'id=9/1.parquet has the column "x" as BLOB, which other files have as VARCHAR'
    await expect(files.read(two)).rejects.toMatchObject({ code: 'ASSET_VALUE', message })
    const text = await made(String.raw`SELECT unnest(['\xC3\xBC'::BLOB, '7'::BLOB, NULL]) AS x`)
    const { columns, rows } = await files.read(text, { types: { x: 'VARCHAR' } })
    expect([columns, rows]).toEqual([['x VARCHAR'], ['{"x":"ü"}', '{"x":"7"}', '{"x":null}']])
    await expect(files.read(text, { types: { x: 'INTEGER' } })).rejects.toThrow('which is no INTEGER')
    const bytes = await made(String.raw`SELECT '\xFF'::BLOB AS x`)
    const none = String.raw`the column "x" has '\xFF', which is no VARCHAR`
    await expect(files.read(bytes, { types: { x: 'VARCHAR' } })).rejects.toThrow(none)
    expect((await files.read(bytes, { types: { x: 'BLOB' } })).columns).toEqual(['x BLOB'])
    const inside = await made("SELECT ['x'::BLOB] AS x")
    await expect(files.read(inside, { types: { x: 'VARCHAR[]' } })).rejects.toThrow(
      'has bytes in the column "x", a BLOB[], which are no text of a VARCHAR[]',
    )
  })

  test('of numbers and text are told of, whichever comes first', async () => {
    for (const two of [await made("SELECT 'x' AS x", 'SELECT 1 AS x'), await made('SELECT 1 AS x', "SELECT 'x' AS x")])
      expect((await files.read(two)).warnings).toEqual([
        expect.stringMatching(/^id=9.1.parquet .*: it is read as text$/),
      ])
  })

  test('are cast to the types that are said, without a loss', async () => {
    const one = await made('SELECT 1.5::DOUBLE AS x')
    expect((await files.read(one, { types: { x: 'VARCHAR' } })).columns).toEqual(['x VARCHAR'])
    await expect(files.read(one, { types: { x: 'INTEGER' } })).rejects.toThrow(
      `the column "x" has '1.5', which is no INTEGER`,
    )
  })

  test.each([
    ["{'b': 1, 'c': 2}", 'STRUCT(b INTEGER)', 'a.c'],
    ["[{'b': {'x y': 1, 'd': 2}}]", 'STRUCT(b STRUCT("x y" INTEGER))[]', 'a[].b.d'],
    ["MAP {'k': {'b': 1, 'c': 2}}", 'MAP(VARCHAR, STRUCT(b INTEGER))', 'a.value.c'],
  ])('lose no field of %s to the type %s', async (value, type, lost) => {
    const message = `id=9/0.parquet has the field "${lost}", for which ${type} has no room`
    const of = await made(`SELECT ${value} AS a`)
    await expect(files.read(of, { types: { a: type } })).rejects.toMatchObject({ code: 'ASSET_VALUE', message })
    const wider = type.replace('INTEGER)', 'INTEGER, c INTEGER, d INTEGER)')
    expect((await files.read(of, { types: { a: wider } })).rows).toHaveLength(1)
  })

  test('with timestamps of nanoseconds keep them', async () => {
    const { rows, warnings } = await files.read(await made("SELECT TIMESTAMP_NS '2026-01-31 10:00:00.123456789' AS a"))
    expect([rows, warnings]).toEqual([['{"a":"2026-01-31 10:00:00.123456789"}'], []])
  })

  test('with durations of Arrow say of which unit their numbers are', async () => {
    // What pyarrow leaves in a file of the columns d, a duration in ns, e, a list of them in s, and f, integers.
    const schema =
      '/////wgBAAAQAAAAAAAKAAwABgAFAAgACgAAAAABBAAMAAAACAAIAAAABAAIAAAABAAAAAMAAACoAAAAPAAAAAQAAAB0////AAABAhAAAAAcAAAABAAAAAAAAAABAAAAZgAAAAgADAAIAAcACAAAAAAAAAFAAAAAqP///wAAAQwUAAAAHAAAAAQAAAABAAAAFAAAAAEAAABlAAAABAAEAAQAAADU////AAABEhAAAAAYAAAABAAAAAAAAAAEAAAAaXRlbQAAAADK////AAAAABAAFAAIAAYABwAMAAAAEAAQAAAAAAABEhAAAAAYAAAABAAAAAAAAAABAAAAZAAGAAgABgAGAAAAAAADAAAAAAA='
    const written = async (text: string) => {
      const file = join(files.folder({ 'x.txt': '' }), 'a.parquet')
      await files.run(
        `COPY (SELECT 5::BIGINT AS d, [5::BIGINT] AS e, 1 AS f) TO '${file}' (KV_METADATA {'ARROW:schema': '${text}'})`,
      )
      return files.read({ 'a.parquet': readFileSync(file) })
    }
    const { warnings, rows } = await written(schema)
    expect([rows, warnings]).toEqual([
      ['{"d":5,"e":[5],"f":1}'],
      [
        'a.parquet has the column "d" with durations: they are read as whole numbers of nanoseconds',
        'a.parquet has the column "e" with durations: they are read as whole numbers of seconds',
      ],
    ])
    for (const broken of ['', 'AA', schema.slice(0, 100), schema.replaceAll('A', '/'), `${'/'.repeat(200)}`])
      expect((await written(broken)).rows).toHaveLength(1)
  })
})
