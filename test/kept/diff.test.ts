import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { createProject, type Document, type Project } from '../rig/project.ts'

const table = (rows: string, more = '') => `
import { asset } from '#project'
export const raw = asset(() => ${rows})
export const lengths = asset(({ raw }) => raw.pick('id', 'text').map({ key: 'id' }, ({ id, text }) => ({ id, length: text.length })))
${more}`
const older = "[{ id: 1, text: 'one', at: 1 }, { id: 2, text: 'two', at: 1 }, { id: 3, text: 'three', at: 1 }]"
const newer = "[{ id: 1, text: 'one', at: 1 }, { id: 2, text: 'twice', at: 1 }, { id: 4, text: 'four', at: 1 }]"

async function twice(first: string, second: string): Promise<Project> {
  const project = await createProject({ 'assets/index.ts': table(first) })
  await project.assets('materialize')
  project.edit({ 'assets/index.ts': table(second) })
  await project.assets('materialize')
  return project
}
const diff = (project: Project, ...words: string[]) => project.json('diff', ...words)

describe('diff', () => {
  test('of the last two versions by a key: rows, columns and a sample of each kind', async () => {
    await using project = await twice(older, newer)
    const found = await diff(project, 'raw', '--key', 'id')
    expect(found).toMatchObject({
      ok: true,
      same: false,
      schema: [],
      key: 'id',
      rows: { added: 1, removed: 1, changed: 1, same: 1 },
      columns: [{ column: 'text', rows: 1 }],
    })
    expect(found.sample).toEqual([
      { change: 'added', after: { id: 4, text: 'four', at: 1 } },
      { change: 'removed', before: { id: 3, text: 'three', at: 1 } },
      { change: 'changed', before: { id: 2, text: 'two' }, after: { id: 2, text: 'twice' } },
    ])
    const { stdout, exitCode } = await project.assets('diff', 'raw', '--key', 'id', '--exit-code')
    expect(exitCode).toBe(1)
    expect(stdout.split('\n').slice(1)).toEqual([
      'rows     1 added, 1 removed, 1 changed, 1 the same, by id',
      'columns  text 1',
      '  + id 4  text four  at 1',
      '  - id 3  text three  at 1',
      '  ~ id 2  text two → twice',
      '',
    ])
  })

  test('without a key compares rows as a whole, each as often as it is there; the key of a map is known', async () => {
    await using project = await twice(older.replace('id: 3', 'id: 1').replace('three', 'one'), newer)
    expect(await diff(project, 'raw')).toMatchObject({ key: null, rows: { added: 2, removed: 2, changed: 0, same: 1 } })
    await using mapped = await twice(older, newer)
    expect(await diff(mapped, 'lengths')).toMatchObject({
      key: 'id',
      rows: { added: 1, removed: 1, changed: 1, same: 1 },
    })
  })

  test('tells columns that came, went and have another type, and compares the others', async () => {
    await using project = await twice(older, newer.replaceAll('at: 1', "at: 'x', more: true"))
    expect(await diff(project, 'raw', '--key', 'id')).toMatchObject({
      schema: [
        { column: 'at', change: 'type', before: 'DOUBLE', after: 'VARCHAR' },
        { column: 'more', change: 'added', after: 'BOOLEAN' },
      ],
      rows: { changed: 2, same: 0 },
      columns: [
        { column: 'text', rows: 1 },
        { column: 'at', rows: 2 },
      ],
    })
    const { stdout } = await project.assets('diff', 'raw', '--limit', '0')
    expect(stdout).toContain('schema   at DOUBLE → VARCHAR, + more BOOLEAN\n')
  })

  test('compares a column that has another type by its values, with a key and without', async () => {
    const [older, newer] = [
      "(1, 30, 9007199254740993, '07', {'a': 1}, {'x': 1}, [1, NULL], 1.50), (2, 30, 5, '7', NULL, NULL, [], 2.25)",
      "(1, 30.0::DOUBLE, 9007199254740992::DOUBLE, 7, {'a': 1, 'b': NULL}, {'y': 1}, [1.0, NULL], 1.5::DOUBLE), (2, 30.5, 5, 7, {'a': NULL, 'b': 2}, NULL, [], 2.3)",
    ].map(
      (rows) =>
        `export const typed = asset(() => sql\`SELECT * FROM (VALUES ${rows}) t(id, n, big, text, s, o, l, d)\`)`,
    ) as [string, string]
    const file = (text: string) => `import { sql } from 'assetstore'\nimport { asset } from '#project'\n${text}`
    await using project = await createProject({ 'assets/index.ts': file(older) })
    await project.assets('materialize')
    project.edit({ 'assets/index.ts': file(newer) })
    await project.assets('materialize')
    const keyed = await diff(project, 'typed', '--key', 'id')
    expect(keyed.schema.map(({ column, change }: Document) => `${column} ${change}`)).toEqual(
      ['n', 'big', 'text', 's', 'o', 'l', 'd'].map((column) => `${column} type`),
    )
    expect(keyed.columns.map(({ column, rows }: Document) => `${column} ${rows}`)).toEqual([
      'n 1',
      'big 1',
      'text 1',
      's 1',
      'o 1',
      'd 1',
    ])
    expect(keyed.rows).toEqual({ added: 0, removed: 0, changed: 2, same: 0 })
    expect(keyed.sample[1]).toEqual({
      change: 'changed',
      before: { id: 2, n: 30, s: null, d: '2.25' },
      after: { id: 2, n: 30.5, s: { a: null, b: 2 }, d: 2.3 },
    })
    const whole = await diff(project, 'typed')
    expect(whole).toMatchObject({ key: null, rows: { added: 2, removed: 2, same: 0 } })
    expect(whole.sample[0].after).toMatchObject({ id: 1, n: 30, big: 9007199254740992, o: { y: 1 } })
    expect(whole.sample[2].before).toMatchObject({ id: 1, n: 30, big: '9007199254740993', text: '07', o: { x: 1 } })
  })

  test('of a table whose columns are all new has no row that is the same', async () => {
    await using project = await twice("[{ id: 1, text: 'a' }]", "[{ id: 1, text: 'a' }]")
    const file = (rows: string) => `import { asset } from '#project'\nexport const other = asset(() => ${rows})`
    for (const rows of ['[{ a: 1 }, { a: 2 }]', '[{ b: 1 }]']) {
      project.edit({ 'assets/index.ts': file(rows) })
      await project.assets('materialize')
    }
    expect(await diff(project, 'other')).toMatchObject({ rows: { added: 1, removed: 2, changed: 0, same: 0 } })
  })

  test('is against what was current before, also where that was current for a second time', async () => {
    await using project = await createProject({})
    const [a, b, c] = ['a', 'b', 'c'].map((text) => `[{ text: '${text}' }]`) as [string, string, string]
    const texts = async (...words: string[]) => {
      const { sample } = await diff(project, 'raw', ...words)
      return sample.map(({ before, after }: Document) => (after ?? before).text)
    }
    const make = async (rows: string) => {
      project.edit({ 'assets/index.ts': `import { asset } from '#project'\nexport const raw = asset(() => ${rows})` })
      await project.assets('materialize')
    }
    for (const rows of [a, b, a]) await make(rows)
    expect(await texts()).toEqual(['a', 'b'])
    await make(c)
    expect(await texts()).toEqual(['c', 'a'])
    const { before } = await diff(project, 'raw')
    await project.assets('pin', 'raw', before.version.slice(0, 10))
    expect(await texts()).toEqual(['a', 'c'])
  })

  test('of versions by their hash and by the lock of a commit', async () => {
    await using project = await twice(older, newer)
    const git = (...words: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...words], { cwd: project.folder })
    git('init', '-q')
    git('add', '-A')
    git('commit', '-qm', 'newer')
    const { before, after } = await diff(project, 'raw')
    expect(await diff(project, 'raw', after.version.slice(0, 9), before.version)).toMatchObject({
      before: { version: after.version },
      after: { version: before.version },
    })
    expect(await diff(project, 'raw', 'git:HEAD')).toMatchObject({ same: true })
    project.edit({ 'assets/index.ts': table('[]') })
    await project.assets('materialize')
    expect(await diff(project, 'raw', 'git:HEAD')).toMatchObject({ same: false, before: { version: after.version } })
    expect(await diff(project, 'raw', 'git:nowhere')).toMatchObject({
      exitCode: 2,
      error: { code: 'CLI_USAGE', message: expect.stringContaining('git:nowhere cannot be answered') },
    })
  })

  test('of two environments: what is current in one, and what would take its place', async () => {
    await using project = await createProject({ 'assets/index.ts': table(older) })
    await project.assets('--environment', 'production', 'materialize')
    project.edit({ 'assets/index.ts': table(newer) })
    await project.assets('materialize')
    expect(await diff(project, 'raw', '--environment', 'production', '--key', 'id')).toMatchObject({
      before: { environment: 'production' },
      after: { environment: 'development' },
      rows: { added: 1, removed: 1, changed: 1, same: 1 },
    })
  })

  test.each([
    [
      ['raw', '--key', 'nothing'],
      'CLI_USAGE',
      'nothing cannot name the rows: it is not in both versions with one type',
    ],
    [['raw', '--key', 'at'], 'CLI_USAGE', 'at cannot name the rows: 2 rows have a value that another row has too'],
    [['raw', 'ffffffffff'], 'SELECTION_EMPTY', 'raw has no version ffffffffff'],
  ] as const)('refuses %s', async (words, code, message) => {
    await using project = await twice(older, newer)
    expect(await diff(project, ...words)).toMatchObject({ exitCode: 2, error: { code, message } })
  })

  test('of an asset with one version says so, and makes and writes nothing', async () => {
    await using project = await createProject({ 'assets/index.ts': table(older) })
    expect(await diff(project, 'raw')).toMatchObject({ error: { code: 'STORE_EMPTY' } })
    await project.assets('materialize')
    expect(await diff(project, 'raw')).toMatchObject({
      exitCode: 2,
      error: { code: 'SELECTION_EMPTY', message: 'raw has one version, and none to compare it with' },
    })
  })

  test('of an asset with partitions names one as a shell takes it', async () => {
    await using project = await createProject({
      'assets/index.ts': `
        import { partitions } from 'assetstore'
        import { asset } from '#project'
        export const parts = asset({ partitions: partitions.of(['a', "it's"]) }, () => [{ n: 1 }])`,
    })
    expect((await diff(project, 'parts')).error.fix).toBe("name one: assets diff parts --partition 'it'\\''s'")
  })
})
