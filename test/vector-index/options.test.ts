import { expect, test } from 'vitest'
import { optionalPackage } from '../../src/integrations/vector-index/optional-package.ts'
import {
  lanceIndex,
  postgresIndex,
  search,
  sqliteIndex,
  syncIndex,
  vectorIndex,
} from '../../src/integrations/vector-index/vector-index.ts'

const file = 'never-made.sqlite'
const wrong: readonly (readonly [string, () => unknown, string, string])[] = [
  [
    'no dimensions',
    () => sqliteIndex({ file, dimensions: 0 }),
    'has a wrong `dimensions`',
    'give the length of its vectors, a whole number of at least 1',
  ],
  [
    'an unknown metric',
    () => sqliteIndex({ file, dimensions: 1, metric: 'dot' as never }),
    'has a wrong `metric`',
    "give 'cosine' or 'euclidean'",
  ],
  [
    'an unknown stemming',
    () => sqliteIndex({ file, dimensions: 1, stemming: 'klingon' as never }),
    'has a wrong `stemming`',
    "give 'none' or 'english'",
  ],
  [
    'a column that every index has',
    () => sqliteIndex({ file, dimensions: 1, metadata: { Text: 'text' } }),
    'has a column named Text, which every index has',
    'give it another name',
  ],
  [
    'columns that differ by case alone',
    () => sqliteIndex({ file, dimensions: 1, metadata: { year: 'number', Year: 'number' } }),
    'has two columns named Year, but for their case',
    'give one another name',
  ],
  [
    'a column with signs in its name',
    () => sqliteIndex({ file, dimensions: 1, metadata: { 'a"b': 'text' } }),
    'has a column named "a\\"b"',
    'name it with letters, digits and _, a letter first',
  ],
  [
    'an unknown type',
    () => sqliteIndex({ file, dimensions: 1, metadata: { year: 'integer' as never } }),
    'has a wrong type for year',
    "give 'text', 'number' or 'boolean'",
  ],
  [
    'a share that is none',
    () => vectorIndex({ index: sqliteIndex({ file, dimensions: 1 }), maxRemoved: '120%' }),
    'has a wrong `maxRemoved`',
    "give a number of rows, or a share of them from '0%' to '100%'",
  ],
  [
    'no file',
    () => sqliteIndex({ file: '', dimensions: 1 }),
    'has no `file`',
    "give the path of a file: file: 'speeches.sqlite'",
  ],
  [
    'no connection',
    () => postgresIndex({ connection: '', table: 'speeches', dimensions: 1 }),
    'has no `connection`',
    "give a connection string, the name of a variable such as 'DATABASE_URL', or a pool of pg",
  ],
  [
    'a table that is SQL',
    () => postgresIndex({ connection: 'postgres://h', table: 'a; drop table b', dimensions: 1 }),
    'has a wrong `table`',
    'name it with small letters, digits and _, a letter first, at most 40 of them',
  ],
  [
    'an option of SQLite that there is not',
    () => sqliteIndex({ file, dimensions: 1, metdata: {} } as never),
    'has an unknown option "metdata"',
    'remove it, or use one of file, dimensions, metric, metadata, stemming',
  ],
  [
    'an option of PostgreSQL that there is not',
    () => postgresIndex({ connection: 'postgres://h', table: 'speeches', dimensions: 1, uri: 'x' } as never),
    'has an unknown option "uri"',
    'remove it, or use one of connection, table, hnsw, dimensions, metric, metadata, stemming',
  ],
  [
    'an option of LanceDB that there is not',
    () => lanceIndex({ uri: 'x', table: 'speeches', dimensions: 1, hnsw: {} } as never),
    'has an unknown option "hnsw"',
    'remove it, or use one of uri, table, dimensions, metric, metadata, stemming',
  ],
  [
    'a misspelt limit',
    () => vectorIndex({ index: sqliteIndex({ file, dimensions: 1 }), maxRemovd: '1%' } as never),
    'has an unknown option "maxRemovd"',
    'remove it, or use one of index, embed, maxRemoved',
  ],
  [
    'no index',
    () => vectorIndex({} as never),
    'has no `index`',
    "give one: index: sqliteIndex({ file: '…', dimensions: 384 })",
  ],
  [
    'links that pgvector does not take',
    () => postgresIndex({ connection: 'postgres://h', table: 'speeches', dimensions: 1, hnsw: { m: 1 } }),
    'has a wrong `hnsw.m`',
    'give a whole number from 2 to 100',
  ],
  [
    'fewer looked at than are linked',
    () => postgresIndex({ connection: 'postgres://h', table: 'speeches', dimensions: 1, hnsw: { m: 40 } }),
    'has a wrong `hnsw.efConstruction`',
    'give a whole number from 80 to 1000',
  ],
  [
    'a setting of the approximate search that there is not',
    () => postgresIndex({ connection: 'postgres://h', table: 'speeches', dimensions: 1, hnsw: { ef: 40 } as never }),
    'has an unknown option "ef"',
    'remove it, or use one of m, efConstruction',
  ],
  [
    'no uri',
    () => lanceIndex({ uri: '', table: 'speeches', dimensions: 1 }),
    'has no `uri`',
    "give a folder, or such as 's3://bucket/path'",
  ],
]

test.each(wrong)('%s is told where the index is declared', (_, declare, message, fix) => {
  expect(declare).toThrow(
    expect.objectContaining({ code: 'PROJECT_INVALID', message: `the vector index ${message}`, fix }),
  )
})

test('a search and a sync refuse what they do not know before they look for the index', async () => {
  const index = sqliteIndex({ file, dimensions: 1 })
  const unknown = (name: string) => ({
    code: 'PROJECT_INVALID',
    message: `the vector index has an unknown option "${name}"`,
  })
  await expect(search(index, { text: 'x', limit: 3 } as never)).rejects.toMatchObject(unknown('limit'))
  await expect(syncIndex(index, [], { kye: 'x' } as never)).rejects.toMatchObject(unknown('kye'))
})

test('a package that is not installed is told when the index is used', async () => {
  await expect(optionalPackage('a-package-that-is-not-there', 'LanceDB')).rejects.toMatchObject({
    code: 'INDEX_UNAVAILABLE',
    message: 'a vector index in LanceDB needs the package a-package-that-is-not-there, which is not installed',
    fix: 'run npm install a-package-that-is-not-there',
  })
})
