import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { corpus, type Files } from './corpus.ts'

const files = corpus()

const nested = (depth: number, open: string, close: string) => `[{"a":${open.repeat(depth)}1${close.repeat(depth)}}]`

describe('a name with a NUL character', () => {
  test.each<readonly [string, Files]>([
    ['of a column of CSV', { 'a.csv': 'a\0b,c\n1,2\n' }],
    ['of a key of JSON', { 'a.json': '[{"a\\u0000b":1}]' }],
    ['of a key inside of a record', { 'a.json': '[{"o":[{"a\\u0000b":1}]}]' }],
  ])('%s is refused as what it is', async (_, content) => {
    await expect(files.read(content)).rejects.toMatchObject({
      code: 'ASSET_VALUE',
      message: `${Object.keys(content)[0]} has the name "a\\u0000b" for a column or field, with a NUL character in it`,
    })
  })

  test('of a column of Parquet is refused as what it is', async () => {
    const folder = files.folder({ 'other.txt': '' })
    await files.run(`COPY (SELECT 1 AS a_b) TO '${join(folder, 'plain.parquet')}'`)
    const bytes = readFileSync(join(folder, 'plain.parquet'))
    const parquet = Buffer.from(bytes.toString('latin1').replaceAll('a_b', 'a\0b'), 'latin1')
    await expect(files.read({ 'a.parquet': parquet })).rejects.toMatchObject({
      message: 'a.parquet has the name "a\\u0000b" for a column or field, with a NUL character in it',
    })
  })

  test('that is a key of a dictionary is a value like any other', async () => {
    const entries = Array.from({ length: 300 }, (_, n) => `"k\\u0000${n}":${n}`)
    const { columns } = await files.read({ 'a.json': `[{"of":{${entries.join()}}}]` })
    expect(columns).toEqual(['of MAP(VARCHAR, BIGINT)'])
  })
})

describe('values of JSON that are nested', () => {
  test.each([
    ['lists', '[', ']'],
    ['objects', '{"a":', '}'],
  ])('are read up to a depth of a hundred, and refused as what they are below: %s', async (_, open, close) => {
    expect((await files.read({ 'a.json': nested(100, open, close) })).rows).toHaveLength(1)
    for (const depth of [101, 5000])
      await expect(files.read({ 'a.json': nested(depth, open, close) })).rejects.toMatchObject({
        code: 'ASSET_VALUE',
        message: 'a.json has values that are nested more than 100 deep',
      })
  })
})

test('a CSV file of some hundred columns has of each its own type', async () => {
  const kinds = [
    ['BIGINT', '7'],
    ['VARCHAR', '007'],
    ['DOUBLE', '1.5'],
    ['DATE', '2026-01-31'],
    ['BOOLEAN', 'true'],
    ['VARCHAR', ''],
  ] as const
  const columns = Array.from({ length: 250 }, (_, at) => kinds[at % kinds.length] as (typeof kinds)[number])
  const names = columns.map((_, at) => `c${at}`)
  const read = await files.read({ 'a.csv': `${names.join()}\n${columns.map(([, value]) => value).join()}\n` })
  expect(read.columns).toEqual(columns.map(([type], at) => `c${at} ${type}`))
})

test('a name with characters that nobody sees is told of, and one of joined letters is not', async () => {
  const told = (name: string) =>
    `a.csv has a column that is called "${name}", with characters that nobody sees: take them out of its name`
  const header = [
    'id\u200b',
    '\u200f\ufeffname',
    '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645',
    'plain name',
  ].join()
  const { columns, warnings } = await files.read({ 'a.csv': `${header}\n1,2,3,4\n` })
  expect(columns).toHaveLength(4)
  expect(warnings).toEqual([told('id\\u200b'), told('\\u200f\\ufeffname')])
})
