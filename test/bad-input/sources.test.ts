import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProject, type Files } from '../rig/project.ts'
import { oneFile, outcomesOf } from '../run/projects.ts'
import { documentOf, failures, type Told } from './mistakes.ts'

const at = 'assets/index.ts:4'
const uneven =
  'mend the line, put a field that has the delimiter or a line break in it in quotes, or set such rows aside with { ignoreErrors: true }'
const correct =
  "correct the glob, or add the files: a name with a leading dot matches only a glob that writes the dot; if there need be none, declare empty: 'allow'"
const unread =
  'mend the file, leave it out of the glob, or say how it is written with { format } and the other read options'

const cases: readonly (readonly [string, string, Files, Told])[] = [
  [
    'a glob without a match',
    "source.files('data/*.nope', { as: 'text' })",
    {},
    { code: 'SOURCE_EMPTY', message: 'no file matches "data/*.nope" in <project>', at, fix: correct },
  ],
  [
    'a folder',
    "source.files('data', { as: 'text' })",
    { 'data/a.txt': '' },
    { code: 'SOURCE_EMPTY', message: 'no file matches "data" in <project>', at, fix: correct },
  ],
  [
    'a package that is not installed',
    "source.package('not-there', '*.txt', { as: 'text' })",
    {},
    {
      code: 'SOURCE_OBSERVE',
      message: 'the package "not-there" is not installed in <project>',
      at,
      fix: 'run `npm install not-there`, or correct the name',
    },
  ],
  [
    'a file whose ending says nothing',
    "source.table('data/a.xyz')",
    { 'data/a.xyz': 'a' },
    {
      code: 'ASSET_OPTIONS',
      message: 'the ending of data/a.xyz does not tell its format',
      at,
      fix: "give { format: 'csv' }, 'json', 'ndjson', 'parquet' or 'xlsx', or narrow the glob to files of one format",
    },
  ],
  [
    'a short row',
    "source.table('data/*.csv')",
    { 'data/a.csv': 'a,b\n1,2\n', 'data/b.csv': 'a,b\r\n1,"2\r\n3"\r\n4\r\n5,6\r\n' },
    {
      code: 'ASSET_VALUE',
      message: 'data/b.csv has 1 field in line 4, where its first line has 2',
      at: 'data/b.csv:4',
      fix: uneven,
    },
  ],
  [
    'a long row',
    "source.table('data/a.csv')",
    { 'data/a.csv': 'a;b\n1;2\n3;4;5\n' },
    {
      code: 'ASSET_VALUE',
      message: 'data/a.csv has 3 fields in line 3, where its first line has 2',
      at: 'data/a.csv:3',
      fix: uneven,
    },
  ],
  [
    'a line that ends as no other does',
    "source.table('data/a.csv')",
    { 'data/a.csv': 'a,b\r\n1,"x\ry"\n2,y\r3,z\n' },
    {
      code: 'ASSET_VALUE',
      message: 'data/a.csv has a carriage return in line 3 that is no line end as the others are',
      at: 'data/a.csv:3',
      fix: 'end every line as the others do, or put a field that has a carriage return in it in quotes',
    },
  ],
  [
    'a quote that nothing closes',
    "source.table('data/a.csv')",
    { 'data/a.csv': 'a,b\n1,"x\n2,y\n' },
    {
      code: 'ASSET_VALUE',
      message: 'data/a.csv opens a quote in line 2 that nothing closes',
      at: 'data/a.csv:2',
      fix: 'close it there; a quote inside of quotes is written twice',
    },
  ],
  [
    'a line that is very long',
    "source.table('data/a.csv')",
    { 'data/a.csv': `a,b\n1,"${'x'.repeat(4_100_000)}"\n` },
    {
      code: 'ASSET_VALUE',
      message: 'data/a.csv has a line of more than 2000000 bytes',
      at: 'data/a.csv',
      fix: 'say how long a line may be with { maxLineBytes }',
    },
  ],
  [
    'a record that is very large',
    "source.table('data/a.json')",
    { 'data/a.json': `[{"a":"${'x'.repeat(34_000_000)}"}]` },
    {
      code: 'ASSET_VALUE',
      message: 'data/a.json has a record of more than 16777216 bytes',
      at: 'data/a.json',
      fix: 'say how large a record may be with { maxObjectBytes }',
    },
  ],
  [
    'JSON that is cut',
    "source.table('data/a.json')",
    { 'data/a.json': '[{"a":1}, {' },
    {
      code: 'ASSET_VALUE',
      message: 'data/a.json cannot be read: Malformed JSON in file "<project>/data/a.json": unexpected end of data.',
      at,
      fix: unread,
    },
  ],
  [
    'a text that is called Parquet',
    "source.table('data/a.parquet')",
    { 'data/a.parquet': 'text' },
    {
      code: 'ASSET_VALUE',
      message: `data/a.parquet cannot be read: File '<project>/data/a.parquet' too small to be a Parquet file`,
      at,
      fix: unread,
    },
  ],
]

describe('a source that cannot be read', () => {
  test.each(cases)('%s', async (_, source, files, expected) => {
    await using project = await createProject({ ...oneFile(`export const a = ${source}`), ...files })
    const document = await documentOf(project, ['materialize'])
    const message = expected.message.replace('<project>', project.folder)
    expect(failures(document)).toEqual({ a: { ...expected, message } })
    expect(document.exitCode).toBe(1)
    expect((await project.assets('status')).exitCode).toBe(0)
  })

  test.each([
    [
      "source.files('data/*', { as: 'text' })",
      'data/a.csv is read as text and is no valid UTF-8',
      "save it as UTF-8, leave it out of the glob, or read bytes with { as: 'bytes' }",
    ],
    [
      "source.table('data/*.csv')",
      'data/a.csv is no valid UTF-8',
      "save it as UTF-8, or say how it is encoded with { encoding: 'latin-1' }",
    ],
  ])('%s of another encoding', async (source, message, fix) => {
    await using project = await createProject({ ...oneFile(`export const a = ${source}`), 'data/a.csv': '' })
    writeFileSync(join(project.folder, 'data', 'a.csv'), Buffer.from('a,b\n1,caf\xe9\n', 'latin1'))
    const document = await documentOf(project, ['materialize'])
    expect(failures(document).a).toEqual({ code: 'ASSET_VALUE', message, at: 'data/a.csv', fix })
  })

  test('keeps its last rows, and is read again once it is mended', async () => {
    const table = oneFile("export const a = source.table('data/a.csv')")
    await using project = await createProject({ ...table, 'data/a.csv': 'n\n1\n' })
    await project.assets('materialize')
    project.edit({ 'data/a.csv': 'n\n1,2\n' })
    expect((await documentOf(project, ['materialize'])).exitCode).toBe(1)
    expect((await project.assets('show', 'a', '--format', 'jsonl')).stdout).toBe('{"n":"1"}\n')
    project.edit({ 'data/a.csv': 'n\n3\n' })
    expect(outcomesOf(await documentOf(project, ['materialize']))).toEqual({ a: 'observed' })
    expect((await project.assets('show', 'a', '--format', 'jsonl')).stdout).toBe('{"n":"3"}\n')
  })
})

describe('CSV that is read', () => {
  test.each([
    ['with a byte order mark and Windows line ends', '\ufeffa,b\r\n1,x\r\n', { a: '1', b: 'x' }],
    ['with semicolons and a comma in a name', '"a,b";c\n1;2\n', { 'a,b': '1', c: '2' }],
    ['with a line break in quotes', 'a,b\n1,"x\ny"\n', { a: '1', b: 'x\ny' }],
    ['with nothing but text', 'first,last\nAda,Lovelace\n', { first: 'Ada', last: 'Lovelace' }],
  ])('%s', async (_, text, row) => {
    await using project = await createProject({
      ...oneFile("export const a = source.table('data/a.csv')"),
      'data/a.csv': text,
    })
    expect((await documentOf(project, ['materialize'])).exitCode).toBe(0)
    const { stdout } = await project.assets('show', 'a', '--format', 'jsonl')
    const found = Object.entries(JSON.parse(stdout)).map(([name, value]) => [name, String(value)])
    expect(Object.fromEntries(found)).toEqual(row)
  })
})

test('a file whose name is no UTF-8 is told with its path', async () => {
  await using project = await createProject({
    ...oneFile("export const a = source.files('data/*.txt', { as: 'text' })"),
    'data/b.txt': 'b',
  })
  writeFileSync(Buffer.from(`${project.folder}/data/caf\xe9.txt`, 'latin1'), 'c')
  expect(failures(await documentOf(project, ['materialize'])).a).toEqual({
    code: 'SOURCE_OBSERVE',
    message: 'the name of the file data/caf\uFFFD.txt is no UTF-8, so that nothing can be read by it',
    at,
    fix: 'give it another name, or leave it out of the glob',
  })
})

describe('what observe gives', () => {
  test.each([
    ['NaN', 'NaN'],
    ['undefined', 'undefined'],
    ['{ v: 1 }', '{ v: 1 }'],
    ['new Date(Number.NaN)', 'Invalid Date'],
    ['Object.create(null)', '[Object: null prototype] {}'],
  ])('%s is no version', async (value, shown) => {
    await using project = await createProject(
      oneFile(`export const a = source({ observe: () => (${value}) }, () => [{ n: 1 }])`),
    )
    const document = await documentOf(project, ['materialize'])
    expect(failures(document).a).toEqual({
      code: 'SOURCE_OBSERVE',
      message: `observe of a returned ${shown}, which is no version`,
      at,
      fix: 'return a string, number, bigint, valid Date or Uint8Array that changes when the data does',
    })
  })

  test.each([
    ["() => { throw new Error('offline') }", 'Error: offline'],
    ["async () => { throw 'offline' }", "threw 'offline'"],
    ['() => new Promise(() => {})', 'it waits for a promise that nothing is left to settle'],
    ['() => process.exit(0)', 'it called process.exit(0), which would end the whole run'],
  ])('where it is %s it is the source that fails, and nothing else', async (observe, message) => {
    await using project = await createProject(
      oneFile(
        `export const a = source({ observe: ${observe} }, () => [{ n: 1 }])`,
        'export const below = asset(({ a }) => a)',
        'export const other = asset(() => [{ n: 1 }])',
      ),
    )
    const document = await documentOf(project, ['materialize'])
    expect(outcomesOf(document)).toEqual({ a: 'failed', below: 'blocked', other: 'ran' })
    expect(failures(document).a).toMatchObject({ code: 'ASSET_FAILED', message })
  })
})
