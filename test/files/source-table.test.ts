import { createHash } from 'node:crypto'
import { chmodSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { duck } from '../../src/table/engine/bindings.ts'
import { openEngine, withConnection } from '../../src/table/engine/open.ts'
import { rowsOf } from '../../src/table/files/rows-of.ts'
import { createProject, type Document, type Files, type Project, repository } from '../rig/project.ts'
import { oneFile, outcomesOf } from '../run/projects.ts'

const index = (...lines: readonly string[]) => ({
  'assets/index.ts': `import { z } from 'zod'\n${oneFile(...lines)['assets/index.ts']}`,
})

async function projectWithZod(files: Files): Promise<Project> {
  const project = await createProject(files)
  symlinkSync(join(repository, 'node_modules', 'zod'), join(project.folder, 'node_modules', 'zod'), 'dir')
  return project
}

const shown = async (project: Project, asset: string) =>
  (await project.assets('show', asset, '--format', 'jsonl')).stdout.trim().split('\n')
const typesOf = async (project: Project, asset: string) =>
  (await project.json('show', asset, '--schema')).columns.map(
    ({ name, type }: { name: string; type: string }) => `${name} ${type}`,
  )

describe('the schema of a table source', () => {
  test('says what the reader gives, and judges every row', async () => {
    await using project = await projectWithZod({
      ...index(
        'const one = z.object({ zip: z.string(), n: z.number(), big: z.bigint(), on: z.boolean(), note: z.string().optional() })',
        "export const declared = source.table('declared.csv', { schema: one })",
        "export const sorted = source.table('sorted.csv', { schema: z.object({ id: z.string(), n: z.number() }), onInvalid: 'quarantine', maxInvalid: 2 })",
        'export const rejected = asset(({ sorted }) => sorted.rejected())',
        "export const refused = source.table('sorted.csv', { schema: z.object({ id: z.string(), n: z.number() }) })",
        "export const too_many = source.table('sorted.csv', { schema: z.object({ id: z.string(), n: z.number() }), onInvalid: 'drop', maxInvalid: 1 })",
        "export const strict = source.table('declared.csv', { schema: one.extend({ zip: z.string().trim() }), strict: true })",
        "export const records = source.table('records.json', { schema: z.object({ id: z.string(), n: z.number() }), onInvalid: 'drop' })",
        "export const empty = source.table('empty.csv', { schema: one, empty: 'allow' })",
      ),
      'declared.csv': 'zip,n,big,on,note\n00501,1.50,1234567890123456789,true,\n 02134,7,-1,FALSE,""\n',
      'sorted.csv': 'id,n\n001,1\n002,x\n003,9007199254740993\n004,4\n',
      'records.json': '[{"id":12345678901234567890,"n":1},{"id":"x","n":9007199254740993}]',
      'empty.csv': '',
    })
    const document = await project.json('materialize')
    const { refused, too_many, strict, ...rest } = outcomesOf(document)
    expect([refused, too_many, strict]).toEqual(['failed', 'failed', 'failed'])
    expect(new Set(Object.values(rest))).toEqual(new Set(['observed', 'ran']))
    expect(await shown(project, 'declared')).toEqual([
      '{"zip":"00501","n":1.5,"big":"1234567890123456789","on":true,"note":null}',
      '{"zip":" 02134","n":7,"big":"-1","on":false,"note":""}',
    ])
    expect(await shown(project, 'sorted')).toEqual(['{"id":"001","n":1}', '{"id":"004","n":4}'])
    expect(await shown(project, 'rejected').then((rows) => rows.map((row) => JSON.parse(row).record))).toEqual([
      '{"id":"002","n":"x"}',
      '{"id":"003","n":"9007199254740993"}',
    ])
    expect(await shown(project, 'records')).toEqual(['{"id":"12345678901234567890","n":1}'])
    expect(await typesOf(project, 'empty')).toHaveLength(5)
    const messages = Object.fromEntries(
      document.steps.map((step: { asset: string; error?: { message: string } }) => [step.asset, step.error?.message]),
    )
    expect(messages.refused).toContain('row 2 of refused is refused by its schema: n: ')
    expect(messages.too_many).toContain('refuses 2 of the first 3 rows of too_many, and maxInvalid allows 1')
    expect(messages.strict).toContain("the schema changes it from ' 02134' to '02134'")
  })
})

describe('files of a table source', () => {
  test('are read again where a late value is of another type, and lines end in two ways', async () => {
    const late = ['n', ...Array.from({ length: 30_000 }, (_, index) => String(index)), '007']
    await using project = await projectWithZod({
      ...index(
        "export const late = source.table('late.csv')",
        "export const mixed = source.table('mixed.csv')",
        "export const told = source.table('late.csv', { sampleSize: 10 })",
        "export const nulls = source.table('nulls.csv')",
        "export const latin = source.table('latin.csv', { encoding: 'latin-1' })",
        "export const utf16 = source.table('utf16.csv', { encoding: 'utf-16' })",
        "export const sheet = source.table('a.xlsx')",
      ),
      'late.csv': `${late.join('\n')}\n`,
      'mixed.csv': 'a,b\r\n1,x\n2,"y\r\nz"\n',
      'nulls.csv': 'a,b\n1,\n',
      'a.xlsx': '',
    })
    writeFileSync(join(project.folder, 'latin.csv'), Buffer.from('a\ncaf\xe9\n', 'latin1'))
    writeFileSync(join(project.folder, 'utf16.csv'), Buffer.from('\ufeffé,b\nü,1\n', 'utf16le'))
    const document = await project.json('materialize')
    expect(outcomesOf(document)).toEqual({
      ...{ late: 'observed', mixed: 'observed', told: 'failed', nulls: 'observed' },
      ...{ latin: 'observed', utf16: 'observed', sheet: 'failed' },
    })
    const errors = Object.fromEntries(
      document.steps.map((step: { asset: string; error?: object }) => [step.asset, step.error]),
    )
    expect(errors.told).toMatchObject({
      code: 'ASSET_VALUE',
      message: `late.csv: behind the first 10 rows the column "n" has '007', which is no BIGINT`,
    })
    expect(errors.sheet).toMatchObject({ message: 'a.xlsx is empty, and no workbook', at: 'a.xlsx' })
    expect(await typesOf(project, 'late')).toEqual(['n VARCHAR'])
    expect(await shown(project, 'mixed')).toEqual(
      ['{"a":1,"b":"x"}', '{"a":2,"b":"y\\r\\nz"}'].map((row) => row.replace(/"a":(\d)/, '"a":"$1"')),
    )
    expect(await typesOf(project, 'nulls')).toEqual([expect.stringMatching(/^a /), 'b VARCHAR'])
    expect(await shown(project, 'latin')).toEqual(['{"a":"café"}'])
    expect((await shown(project, 'utf16'))[0]).toContain('"é":"ü"')
  })

  test('that cannot be read whole set rows aside, with what was wrong', async () => {
    await using project = await projectWithZod({
      ...index(
        "export const lines = source.table('lines.csv', { ignoreErrors: true, types: { n: 'DECIMAL(10,2)' } })",
        'export const rejected = asset(({ lines }) => lines.rejected())',
      ),
      'lines.csv': 'id,n\na,1.25\nb\nc,2,3\nd,x\ne,1.239\nf,4\n',
    })
    expect(outcomesOf(await project.json('materialize'))).toEqual({ lines: 'observed', rejected: 'ran' })
    expect((await shown(project, 'lines')).map((row) => JSON.parse(row).id)).toEqual(['a', 'f'])
    const rows = (await shown(project, 'rejected')).map((row) => JSON.parse(row))
    expect(rows.map(({ row, errors }) => [row, errors[0].code])).toEqual([
      [3, 'missing_columns'],
      [4, 'too_many_columns'],
      [5, 'cast'],
      [6, 'cast'],
    ])
    expect(rows[0].record).toBe('"b"')
    expect(rows[3].record).toBe('{"id":"e","n":"1.239"}')
    expect(rows[3].errors[0].message).toBe("'1.239' is no DECIMAL(10,2)")
  })

  test('of Parquet are taken as they are, byte by byte, and what is written to them later is not in the store', async () => {
    await using project = await projectWithZod(
      index(
        "export const plain = source.table('plain.parquet')",
        "export const cast = source.table('cast.parquet')",
        'export const doubled = asset(({ plain }) => plain.map(({ id }) => ({ id, twice: id * 2 })))',
      ),
    )
    const place = (name: string) => join(project.folder, name)
    using engine = await openEngine({ tempFolder: place('spill'), threads: 1 })
    await withConnection(engine, async (connection) => {
      const copy = (select: string, name: string) => duck.query(connection, `COPY (${select}) TO '${place(name)}'`)
      await copy("SELECT i AS id, 'text ' || i AS text FROM range(3000) t(i)", 'plain.parquet')
      await copy("SELECT 1 AS id, MAP {1: 'a'} AS m", 'cast.parquet')
    })
    chmodSync(place('plain.parquet'), 0o444)
    const bytes = readFileSync(place('plain.parquet'))
    expect(outcomesOf(await project.json('materialize', 'plain', 'cast'))).toEqual({
      plain: 'observed',
      cast: 'observed',
    })
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const object = place(`.assetstore/objects/${sha256.slice(0, 2)}/${sha256}.parquet`)
    expect(readFileSync(object).equals(bytes)).toBe(true)
    expect(await typesOf(project, 'cast')).toEqual(['id INTEGER', 'm STRUCT(key INTEGER, value VARCHAR)[]'])
    chmodSync(place('plain.parquet'), 0o644)
    writeFileSync(place('plain.parquet'), 'not any more', { flag: 'r+' })
    expect((await project.json('materialize')).steps[0].error.message).toContain('plain.parquet cannot be read')
    expect((await shown(project, 'plain'))[0]).toBe('{"id":"0","text":"text 0"}')
    // The same rows, as another file.
    await withConnection(engine, (connection) =>
      duck.query(connection, `COPY (FROM '${object}') TO '${place('plain.parquet')}' (COMPRESSION zstd)`),
    )
    expect(outcomesOf(await project.json('materialize'))).toMatchObject({ plain: 'unchanged', doubled: 'ran' })
  })

  test('of text are stored for quick reading, and what is made of them to be small', async () => {
    await using project = await projectWithZod({
      ...index(
        "export const a = source.table('a.csv')",
        "export const j = source.table('j.ndjson')",
        'export const b = asset(({ a }) => a)',
      ),
      'a.csv': 'n\n1\n2\n',
      'j.ndjson': '{"n":1}\n',
    })
    await project.json('materialize')
    using engine = await openEngine({ tempFolder: join(project.folder, 'spill'), threads: 1 })
    const codecOf = async (name: string) => {
      const path = (await project.assets('show', name, '--path')).stdout.trim()
      return withConnection(engine, async (connection) =>
        (await rowsOf(connection, `SELECT compression FROM parquet_metadata('${path}')`)).map((row) => row.compression),
      )
    }
    expect([await codecOf('a'), await codecOf('j'), await codecOf('b')]).toEqual([['LZ4_RAW'], ['LZ4_RAW'], ['ZSTD']])
  })

  test('that are written to while they are read fail the source, and its last rows stay', async () => {
    const schema =
      "{ '~standard': { version: 1, vendor: 'x', validate: (value) => { if (value.n === 2) appendFileSync('a.csv', '3\\n'); return { value } } } }"
    await using project = await projectWithZod({
      ...index(
        "import { appendFileSync } from 'node:fs'",
        `export const a = source.table('a.csv', { schema: ${schema} as never })`,
      ),
      'a.csv': 'n\n1\n',
    })
    await project.json('materialize')
    project.edit({ 'a.csv': 'n\n2\n' })
    const { steps, exitCode } = await project.json('materialize')
    expect([exitCode, steps[0].error]).toMatchObject([
      1,
      { code: 'SOURCE_MOVED', message: 'the files of a were written to while they were read', at: 'assets/index.ts:6' },
    ])
    expect(await shown(project, 'a')).toEqual([expect.stringContaining('1')])
  })

  test('of Parquet that are written to before their bytes are taken fail the source, and its last rows stay', async () => {
    await using project = await projectWithZod({
      ...index(
        "export const first = asset({ volatile: true }, async () => { await called('first'); return [{ n: 1 }] })",
        "export const a = source.table('a.parquet')",
      ),
    })
    const file = join(project.folder, 'a.parquet')
    using engine = await openEngine({ tempFolder: join(project.folder, 'spill'), threads: 1 })
    const made = (n: number) =>
      withConnection(engine, (connection) =>
        duck.query(connection, `COPY (SELECT ${n} AS n) TO '${file}.new' (FORMAT parquet)`),
      )
    await made(1)
    renameSync(`${file}.new`, file)
    const alone = { env: { ASSETS_CONCURRENCY: '1' } }
    await project.run(['materialize'], alone)
    await made(2)
    renameSync(`${file}.new`, file)
    await made(3)
    // The plan knows the second file; when its turn comes, the third lies there.
    const held = project.calls.hold('first')
    const run = project.run(['materialize', '--json'], alone)
    await Promise.race([held.waiting(), run])
    renameSync(`${file}.new`, file)
    held.release()
    const { steps, exitCode } = JSON.parse((await run).stdout)
    expect([exitCode, steps.find(({ asset }: Document) => asset === 'a').error]).toMatchObject([
      1,
      { code: 'SOURCE_MOVED', message: 'the files of a were written to while they were read' },
    ])
    expect(await shown(project, 'a')).toEqual(['{"n":1}'])
  })

  test('are another version when their text is another, and not when only their line ends are', async () => {
    await using project = await projectWithZod({
      ...index("export const a = source.table('a.csv')", 'export const b = asset(({ a }) => a)'),
      'a.csv': 'x,y\n1,"p\nq"\n',
    })
    await project.json('materialize')
    project.edit({ 'a.csv': 'x,y\r\n1,"p\nq"\r\n' })
    expect((await project.assets('check')).exitCode).toBe(0)
    project.edit({ 'a.csv': 'x,y\n1,"p\r\nq"\n' })
    expect((await project.assets('check')).exitCode).toBe(1)
    expect(outcomesOf(await project.json('materialize'))).toEqual({ a: 'observed', b: 'ran' })
  })
})
