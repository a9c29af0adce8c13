import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { filesRows } from '../../src/discover/origins/files-rows.ts'
import { packageRows } from '../../src/discover/origins/package-rows.ts'
import { tableFiles } from '../../src/discover/origins/table-files.ts'
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

  it('are those that are known, for files that have the bytes they had', async () => {
    const root = tempFolder({ 'a.md': 'a', 'b.md': 'b now', 'c.md': 'c', 'd.md': 'd' })
    const known = async function* () {
      // Of a file that is gone, one that is the same, one that was edited, and one that stands in the wrong place.
      for (const [path, content] of [
        ['Z.md', 'z'],
        ['a.md', 'a'],
        ['b.md', 'b'],
        ['d.md', 'd'],
        ['c.md', 'c'],
      ] as const)
        yield { path, sizeBytes: 1, sha256: sha(content), content: `${content} as it is kept` }
    }
    const hashes = new Map(
      [
        ['a.md', 'a'],
        ['b.md', 'b now'],
        ['c.md', 'c'],
        ['d.md', 'd'],
      ].map(([path, text]) => [path!, sha(text!)]),
    )
    const rows = await collect(
      filesRows(root, { type: 'files', glob: ['*.md'], as: 'text' }, { hashes, rows: known() }),
    )
    expect(rows.map(({ content }) => content)).toEqual(['a as it is kept', 'b now', 'c', 'd as it is kept'])
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

describe('the files of a table source', () => {
  const found = (root: string, glob: string[], read = {}) =>
    tableFiles(root, { type: 'table', glob, format: undefined, read })

  it('come in the order of their paths, with the format that their endings tell', async () => {
    const root = tempFolder({ 'd/2.csv': '', 'd/1.csv.gz': '', 'd/10.tsv': '', 'a.jsonl': '' })
    expect(await found(root, ['d/*'])).toEqual({ paths: ['d/1.csv.gz', 'd/10.tsv', 'd/2.csv'], format: 'csv' })
    expect(await found(root, ['*.jsonl'])).toEqual({ paths: ['a.jsonl'], format: 'ndjson' })
    expect(await found(root, ['*.nope'])).toBeUndefined()
  })

  it('are refused where their format cannot be told, or an option says nothing of it', async () => {
    const root = tempFolder({ 'a.csv': '', 'b.json.gz': '', 'c.dat': '' })
    const fix =
      "give { format: 'csv' }, 'json', 'ndjson', 'parquet' or 'xlsx', or narrow the glob to files of one format"
    const code = 'ASSET_OPTIONS'
    const several = 'the files are of several formats: a.csv, b.json.gz'
    await expect(found(root, ['a.csv', 'b.json.gz'])).rejects.toMatchObject({ code, message: several, fix })
    const untold = 'the ending of c.dat does not tell its format'
    await expect(found(root, ['c.dat'])).rejects.toMatchObject({ code, message: untold, fix })
    const useless = 'it has delimiter, which says nothing of json files'
    await expect(found(root, ['b.json.gz'], { delimiter: ';' })).rejects.toMatchObject({ code, message: useless })
  })
})
