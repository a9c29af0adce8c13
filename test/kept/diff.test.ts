import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { createProject, type Project } from '../rig/project.ts'

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
      rows: { changed: 1, same: 1 },
    })
    const { stdout } = await project.assets('diff', 'raw', '--limit', '0')
    expect(stdout).toContain('schema   at DOUBLE → VARCHAR, + more BOOLEAN\n')
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
