import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { explainAsset } from '../../src/app/explain/explain.ts'
import { explainedLines } from '../../src/app/explain/explained-lines.ts'
import { assessNow, openWorkspace } from '../../src/project/workspace.ts'
import { call } from '../cli/call.ts'
import { createProject, type Project } from '../rig/project.ts'
import { oneFile } from './projects.ts'

const tables = oneFile(
  `
  export const notes = source.table<{ id: string; text: string }>('notes.csv')
  export const tags = source.table<{ id: string }>('tags.csv')
  export const no_empty = check(({ notes }) => sql\`select * from \${notes} where text = 'empty'\`)
  export const clean = asset(({ notes }) => sql\`select id, text from \${notes}\`)
  export const all_tagged = check(({ clean, tags }) => sql\`select id from \${clean} anti join \${tags} using (id)\`)
  export const both = asset(({ clean, tags }) => sql\`select * from \${clean} join \${tags} using (id)\`)
  export const report = asset(({ both }) => sql\`select count(*) as n from \${both}\`)
  export const other = asset(({ tags }) => sql\`select count(*) as n from \${tags}\`)`,
)
const notes = (text: string, id = 'a') => ({ 'notes.csv': `id,text\n${id},${text}\n` })
const tags = (id: string) => ({ 'tags.csv': `id\n${id}\n` })
const start = () => createProject({ ...tables, ...notes('fine'), ...tags('a') })

/** In this process: the code stays as it is. */
const assets = async (project: Project, ...words: string[]) =>
  (await call(words, { cwd: project.folder })).stdout.trim()
const json = async (project: Project, ...words: string[]) => JSON.parse(await assets(project, ...words, '--json'))

describe('what a check holds back', () => {
  test.each([
    ['before there is a good version', []],
    ['beside the last good version', ['materialize']],
  ])('every command names the check and what to do: %s', async (_, first) => {
    await using project = await start()
    if (first.length > 0) await assets(project, ...first)
    project.edit(notes('empty'))
    await assets(project, 'materialize', 'clean')
    const mend = /^fix: mend the check no_empty \(assets\/index\.ts:\d+\) or the data, then: assets materialize$/
    for (const names of [['notes'], ['clean'], ['report'], ['no_empty'], []]) {
      expect((await assets(project, 'check', ...names)).split('\n').at(-1), names.join()).toMatch(mend)
    }
    expect(await assets(project, 'plan')).not.toContain('more)')
    for (const [name, waiting] of [
      ['notes', 'until no_empty passes, notes, clean, all_tagged and 2 more are blocked'],
      ['clean', 'clean, all_tagged, both and report are blocked'],
      ['report', 'until no_empty passes, report is blocked'],
    ] as const) {
      const { action, blockedBy, below, commands, estimateMs } = await json(project, 'explain', name)
      expect({ action, estimateMs, anyway: below.anyway, mayFollow: below.mayFollow }, name).toEqual({
        ...{ action: 'blocked', estimateMs: 0, anyway: [], mayFollow: [] },
      })
      expect(blockedBy.map(({ check }: { check: string }) => check)).toEqual(['no_empty'])
      expect(commands).toEqual(['assets explain no_empty', 'assets materialize'])
      const page = await assets(project, 'explain', name)
      expect(page).toContain(waiting)
      expect(page).not.toMatch(/in any case|takes about|code runs/)
    }
  })

  test('alone, without what it reads, an asset is blocked as it is with everything', async () => {
    await using project = await start()
    await assets(project, 'materialize')
    project.edit({
      ...notes('fine'),
      'assets/index.ts': tables['assets/index.ts']!.replace("text = 'empty'", "text = 'fine'"),
    })
    await assets(project, 'materialize')
    for (const name of ['clean', 'both', 'report']) {
      const [step] = (await json(project, 'plan', name, '--only')).steps.filter(
        (one: { asset: string }) => one.asset === name,
      )
      expect(step, name).toMatchObject({ action: 'blocked' })
      expect(step.causes[0], name).toMatchObject({ kind: 'check_failed', subject: 'no_empty' })
      expect((await json(project, 'status', name)).assets, name).toMatchObject([{ status: 'blocked' }])
      const run = await json(project, 'materialize', name, '--only')
      expect([run.exitCode, run.steps.find((one: { asset: string }) => one.asset === name)], name).toMatchObject([
        1,
        { outcome: 'blocked' },
      ])
    }
    const forced = await json(project, 'materialize', 'report', '--only', '--force')
    expect(forced.steps).toMatchObject([{ asset: 'report', outcome: 'blocked' }])
  })

  test('where a table is to be made again, a run tells whether its check still fails', async () => {
    await using project = await start()
    project.edit(notes('empty'))
    await assets(project, 'materialize')
    project.edit(notes('fine again'))
    expect(await assets(project, 'check', 'clean')).toContain('fix: assets materialize clean')
    expect(await json(project, 'explain', 'notes')).toMatchObject({
      action: 'run',
      commands: ['assets materialize notes', 'assets materialize notes+'],
    })
  })
})

test('rows that a check returns are shown as rows of a table are', async () => {
  await using project = await createProject(
    oneFile(`export const notes = asset(() => [{ id: 1 }])
      const bad = { at: new Date(0), n: 12n, vector: new Float32Array([0.5, 1]), bytes: new Uint8Array([1, 2, 255]),
        nested: { when: new Date(0), list: [1n, Number.NaN] }, url: new URL('https://example.org/a') }
      export const sound = check(async ({ notes }) => ({ passed: (await notes.all()).length === 0, rows: [bad], metadata: { n: 3 } }))`),
  )
  const { steps } = await json(project, 'materialize')
  const shown = {
    ...{ at: '1970-01-01T00:00:00.000Z', n: '12', vector: [0.5, 1], bytes: 'AQL/' },
    ...{ nested: { when: '1970-01-01T00:00:00.000Z', list: ['1', 'NaN'] }, url: 'https://example.org/a' },
  }
  expect(steps.find(({ asset }: { asset: string }) => asset === 'sound').error.facts.rows).toEqual([shown])
  expect((await json(project, 'explain', 'sound')).error.facts.rows).toEqual([shown])
  expect(await assets(project, 'explain', 'sound')).toMatch(/1970-01-01T00:00:00\.000Z +12 +\[0\.5,1\] +AQL\/ /)
})

const steps = fc.oneof(
  fc.constantFrom(notes('fine'), notes('empty'), notes('fine', 'b'), tags('a'), tags('b')),
  fc.constantFrom('materialize', 'materialize clean', 'materialize other', 'materialize notes tags', 'status'),
)
const numRuns = Number(process.env.HELD_RUNS ?? 4)

test('over random data the remembered explanation plans as a new one does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 4, maxLength: 10 }), async (sequence) => {
      await using project = await start()
      for (const step of sequence) {
        if (typeof step === 'string') await assets(project, ...step.split(' '))
        else project.edit(step)
        expect(await remembered(project)).toEqual([])
      }
    }),
    {
      numRuns,
      examples: [
        [['materialize', notes('fine', 'b'), 'materialize notes', tags('b'), 'materialize other']],
        [['materialize', tags('b'), 'materialize', 'materialize']],
      ],
    },
  )
})

/** The assets that memory tells of otherwise; where it says nothing the project is opened. */
async function remembered({ folder }: Project): Promise<readonly unknown[]> {
  await using workspace = await openWorkspace({ cwd: folder, config: undefined, store: undefined, mode: 'read' })
  const world = await workspace.openWorld()
  const assessment = await assessNow(world)
  const lines = await explainedLines(workspace, world, assessment)
  const wrong: unknown[] = []
  for (const [index, name] of [...assessment.keys()].entries()) {
    const { action, blockers: held } = await explainAsset(workspace, { name, world, assessment })
    const line = lines[index]
    if (line?.action === undefined) continue
    const [now, then] = [
      { action, held },
      { action: line.action, held: line.held },
    ]
    if (JSON.stringify(now) !== JSON.stringify(then)) wrong.push({ name, now, then })
  }
  return wrong
}
