import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Connection, duck } from '../../src/table/engine/bindings.ts'
import { openEngine, withConnection } from '../../src/table/engine/open.ts'
import { thrift } from '../../src/table/engine/thrift.ts'
import { createProject } from '../rig/project.ts'
import { oneFile, outcomesOf } from '../run/projects.ts'
import { corpus, type Files } from './corpus.ts'
import { withChecksums, withLeaf } from './footer.ts'

const files = corpus()

async function parquet(select: string, more: string): Promise<Buffer> {
  const file = join(files.folder({ 'x.txt': '' }), 'a.parquet')
  await files.run(`COPY (${select}) TO '${file}' (FORMAT parquet, ${more})`)
  return readFileSync(file)
}
const rows =
  "SELECT i AS id, 'name ' || (i % 5) AS name, [i] AS list, (i / 3)::DECIMAL(9,2) AS price FROM range(40) t(i)"

/** Each breaks another part of a file: the marks at its ends, the footer, the schema, a page's header, a page's contents. */
const damages: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  empty: () => Buffer.alloc(0),
  'cut in the middle': (bytes) => bytes.subarray(0, bytes.length >> 1),
  'without its last byte': (bytes) => bytes.subarray(0, -1),
  'of another format': () => Buffer.from('id,name\n1,x\n'),
  'whose footer is longer than the file': (bytes) => changed(bytes, bytes.length - 8, [0xff, 0xff, 0xff, 0x7f]),
  'whose footer is empty': (bytes) => changed(bytes, bytes.length - 8, [0, 0, 0, 0]),
  'whose footer is no Thrift': (bytes) =>
    changed(bytes, bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8), [0xff]),
  'with a negative number of columns': (bytes) => changed(bytes, bytes.indexOf('duckdb_schema') + 14, [0x01]),
  'whose page has no header': (bytes) => changed(bytes, 4, [0xff, 0xff, 0xff]),
  'whose page is said to be huge': (bytes) => changed(bytes, 7, [0xff, 0xff, 0xff, 0x7f]),
  'whose pages are zeros': (bytes) => changed(bytes, 20, new Array(400).fill(0)),
  'whose pages are ones': (bytes) => changed(bytes, 20, new Array(400).fill(0xff)),
}

function changed(bytes: Buffer, at: number, by: readonly number[]): Buffer {
  const copy = Buffer.from(bytes)
  copy.set(by, at)
  return copy
}

/** One that ends the instance of DuckDB which reads it: the number of lengths, in their own encoding, is eight bytes of ones. */
async function fatal(): Promise<Buffer> {
  const bytes = await parquet(
    "SELECT 'text ' || i AS s FROM range(40) t(i)",
    'PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 0, COMPRESSION uncompressed',
  )
  return changed(bytes, bytes.indexOf(Buffer.from([0x80, 0x10, 0x08, 0x28])) + 3, new Array(8).fill(0xff))
}

describe('a Parquet file', () => {
  test('with checksums is read, and refused where a page is not what its checksum says', async () => {
    for (const compression of ['uncompressed', 'snappy', 'zstd']) {
      const made = await parquet('SELECT i AS id FROM range(5000) t(i)', `COMPRESSION ${compression}`)
      // The header of a page with long statistics, too.
      const bytes = withChecksums(made, compression === 'zstd' ? 100_000 : 0)
      expect((await files.read({ 'a.parquet': bytes })).rows).toHaveLength(5000)
      const middle = bytes.length - bytes.readUInt32LE(bytes.length - 8) - 200
      const other = changed(bytes, middle, [(bytes[middle] as number) ^ 0x10])
      await expect(files.read({ 'a.parquet': other })).rejects.toMatchObject({
        code: 'ASSET_VALUE',
        message: 'a.parquet has a page of the column "id" whose bytes are not what its checksum says',
      })
    }
  })

  test('with two fields of a struct that DuckDB takes for one is refused: it would rename the second', async () => {
    const bytes = await parquet("SELECT {'a': 1, 'b': {'c': 2, 'd': 3}} AS s", 'COMPRESSION zstd')
    const renamed = withLeaf(bytes, 'd', (leaf) => leaf.set(4, { type: thrift.binary, value: Buffer.from('C') }))
    await expect(files.read({ 'a.parquet': renamed })).rejects.toMatchObject({
      message: 'a.parquet has in the column "s" the fields "c" and "C", which differ only by case',
    })
  })

  test.each(Object.keys(damages))('%s is refused, and the next one is read', async (name) => {
    for (const compression of ['uncompressed', 'zstd']) {
      const bytes = await parquet(rows, `COMPRESSION ${compression}`)
      const damaged: Files = { 'a.parquet': damages[name]?.(bytes) ?? bytes }
      await expect(files.read(damaged)).rejects.toThrow(/Error/)
      expect((await files.read({ 'a.parquet': bytes })).rows).toHaveLength(40)
    }
  })

  test('of which any bytes are others is read or refused, and the next one is read', async () => {
    const seed = Number(process.env.FUZZ_SEED ?? 1)
    const cases = 150 * Number(process.env.FUZZ_TIMES ?? 1)
    const bytes = await parquet(rows, 'COMPRESSION uncompressed')
    let state = seed
    const draw = (most: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      return (state >>> 8) % most
    }
    for (let count = 0; count < cases; count++) {
      const some = Array.from({ length: 1 + draw(3) }, () => draw(256))
      const damaged = changed(bytes, draw(bytes.length - 3), some)
      await files.read({ 'a.parquet': damaged }).catch((error) => {
        expect(String(error), `seed ${seed}, case ${count}`).not.toMatch(/invalidated|FATAL/)
      })
    }
    expect((await files.read({ 'a.parquet': bytes })).rows).toHaveLength(40)
  })
})

test('a file that ends the database which reads it takes down no other source', async () => {
  // So many that one of them often ends a database in which another is looked at.
  const sources = Array.from({ length: 24 }, (_, index) => (index % 2 === 0 ? 'bad' : 'good'))
  await using project = await createProject(
    oneFile(
      ...sources.map((name, index) => `export const ${name}_${index} = source.table('${name}.parquet')`),
      "export const all_bad = source.table('*.parquet')",
      'export const of_good = asset(({ good_1 }) => good_1)',
      'export const made = asset(() => [{ a: 1 }])',
    ),
  )
  const bad = await fatal()
  using own = await openEngine({ tempFolder: join(project.folder, 'spill') })
  writeFileSync(join(project.folder, 'bad.parquet'), bad)
  writeFileSync(join(project.folder, 'good.parquet'), await parquet('SELECT 1 AS s', 'COMPRESSION zstd'))
  // The premise: where DuckDB learns to live with it, another file is needed here.
  const read = (connection: Connection) =>
    duck.query(connection, `CREATE TABLE t AS FROM '${join(project.folder, 'bad.parquet')}'`)
  await expect(withConnection(own, read)).rejects.toThrow(/INTERNAL/)
  expect(await own.isDead()).toBe(true)
  const document = await project.json('materialize', '--concurrency', '12')
  const outcomes = Object.entries(outcomesOf(document))
  expect(outcomes.filter(([name]) => name.includes('bad')).map(([, outcome]) => outcome)).toEqual(
    new Array(13).fill('failed'),
  )
  expect(new Set(outcomes.filter(([name]) => !name.includes('bad')).map(([, outcome]) => outcome))).toEqual(
    new Set(['observed', 'ran']),
  )
  for (const { error } of document.steps.filter(({ error }: { error?: object }) => error !== undefined)) {
    expect(error).toMatchObject({
      code: 'ASSET_VALUE',
      message: expect.stringContaining('bad.parquet cannot be read: Requested allocation'),
    })
  }
})

test('one bad file fails its own source, named with a cure, and nothing else of the run', async () => {
  await using project = await createProject(
    oneFile(
      "export const first = source.table('good.parquet')",
      "export const bad = source.table('bad.parquet')",
      "export const mixed = source.table('{good,worse}.parquet')",
      "export const packed = source.table('packed.csv.gz')",
      'export const of_bad = asset(({ bad }) => bad)',
      'export const of_first = asset(({ first }) => first.pick("id"))',
      "export const last = source.table('good.parquet', { types: { id: 'VARCHAR' } })",
    ),
  )
  const bytes = await parquet(rows, 'COMPRESSION uncompressed')
  const put = (name: string, content: Uint8Array) => writeFileSync(join(project.folder, name), content)
  put('good.parquet', bytes)
  put('bad.parquet', damages['whose pages are ones']?.(bytes) as Buffer)
  put('worse.parquet', damages['with a negative number of columns']?.(bytes) as Buffer)
  put('packed.csv.gz', Buffer.from('no gzip at all'))
  const document = await project.json('materialize')
  expect(outcomesOf(document)).toEqual({
    ...{ first: 'observed', of_first: 'ran', last: 'observed' },
    ...{ bad: 'failed', mixed: 'failed', packed: 'failed', of_bad: 'blocked' },
  })
  const errors = Object.fromEntries(
    document.steps.map(({ asset, error }: { asset: string; error?: object }) => [asset, error]),
  )
  const fix = expect.stringContaining('mend the file, leave it out of the glob')
  const told = (path: string) => ({
    code: 'ASSET_VALUE',
    message: expect.stringContaining(`${path} cannot be read: `),
    fix,
  })
  expect(errors.bad).toMatchObject({ ...told('bad.parquet'), facts: { files: ['bad.parquet'] } })
  expect(errors.mixed).toMatchObject({ ...told('worse.parquet'), facts: { files: ['worse.parquet'] } })
  expect(errors.packed).toMatchObject({
    ...{
      code: 'ASSET_VALUE',
      message: 'packed.csv.gz cannot be unpacked: incorrect header check',
      at: 'packed.csv.gz',
    },
    fix: 'pack it again, or take the .gz or .zst off its name where it is not packed',
  })
})
