import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { heartbeat } from '../../src/cli/progress/heartbeat.ts'
import { readRows } from '../../src/table/codec/decode/read-table.ts'
import { duck } from '../../src/table/engine/bindings.ts'
import { joinParquet } from '../../src/table/engine/join-parquet.ts'
import { openEngine, withConnection } from '../../src/table/engine/open.ts'
import { readParquet } from '../../src/table/engine/parquet.ts'
import { createProject, type Project } from '../rig/project.ts'

let project: Project
beforeAll(async () => {
  project = await createProject({
    'assets/index.ts': `
      import { partitions } from 'assetstore'
      import { asset, check } from '#project'
      export const notes = asset(() => [{ id: 1, text: 'a, "b"', tags: ['x'] }, { id: 2, text: '', tags: [] }])
      export const days = asset({ partitions: partitions.of(['a', 'b/c']) }, (_, { partition }) => [{ of: partition.key }])
      export const fine = check(({ notes }) => true)`,
  })
  await project.assets('materialize')
})
afterAll(() => project[Symbol.asyncDispose]())
const read = (file: string) => readFileSync(join(project.folder, file), 'utf8')

describe('export', () => {
  test('without a file it is a Parquet file of its name, byte by byte that of the store', async () => {
    const { exitCode, stdout, stderr } = await project.assets('export', 'notes')
    expect([exitCode, stdout]).toEqual([0, ''])
    expect(stderr).toMatch(/^2 rows of notes written to .*notes\.parquet \(\d+ B\)\n$/)
    const { stdout: path } = await project.assets('show', 'notes', '--path')
    const bytes = readFileSync(join(project.folder, 'notes.parquet'))
    expect(bytes.equals(readFileSync(path.trim()))).toBe(true)
    expect(basename(path.trim(), '.parquet')).toBe(createHash('sha256').update(bytes).digest('hex'))
  })

  test.each([
    ['out.csv', [], 'id,text,tags\n1,"a, ""b""","[""x""]"\n2,"",[]\n'],
    ['out.jsonl', [], '{"id":1,"text":"a, \\"b\\"","tags":["x"]}\n{"id":2,"text":"","tags":[]}\n'],
    ['out.txt', ['--format', 'csv'], 'id,text,tags\n1,"a, ""b""","[""x""]"\n2,"",[]\n'],
  ])('%s is what show prints', async (file, flags, text) => {
    const document = await project.json('export', 'notes', file, ...flags)
    expect(document).toMatchObject({ exitCode: 0, asset: 'notes', rows: 2, sizeBytes: Buffer.byteLength(text) })
    expect(document.path).toBe(join(project.folder, file))
    expect(read(file)).toBe(text)
    const shown = await project.assets('export', 'notes', '-', '--format', document.format)
    expect(shown).toMatchObject({ exitCode: 0, stdout: text, stderr: '' })
  })

  test('a table of many parts is one file of all their rows, in their order', async () => {
    using engine = await openEngine({ tempFolder: join(project.folder, 'duckdb') })
    const file = (name: string) => join(project.folder, `${name}.parquet`)
    await withConnection(engine, async (connection) => {
      for (const [name, from] of [
        ['part1', "['3.5', '-0.0', '0.0']"],
        ['part2', '[1.5]'],
      ])
        await duck.query(
          connection,
          `COPY (SELECT unnest(${from}::DOUBLE[]) AS x) TO '${file(name as string)}' (DICTIONARY_SIZE_LIMIT 0)`,
        )
    })
    await joinParquet(engine, [file('part1'), file('part2')], { to: file('joined'), rows: 4 })
    const text = `SELECT x::VARCHAR AS x FROM ${readParquet(file('joined'))}`
    const rows: object[] = []
    for await (const some of readRows(engine, { text, parameters: [] })) rows.push(...some)
    expect(rows).toEqual(['3.5', '-0.0', '0.0', '1.5'].map((x) => ({ x })))
  })

  test('a folder has a file of each partition, as others read them, and is there when it is whole', async () => {
    const document = await project.json('export', 'days', 'days/', '--format', 'csv')
    expect(document).toMatchObject({ exitCode: 0, rows: 2, files: 2, path: join(project.folder, 'days') })
    expect([read('days/_partition=a/days.csv'), read('days/_partition=b%2Fc/days.csv')]).toEqual([
      'of\na\n',
      'of\nb/c\n',
    ])
    const { stderr } = await project.assets('export', 'days', 'some/', '--partition', 'b/c')
    expect(stderr).toMatch(/^1 row of days written to .*some \(1 file, \d+ B\)\n$/)
    expect(readdirSync(join(project.folder, 'some'))).toEqual(['_partition=b%2Fc'])
    const from = readParquet(join(project.folder, 'some/_partition=b%2Fc/days.parquet'))
    expect((await project.json('query', '--allow-files', `SELECT * FROM ${from}`)).rows).toEqual([{ of: 'b/c' }])
    // Its cure cures: a folder is not written over with --force either.
    expect((await project.json('export', 'days', 'some/')).error).toMatchObject({
      message: expect.stringMatching(/some is there already$/),
      fix: 'name one that is not there yet',
    })
    expect((await project.json('export', 'days', 'no/such/')).error.code).toBe('EXPORT_FAILED')
    expect(readdirSync(project.folder).filter((name) => name.endsWith('.export'))).toEqual([])
  })

  test('a folder is refused where a key is too long for the name of one, with what to do', async () => {
    const key = 'ü'.repeat(50)
    await using other = await createProject({
      'assets/index.ts': `
        import { partitions } from 'assetstore'
        import { asset } from '#project'
        export const parts = asset({ partitions: partitions.of(['a', '${key}']) }, () => [{ n: 1 }])`,
    })
    await other.assets('materialize')
    const { exitCode, error } = await other.json('export', 'parts', 'out/')
    expect([exitCode, error.code, error.fix]).toEqual([
      ...[2, 'CLI_USAGE', `export its partition as a file: assets export parts parts.parquet --partition '${key}'`],
    ])
    expect((await other.assets('export', 'parts', 'parts.parquet', '--partition', key)).exitCode).toBe(0)
  })

  test('what takes long says how far it is, every few seconds', () => {
    const lines: string[] = []
    let now = 0
    const tell = heartbeat('notes', { note: (line) => lines.push(line), now: () => now })
    for (const [at, bytes] of [
      [1_000, 10],
      [6_000, 2_000],
      [7_000, 3_000],
      [12_000, 5_000_000],
    ] as const) {
      now = at
      tell(bytes)
    }
    expect(lines).toEqual(['notes: 2.0 kB written', 'notes: 5.0 MB written'])
  })

  test('what is there stays, unless it is to be written over', async () => {
    writeFileSync(join(project.folder, 'mine.csv'), 'mine')
    const refused = await project.assets('export', 'notes', 'mine.csv')
    expect(refused.exitCode).toBe(2)
    expect(refused.stderr).toContain('mine.csv is there already\n  write over it: --force')
    expect(read('mine.csv')).toBe('mine')
    expect((await project.assets('export', 'notes', 'mine.csv', '--force')).exitCode).toBe(0)
    expect(read('mine.csv')).toContain('id,text')
  })

  test('no file of the store is written over, and none is put there', async () => {
    const catalog = readFileSync(join(project.folder, '.assetstore/catalog.sqlite'))
    symlinkSync('.assetstore/objects', join(project.folder, 'linked'))
    for (const [asset, file, ...flags] of [
      ['notes', '.assetstore/catalog.sqlite', '--format', 'csv', '--force'],
      ['notes', '.assetstore/notes.csv'],
      ['notes', 'linked/notes.parquet'],
      ['days', '.assetstore/days/'],
    ] as const) {
      const { exitCode, error } = await project.json('export', asset, file, ...flags)
      expect([exitCode, error.code, error.message]).toEqual([
        2,
        'CLI_USAGE',
        expect.stringContaining(' is in the store'),
      ])
    }
    expect(readFileSync(join(project.folder, '.assetstore/catalog.sqlite')).equals(catalog)).toBe(true)
    expect(readdirSync(join(project.folder, '.assetstore'))).not.toContain('notes.csv')
    expect(await project.json('export', 'notes', '')).toMatchObject({ exitCode: 2, error: { code: 'CLI_USAGE' } })
  })

  test('where it cannot be written there is one sentence with a cure, and nothing is left behind', async () => {
    const nowhere = await project.assets('export', 'notes', 'no/such/folder/x.csv')
    expect(nowhere.exitCode).toBe(1)
    expect(nowhere.stderr).toContain('error EXPORT_FAILED')
    expect(nowhere.stderr).toMatch(/x\.csv cannot be written: there is no folder .*no\/such\/folder/)
    mkdirSync(join(project.folder, 'folder.csv'))
    const folder = await project.assets('export', 'notes', 'folder.csv', '--force')
    expect(folder.stderr).toContain('error EXPORT_FAILED')
    expect(readdirSync(project.folder).filter((name) => name.endsWith('.export'))).toEqual([])
  })

  test('a name that says no format, a check and an unknown asset are refused before anything is written', async () => {
    const said = async (...words: string[]) => {
      const { exitCode, stderr } = await project.assets('export', ...words)
      return [exitCode, stderr.split('\n').slice(1, 3).join(' ').trim()]
    }
    expect(await said('notes', 'x.dat')).toEqual([2, expect.stringContaining('say --format parquet|csv|jsonl')])
    expect(await said('notes', 'x', '--format', 'pdf')).toEqual([
      2,
      expect.stringContaining('parquet, csv, jsonl, arrow'),
    ])
    expect(await said('notes', 'x/')).toEqual([
      2,
      expect.stringContaining('notes has no partitions, and x/ is a folder'),
    ])
    expect(await said('notes', '-')).toEqual([2, expect.stringContaining('a stream says no format')])
    expect(await said('fine', 'x.csv')).toEqual([2, expect.stringContaining('fine is a check, which has no rows')])
    expect(await said('nots', 'x.csv')).toEqual([2, expect.stringContaining('there is no asset "nots"')])
    expect(existsSync(join(project.folder, 'x.csv'))).toBe(false)
  })
})
