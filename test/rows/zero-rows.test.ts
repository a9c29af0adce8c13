import { describe, expect, test } from 'vitest'
import { createProject, type Project } from '../rig/project.ts'
import { oneFile, outcomesOf } from '../run/projects.ts'

/** The columns and the rows of what is current. */
async function shape(project: Project, asset: string) {
  const { columns } = await project.json('show', asset, '--schema')
  const { rows } = await project.json('show', asset)
  return { columns: columns.map(({ name, type }: { name: string; type: string }) => `${name} ${type}`), rows }
}
const errorOf = (document: { steps: readonly { asset: string; error?: object }[] }, asset: string) =>
  document.steps.find((step) => step.asset === asset)?.error

describe('the rows of a source that are gone', () => {
  test('fail it once, with the cure, and are published as none by the next run', async () => {
    await using project = await createProject({
      ...oneFile(
        "export const notes = source.files('notes/*.md', { as: 'text' })",
        "export const lines = source.table('lines/*.csv')",
        'export const sizes = asset(({ notes }) => notes.map({ key: "path" }, ({ path, content }) => ({ path, size: content.length })))',
        'export const totals = asset(({ lines }) => lines.pick("n"))',
      ),
      'notes/a.md': 'one',
      'lines/a.csv': 'n\n1\n',
    })
    expect((await project.assets('materialize')).exitCode).toBe(0)
    const before = await shape(project, 'sizes')
    project.edit({ 'notes/a.md': null, 'lines/a.csv': null })
    expect((await project.json('status')).assets.map(({ status }: { status: string }) => status)).toEqual([
      'stale',
      'stale',
      'maybe',
      'maybe',
    ])

    const first = await project.json('materialize')
    expect(outcomesOf(first)).toEqual({ notes: 'failed', lines: 'failed', sizes: 'blocked', totals: 'blocked' })
    expect(errorOf(first, 'notes')).toEqual({
      code: 'SOURCE_EMPTY',
      message: `no file matches "notes/*.md" in ${project.folder}; its last version has 1 row`,
      at: 'assets/index.ts:4',
      facts: { asset: 'notes', rows: 1, glob: ['notes/*.md'], folder: project.folder },
      fix: "bring the data back; if it is right that there are none, run again, or declare empty: 'allow'",
    })
    expect((await shape(project, 'sizes')).rows).toEqual(before.rows)

    const second = await project.json('materialize')
    expect(outcomesOf(second)).toEqual({ notes: 'observed', lines: 'observed', sizes: 'ran', totals: 'ran' })
    expect(await shape(project, 'sizes')).toEqual({ columns: before.columns, rows: [] })
    expect(await shape(project, 'lines')).toEqual({ columns: ['n INT64'], rows: [] })
    expect((await project.json('check')).exitCode).toBe(0)
    expect((await project.assets('materialize')).stderr).toContain('nothing to do')
  })

  test('that come back and go again fail it again', async () => {
    const notes = { 'notes/a.md': 'one' }
    await using project = await createProject({
      ...oneFile("export const notes = source.files('notes/*.md', { as: 'text' })"),
      ...notes,
    })
    const run = async () => outcomesOf(await project.json('materialize')).notes
    expect(await run()).toBe('observed')
    project.edit({ 'notes/a.md': null })
    expect(await run()).toBe('failed')
    project.edit(notes)
    expect((await project.json('status')).counts.fresh).toBe(1)
    expect(await run()).toBe('skipped')
    project.edit({ 'notes/a.md': null })
    expect([await run(), await run()]).toEqual(['failed', 'observed'])
  })

  test('of a function are the same; `empty` says always or never', async () => {
    const some = (rows: string) =>
      oneFile(
        `const rows = ${rows}`,
        'export const asked = source(() => rows)',
        "export const allowed = source({ empty: 'allow' }, () => rows)",
        "export const refused = source({ empty: 'fail' }, () => rows)",
        "export const never = source.files('nowhere/*.md', { as: 'text', empty: 'allow' })",
        'export const free = asset(() => rows)',
        "export const held = asset({ empty: 'fail' }, () => rows)",
      )
    await using project = await createProject(some('[{ id: 1 }]'))
    expect((await project.assets('materialize')).exitCode).toBe(0)
    expect(await shape(project, 'never')).toMatchObject({ rows: [] })
    project.edit(some('[].map(String).map((id) => ({ id: Number(id) }))'))
    const outcomes = { allowed: 'observed', refused: 'failed', never: 'skipped', free: 'ran', held: 'failed' }
    const first = await project.json('materialize')
    expect(outcomesOf(first)).toEqual({ asked: 'failed', ...outcomes })
    expect(errorOf(first, 'asked')).toMatchObject({
      code: 'SOURCE_EMPTY',
      message: 'asked has no rows; its last version has 1 row',
    })
    expect(errorOf(first, 'held')).toEqual({
      code: 'ASSET_NO_ROWS',
      message: "held made no rows, which its empty: 'fail' does not allow",
      at: 'assets/index.ts:10',
      facts: { asset: 'held' },
      fix: "mend what makes its rows, or declare empty: 'allow'",
    })
    const second = await project.json('materialize')
    expect(outcomesOf(second)).toEqual({ asked: 'observed', ...outcomes, allowed: 'unchanged', free: 'skipped' })
    expect(await shape(project, 'asked')).toEqual({ columns: ['id DOUBLE'], rows: [] })
    expect(await shape(project, 'free')).toEqual({ columns: ['id DOUBLE'], rows: [] })
  })
})

describe('a column without a value', () => {
  test('has no type until it has one, and keeps the one that it had', async () => {
    const ids = (...all: number[]) => ({ 'ids.ts': `export const ids = [${all}].map((id) => ({ id }))\n` })
    await using project = await createProject({
      ...oneFile(
        "import { ids } from '../ids.ts'",
        'const scored = (id: number) => (id === 2 ? { score: 0.5, tags: ["a"] } : { score: null, tags: [] })',
        'export const made = asset(() => ids)',
        'export const mapped = asset(({ made }) => made.map({ key: "id" }, ({ id }) => ({ id, ...scored(id), meta: scored(id) })))',
        `export const read = asset(({ mapped }) => sql\`select id, score, len(tags) as many, null as nothing from \${mapped}\`)`,
        'export const seen = asset(async ({ mapped }) => ({ json: JSON.stringify(await mapped.all()) }))',
      ),
      ...ids(1),
    })
    const none = { score: null, tags: [] }
    expect((await project.assets('materialize')).exitCode).toBe(0)
    expect(await shape(project, 'mapped')).toEqual({
      columns: ['id DOUBLE', 'score NULL', 'tags NULL[]', 'meta STRUCT(score NULL, tags NULL[])'],
      rows: [{ id: 1, ...none, meta: none }],
    })
    expect(await shape(project, 'read')).toEqual({
      columns: ['id DOUBLE', 'score VARCHAR', 'many INT64', 'nothing INTEGER'],
      rows: [{ id: 1, score: null, many: '0', nothing: null }],
    })

    expect((await shape(project, 'seen')).rows).toEqual([{ json: JSON.stringify([{ id: 1, ...none, meta: none }]) }])

    project.edit(ids(1, 2))
    const grown = await project.json('materialize', 'mapped')
    expect(grown.steps.at(-1).work).toMatchObject({ computed: 1, reused: 1 })
    const some = { score: 0.5, tags: ['a'] }
    const columns = ['id DOUBLE', 'score DOUBLE', 'tags VARCHAR[]', 'meta STRUCT(score DOUBLE, tags VARCHAR[])']
    expect(await shape(project, 'mapped')).toEqual({
      columns,
      rows: [
        { id: 1, ...none, meta: none },
        { id: 2, ...some, meta: some },
      ],
    })

    project.edit(ids(3))
    expect((await project.assets('materialize', 'mapped')).exitCode).toBe(0)
    expect(await shape(project, 'mapped')).toEqual({ columns, rows: [{ id: 3, ...none, meta: none }] })
    project.edit(ids())
    expect((await project.assets('materialize', 'mapped')).exitCode).toBe(0)
    expect(await shape(project, 'mapped')).toEqual({ columns, rows: [] })
  })

  test('is kept when every row is set aside', async () => {
    const project = (bad: string) =>
      oneFile(
        `export const made = asset(() => [{ id: 1, text: ${bad} }])`,
        "export const read = asset(({ made }) => made.map({ key: 'id', onRowError: 'quarantine' }, ({ id, text }) => ({ id, size: text.trim().length })))",
        'export const refused = asset(({ read }) => read.rejected())',
      )
    await using some = await createProject(project("'a' as any"))
    expect((await some.assets('materialize')).exitCode).toBe(0)
    some.edit(project('5 as any'))
    expect((await some.assets('materialize')).exitCode).toBe(0)
    expect(await shape(some, 'read')).toEqual({ columns: ['id DOUBLE', 'size DOUBLE'], rows: [] })
    expect((await shape(some, 'refused')).rows).toHaveLength(1)
  })
})
