import { expect, test } from 'vitest'
import { createProject, type Document, type Project } from '../rig/project.ts'

const docs = (texts: Readonly<Record<string, string>>) => ({
  'docs.json': `${JSON.stringify(Object.entries(texts).map(([id, text]) => ({ id, text })))}\n`,
})
const code = (more = '') => ({
  'assets/index.ts': `
import { called } from '../rig.ts'
import { asset, check, source } from '#project'
export const docs = source.table('docs.json')
export const table = asset(() => [{ n: 1 }])
export const made = asset(({ docs, table }) => docs.pick('id', 'text').map({ key: 'id' }, async (row) => {
  await called(String(row.id))
  return { ...row, long: String(row.text).length, n: ${more} (await table.all())[0]!.n }
}))
`,
})

async function ran(project: Project): Promise<{ calls: readonly string[]; planned: unknown; step: Document }> {
  await project.assets('materialize', 'docs')
  const plan = await project.json('plan')
  project.calls.reset()
  const { steps } = await project.json('materialize')
  const of = (all: Document[]) => all.find(({ asset }) => asset === 'made')
  return { calls: project.calls.names.toSorted(), planned: of(plan.steps).work?.compute, step: of(steps) }
}

const many = (prefix: string, count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`${prefix}${n}`, `text of ${prefix}${n}`]))

test('back to an older version and a row more: one call, as plan says, and the rows are those of a fresh store', async () => {
  const [first, second] = [many('a', 5), many('b', 5)]
  await using project = await createProject({ ...docs(first), ...code() })
  await ran(project)
  project.edit(docs(second))
  expect((await ran(project)).calls).toHaveLength(5)
  project.edit(docs(first))
  expect((await ran(project)).step.outcome).toBe('reused')
  project.edit(docs({ ...first, c: 'new' }))
  expect(await ran(project)).toMatchObject({
    calls: ['c'],
    planned: 1,
    step: { work: { computed: 1, reused: 5, removed: 0 } },
  })
  // Rows of three versions, one of which is edited, and one new.
  project.edit(docs({ ...first, ...second, c: 'new', a0: 'edited', d: 'newer' }))
  const last = await ran(project)
  expect(last).toMatchObject({
    calls: ['a0', 'd'],
    planned: 2,
    step: { work: { computed: 2, reused: 10, removed: 0, changed: 1 } },
  })
  const shown = await project.json('query', 'select * from made order by id')
  await project.assets('materialize', 'made', '--force')
  expect((await project.json('query', 'select * from made order by id')).rows).toEqual(shown.rows)
  expect((await project.json('status')).assets.find(({ name }: Document) => name === 'made').version).toBe(
    last.step.version,
  )
  // Back and forth: nothing twice.
  for (const texts of [second, { ...second, d: 'newer' }, { ...first, d: 'newer' }]) {
    project.edit(docs(texts))
    project.calls.reset()
    await project.assets('materialize')
    expect(project.calls.names).toEqual([])
  }
})

test('an edit that is accepted keeps its rows, also beside a table that was made anew', async () => {
  await using project = await createProject({ ...docs(many('a', 3)), ...code() })
  await ran(project)
  project.edit(code('/* the same */ 0 +'))
  project.edit({ 'assets/index.ts': code('0 +')['assets/index.ts'].replace('{ n: 1 }', '{ n: 1, other: 2 }') })
  expect((await project.assets('materialize', 'table')).exitCode).toBe(0)
  expect((await project.assets('accept', 'made', '--inputs', '--because', 'the same')).exitCode).toBe(0)
  project.edit(docs({ ...many('a', 3), b: 'new' }))
  expect((await ran(project)).calls).toEqual(['b'])
})
