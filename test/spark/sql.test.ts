import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProject, type Document, type Project } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'
import { type SparkServer, startSail } from '../rig/python/sail-server.ts'
import { configWithSpark } from './config.ts'

const index = `
import { asset } from '#project'
import { sql } from 'assetstore'
export const notes = asset(() => [{ id: 1, text: 'a b' }, { id: 2, text: 'c' }])
export * as crm from './crm.ts'
export const words = asset({ engine: 'spark' }, ({ notes }) => sql<{ id: number; words: number }>\`
  SELECT notes.id, size(split(text, ' ')) AS words FROM \${notes} -- by Spark's own functions
\`)
export const joined = asset({ engine: 'spark' }, ({ notes, crm: { notes: others } }) => sql\`
  SELECT n.id, o.by FROM \${notes} n JOIN \${others} o ON n.id = o.note ORDER BY n.id;\`)
export const values = asset({ engine: 'spark' }, ({ notes }) => sql\`
  SELECT id, \${"it's ; -- ?"} AS t, \${0.1} AS d, \${2} AS two, \${9007199254740993n} AS b, \${true} AS yes, \${null} AS n,
    \${new Date('2026-01-05T10:00:00.123Z')} AS at FROM \${notes} WHERE id = \${1}\`)
export const limited = asset({ engine: 'spark' }, ({ notes }) => sql\`SELECT id FROM \${notes} ORDER BY id LIMIT \${1} OFFSET
  \${1n}\`)
export const picked = asset({ engine: 'spark' }, ({ notes }) => sql\`SELECT * FROM \${notes.pick('id')}\`)
export const conditions = asset({ engine: 'spark' }, ({ notes }) => sql\`SELECT * FROM \${notes.where(sql\`id > 1\`)}\`)
export const absent = asset({ engine: 'spark' }, ({ notes }) => sql\`
  SELECT absent
  FROM \${notes}\`)
export const changes = asset({ engine: 'spark' }, ({ notes }) => sql\`CREATE TABLE t AS SELECT * FROM \${notes}\`)
export const rows = asset({ engine: 'spark' }, ({ notes }) => notes.all())
export const drawn = asset({ engine: 'spark' }, ({ notes }) => sql\`SELECT id, rand() AS r FROM \${notes}\`)
`
const crm = `
import { asset } from '#project'
export const notes = asset(() => [{ note: 1, by: 'x' }, { note: 2, by: 'y' }])
`

describePython('sail', "SQL with the engine 'spark'", ({ commands }) => {
  const env = { VIRTUAL_ENV: join(commands, '..') }
  let server: SparkServer
  let project: Project
  let steps: Readonly<Record<string, Document>> = {}
  beforeAll(async () => {
    server = await startSail(commands)
    const files = {
      'assets.config.ts': configWithSpark(server.remote),
      'assets/index.ts': index,
      'assets/crm.ts': crm,
    }
    project = await createProject(files, { env })
    const run = await project.json('materialize')
    steps = Object.fromEntries(run.steps.map((step: Document) => [step.asset, step]))
  })
  afterAll(async () => {
    await project[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
  })
  const rowsOf = async (name: string): Promise<Document[]> =>
    (await project.json('query', `SELECT * FROM ${name} ORDER BY id`)).rows
  const errorOf = (name: string) => {
    const { code, message, at, fix } = steps[name].error
    return { code, message, at, fix }
  }
  const lineOf = (text: string) => `assets/index.ts:${index.split('\n').findIndex((line) => line.includes(text)) + 1}`

  test('is run by Spark over the tables under their names, and makes a table like any other', async () => {
    expect(await rowsOf('words')).toEqual([
      { id: 1, words: 2 },
      { id: 2, words: 1 },
    ])
    expect(await rowsOf('joined')).toEqual([
      { id: 1, by: 'x' },
      { id: 2, by: 'y' },
    ])
  })

  test('is given its values, of the types that they have in every other SQL', async () => {
    expect(await rowsOf('values')).toEqual([
      {
        ...{ id: 1, t: "it's ; -- ?", d: 0.1, two: 2, b: '9007199254740993', yes: true, n: null },
        at: '2026-01-05T10:00:00.123Z',
      },
    ])
    const { columns } = await project.json('show', 'values', '--schema')
    expect(columns.map(({ type }: Document) => type)).toEqual([
      ...['DOUBLE', 'VARCHAR', 'DOUBLE', 'DOUBLE', 'INT64', 'BOOLEAN', 'NULL', 'TIMESTAMP'],
    ])
  })

  test('is given a number of rows as one', async () => {
    expect(await rowsOf('limited')).toEqual([{ id: 2 }])
  })

  test('reads the columns that are picked, and no others', async () => {
    expect(await rowsOf('picked')).toEqual([{ id: 1 }, { id: 2 }])
    project.edit({ 'assets/index.ts': index.replace("text: 'c'", "text: 'd'") })
    await project.json('materialize', 'notes')
    const { assets } = await project.json('status', 'picked', 'words')
    expect(assets.map(({ name, status }: Document) => [name, status])).toEqual([
      ['words', 'stale'],
      ['picked', 'fresh'],
    ])
    project.edit({ 'assets/index.ts': index })
    await project.json('materialize', 'notes')
  })

  test("fails with Spark's own words, at the asset", () => {
    expect(errorOf('absent')).toEqual({
      code: 'ASSET_SQL',
      message: expect.stringMatching(/^the sql of absent does not run on Spark: .*absent/),
      at: lineOf('export const absent'),
      fix: "mend the statement; it is in the words of Spark's SQL",
    })
    expect(errorOf('changes')).toMatchObject({
      code: 'ASSET_SQL',
      message: expect.stringContaining('does not run on Spark'),
    })
    expect(errorOf('conditions')).toMatchObject({
      code: 'ASSET_SQL',
      message: 'the sql of conditions, which Spark runs, was given a table with a condition (where)',
    })
    expect(errorOf('rows')).toMatchObject({
      code: 'ASSET_RESULT',
      message: "rows has the engine 'spark', which runs sql, and its function returned something else",
      fix: 'return sql`…`, or leave engine out',
    })
  })

  test('is made from its engine, by name and release, and tells of what is drawn at random', async () => {
    const why = await project.json('explain', 'words')
    expect(why.fingerprint.config).toHaveProperty(['/options/engine'])
    expect(JSON.stringify(why.fingerprint)).toContain('pypi:pyspark-client')
    project.edit({ 'assets/index.ts': index.replace("words = asset({ engine: 'spark' }, ", 'words = asset(') })
    const [words] = (await project.json('status', 'words')).assets
    expect(words.causes.map(({ kind, subject }: Document) => [kind, subject])).toContainEqual([
      'options_changed',
      '/options/engine',
    ])
    project.edit({ 'assets/index.ts': index })
    expect((await project.assets('status')).stdout).toContain('drawn')
  })

  test('starts no Python where nothing has changed', async () => {
    const files = {
      'python.sh': `#!/bin/sh\necho started >> "$(dirname "$0")/started.txt"\nexec '${join(commands, 'python')}' "$@"\n`,
      'assets.config.ts': configWithSpark(server.remote).replace('spark })', "spark, python: './python.sh' })"),
      'assets/index.ts': `
        import { asset } from '#project'
        import { sql } from 'assetstore'
        export const notes = asset(() => [{ id: 1 }])
        export const ids = asset({ engine: 'spark' }, ({ notes }) => sql\`SELECT id FROM \${notes}\`)
        export const same = asset.python('./same.py')
      `,
      'assets/same.py': 'from pyspark.sql import DataFrame\n\ndef same(ids: DataFrame): return ids\n',
    }
    await using other = await createProject(files)
    chmodSync(join(other.folder, 'python.sh'), 0o755)
    expect((await other.json('materialize')).ok).toBe(true)
    expect((await other.json('status')).counts).toMatchObject({ fresh: 3 })
    const started = join(other.folder, 'started.txt')
    expect(readFileSync(started, 'utf8')).toContain('started')
    rmSync(started)
    expect((await other.json('status')).counts).toMatchObject({ fresh: 3 })
    expect((await other.json('materialize')).counts).toMatchObject({ skipped: 3 })
    expect(existsSync(started)).toBe(false)
  })

  test('has an engine of a name that is known', async () => {
    await using other = await createProject({
      'assets/index.ts':
        "import { asset } from '#project'\nimport { sql } from 'assetstore'\nexport const one = asset({ engine: 'sparc' as 'spark' }, () => sql`select 1`)\n",
    })
    expect((await other.assets('list')).stderr).toContain("one has engine: 'sparc', which is to be 'duckdb' or 'spark'")
  })
})
