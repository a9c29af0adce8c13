import { createHash } from 'node:crypto'
import { DuckDBInstance } from '@duckdb/node-api'
import { describe, expect, it } from 'vitest'
import { sqlParts } from '../../src/define/sql.ts'
import { filesRows } from '../../src/discover/origins/files-rows.ts'
import { packageRows } from '../../src/discover/origins/package-rows.ts'
import { tableStatement } from '../../src/discover/origins/table-statement.ts'
import { tempFolder } from './temp-project.ts'

const sha = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const latin1 = Uint8Array.from([0x66, 0xfc, 0x72])

async function collect<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const all: Row[] = []
  for await (const row of rows) all.push(row)
  return all
}

describe('rows of files', () => {
  it('have the path, the size, the hash and the text, in the order of the paths', async () => {
    const root = tempFolder({ 'b.md': 'zwei 🎈', 'a.md': 'eins', 'sub/c.md': '\uFEFFmarked' })
    const rows = await collect(filesRows(root, { type: 'files', glob: ['**/*.md'], as: 'text' }))
    expect(rows).toEqual([
      { path: 'a.md', sizeBytes: 4, sha256: sha('eins'), content: 'eins' },
      { path: 'b.md', sizeBytes: 9, sha256: sha('zwei 🎈'), content: 'zwei 🎈' },
      { path: 'sub/c.md', sizeBytes: 9, sha256: sha('\uFEFFmarked'), content: 'marked' },
    ])
  })

  it('have the bytes where bytes are asked for', async () => {
    const root = tempFolder({ 'a.bin': latin1 })
    const [row] = await collect(filesRows(root, { type: 'files', glob: ['*.bin'], as: 'bytes' }))
    expect(row).toMatchObject({ sizeBytes: 3, sha256: sha(latin1) })
    expect([...(row!.content as Uint8Array)]).toEqual([...latin1])
  })

  it('refuse text that is no UTF-8, naming the file, rather than replace letters in silence', async () => {
    const root = tempFolder({ 'a.md': 'fine', 'sub/b.md': latin1 })
    const rows = filesRows(root, { type: 'files', glob: ['**/*.md'], as: 'text' })
    expect((await rows.next()).value.content).toBe('fine')
    await expect(rows.next()).rejects.toMatchObject({
      code: 'ASSET_VALUE',
      at: 'sub/b.md',
      message: 'sub/b.md is read as text and is no valid UTF-8',
      fix: "save it as UTF-8, leave it out of the glob, or read bytes with { as: 'bytes' }",
    })
  })

  it('are read one at a time', async () => {
    const root = tempFolder({ 'a.md': 'a', 'b.md': 'b' })
    const rows = filesRows(root, { type: 'files', glob: ['*.md'], as: 'text' })
    await rows.next()
    expect((await rows.return(undefined)).done).toBe(true)
  })

  it('of a package have paths relative to it, and leave out what is installed inside of it', async () => {
    const root = tempFolder({
      'node_modules/texts/package.json': '{"version":"1.0.0"}',
      'node_modules/texts/data/a.txt': 'a',
      'node_modules/texts/node_modules/deep/b.txt': 'b',
    })
    const rows = packageRows(root, { type: 'package', name: 'texts', glob: ['**/*.txt'], as: 'text' })
    expect((await collect(rows)).map(({ path, content }) => `${path} ${content}`)).toEqual(['data/a.txt a'])
  })
})

describe('the statement of a table source', () => {
  async function rows(root: string, glob: string[], format?: 'csv' | 'json' | 'ndjson' | 'parquet') {
    const statement = await tableStatement(root, { type: 'table', glob, format, schema: undefined })
    const text = statement?.[sqlParts].map((part) => (part.kind === 'text' ? part.text : '?')).join('')
    const connection = await (await DuckDBInstance.create()).connect()
    return (await connection.runAndReadAll(text as string)).getRowObjectsJson()
  }

  it('reads csv files in the order of their paths, with columns by name', async () => {
    const root = tempFolder({ 'd/2.csv': 'n,b\n3,x\n', 'd/1.csv': 'b,n\ny,2\nz,1\n', 'd/10.csv': 'n\n9\n' })
    expect(await rows(root, ['d/*.csv'])).toEqual([
      { b: 'y', n: '2' },
      { b: 'z', n: '1' },
      { b: null, n: '9' },
      { b: 'x', n: '3' },
    ])
  })

  it('takes the type of a column from all of its rows', async () => {
    const lines = ['n', ...Array.from({ length: 30_000 }, (_, i) => String(i)), 'not a number']
    const root = tempFolder({ 'a.csv': `${lines.join('\n')}\n` })
    expect((await rows(root, ['a.csv'])).at(-1)).toEqual({ n: 'not a number' })
  })

  it('reads json, ndjson and files whose names are full of marks', async () => {
    const root = tempFolder({
      'a.json': '[{"n": 1}, {"n": 2}]',
      'b.jsonl': '{"n": 3}\n{"n": 4}\n',
      "odd/it's [x]*?.csv": 'n\n5\n',
      'odd/its x.csv': 'n\n6\n',
      'plain.txt': '{"n": 7}\n',
    })
    expect(await rows(root, ['a.json'])).toEqual([{ n: '1' }, { n: '2' }])
    expect(await rows(root, ['b.jsonl'])).toEqual([{ n: '3' }, { n: '4' }])
    expect(await rows(root, ['odd/it*[[]*.csv'])).toEqual([{ n: '5' }])
    expect(await rows(root, ['plain.txt'], 'ndjson')).toEqual([{ n: '7' }])
  })

  it('reads parquet files', async () => {
    const root = tempFolder()
    const connection = await (await DuckDBInstance.create()).connect()
    await connection.run(`copy (select 1 as n) to '${root}/a.parquet'; copy (select 2 as n) to '${root}/b.parquet'`)
    expect(await rows(root, ['*.parquet'])).toEqual([{ n: 1 }, { n: 2 }])
  })

  it('refuses files whose format it cannot tell', async () => {
    const root = tempFolder({ 'a.csv': '', 'b.json.gz': '', 'c.xlsx': '' })
    const fix = "give { format: 'csv' }, 'json', 'ndjson' or 'parquet', or narrow the glob to files of one format"
    await expect(rows(root, ['a.csv', 'b.json.gz'])).rejects.toMatchObject({
      code: 'ASSET_OPTIONS',
      message: 'the files are of several formats: a.csv, b.json.gz',
      fix,
    })
    await expect(rows(root, ['c.xlsx'])).rejects.toMatchObject({
      code: 'ASSET_OPTIONS',
      message: 'the ending of c.xlsx does not tell its format',
      fix,
    })
  })
})
