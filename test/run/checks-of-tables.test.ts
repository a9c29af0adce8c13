import fc from 'fast-check'
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

test('below a check that could not be asked a plan says blocked, as status does, while the check is asked again', async () => {
  const code = (column: string) =>
    oneFile(`
      export const raw = asset(() => [{ id: 'a' }])
      export const sound = check(({ raw }) => sql\`select * from \${raw} where ${column} is null\`)
      export const report = asset(({ raw }) => sql\`select count(*) as n from \${raw}\`)
      export const summary = asset(({ report }) => sql\`select * from \${report}\`)`)
  await using project = await createProject(code('idd'))
  for (const _ of [1, 2]) {
    expect(await done(project)).toMatchObject({ raw: 'failed', sound: 'failed', report: 'blocked', summary: 'blocked' })
    expect(await planned(project)).toMatchObject({ raw: 'reuse', sound: 'run?', report: 'blocked', summary: 'blocked' })
    expect(await statuses(project)).toEqual({ raw: 'failed', sound: 'failed', report: 'blocked', summary: 'blocked' })
  }
  project.edit(code('id'))
  expect(named((await project.json('materialize')).steps, 'outcome')).toMatchObject({ raw: 'reused', summary: 'ran' })
})

const edits = fc.oneof(
  fc.subarray(['a', 'b', 'c'], { minLength: 1 }).map((some) => notes(...some)),
  fc.subarray(['a', 'b', 'c'], { minLength: 1 }).map((some) => tags(...some)),
)
// A check that is asked for the first time may refuse what was planned to stay.
const doneBy: Readonly<Record<string, readonly string[]>> = {
  skip: ['skipped', 'cut_off', 'blocked'],
  reuse: ['reused', 'failed', 'blocked'],
  run: ['ran', 'unchanged', 'observed', 'failed', 'blocked'],
  observe: ['observed', 'skipped', 'unchanged'],
  blocked: ['blocked', 'failed'],
}

test('over random data a plan says what a run does, what it stops is stopped again, and no reader sees what a check refuses', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(edits, { maxLength: 3 }), { minLength: 3, maxLength: 8 }), async (rounds) => {
      await using project = await start()
      for (const round of rounds) {
        for (const edit of round) project.edit(edit)
        const plan = await planned(project)
        const outcomes = await done(project)
        for (const [name, action] of Object.entries(plan))
          if (action !== 'run?')
            expect([name, action, doneBy[action]]).toEqual([name, action, expect.arrayContaining([outcomes[name]])])
        if (outcomes.all_tagged !== 'failed') continue
        expect(outcomes).toMatchObject({ report: 'blocked', told: 'blocked' })
        expect(await planned(project)).toMatchObject({ report: 'blocked', told: 'blocked' })
        expect(await statuses(project)).toMatchObject({ all_tagged: 'failed', report: 'blocked', told: 'blocked' })
        expect(await done(project)).toMatchObject({ all_tagged: 'failed', report: 'blocked', told: 'blocked' })
      }
    }),
    { numRuns: Number(process.env.HELD_RUNS ?? 3) },
  )
})
