import { expect, test } from 'vitest'
import { call } from '../cli/call.ts'
import { createProject, type Project } from '../rig/project.ts'
import { oneFile } from './projects.ts'

const files = oneFile(`
  export const notes = source.table<{ id: string }>('notes.csv')
  export const tags = source.table<{ id: string }>('tags.csv')
  export const clean = asset(({ notes }) => sql\`select id from \${notes}\`)
  export const known = asset(({ tags }) => sql\`select id from \${tags}\`)
  export const all_tagged = check(({ clean, known }) => sql\`select id from \${clean} anti join \${known} using (id)\`)
  export const report = asset(({ clean }) => sql\`select count(*) as n from \${clean}\`)
  export const told = effect(async ({ clean }) => ({ ids: (await clean.all()).map(({ id }) => id).join() }))`)
const notes = (...ids: string[]) => ({ 'notes.csv': ['id', ...ids, ''].join('\n') })
const tags = (...ids: string[]) => ({ 'tags.csv': ['id', ...ids, ''].join('\n') })

/** In this process: the code stays as it is. */
const json = async (project: Project, ...words: string[]) =>
  JSON.parse((await call([...words, '--json'], { cwd: project.folder })).stdout)
type Named = Readonly<Record<string, string>>
const done = async (project: Project): Promise<Named> =>
  named((await json(project, 'materialize', '--concurrency', '1')).steps, 'outcome')
const planned = async (project: Project): Promise<Named> => named((await json(project, 'plan')).steps, 'action')
const statuses = async (project: Project): Promise<Named> =>
  Object.fromEntries((await json(project, 'status')).assets.map((one: Named) => [one.name, one.status]))
const named = (steps: readonly Named[], member: string): Named =>
  Object.fromEntries(steps.map((one) => [one.asset, one[member] as string]))
const ids = async (project: Project) =>
  (await json(project, 'show', 'clean')).rows.map(({ id }: { id: string }) => id).join()

const start = async () => {
  const project = await createProject({ ...files, ...notes('a'), ...tags('a') })
  expect((await done(project)).all_tagged).toBe('ran')
  return project
}

test.each(['clean', 'known'])(
  'what a check holds back stays held back in the next run, beside a table that is fresh: %s',
  async (table) => {
    await using project = await start()
    project.edit(table === 'clean' ? notes('a', 'b') : tags('b'))
    for (const round of [1, 2, 3]) {
      const plan = round === 1 ? undefined : await planned(project)
      if (plan !== undefined) {
        expect(plan, `${round}`).toMatchObject({ [table]: 'blocked', all_tagged: 'blocked' })
        expect(await statuses(project)).toMatchObject({ [table]: 'failed', all_tagged: 'failed' })
      }
      const outcomes = await done(project)
      expect(outcomes, `${round}`).toMatchObject({ [table]: 'failed', all_tagged: 'failed' })
      if (table === 'clean') expect(outcomes).toMatchObject({ report: 'blocked', told: 'blocked' })
      expect(await ids(project)).toBe('a')
    }
    project.edit(table === 'clean' ? tags('a', 'b') : notes('b'))
    expect((await done(project)).all_tagged).not.toBe('failed')
    expect(Object.values(await statuses(project)).every((status) => status === 'fresh')).toBe(true)
  },
)

test('a table that the store has is planned as blocked where a check is known to refuse it beside a table that is fresh', async () => {
  await using project = await start()
  project.edit({ ...notes('a', 'b'), ...tags('a', 'b') })
  await done(project)
  project.edit(tags('a'))
  expect(await done(project)).toMatchObject({ known: 'failed' })
  project.edit({ ...notes('a'), ...tags('a') })
  expect((await done(project)).all_tagged).toBe('reused')
  project.edit(notes('a', 'b'))
  expect(await planned(project)).toMatchObject({
    ...{ notes: 'reuse', clean: 'blocked', all_tagged: 'blocked', report: 'blocked', told: 'blocked' },
  })
  expect(await done(project)).toMatchObject({ clean: 'failed', report: 'blocked', told: 'blocked' })
  expect(await ids(project)).toBe('a')
})
