import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createProject, type Document, type Project } from '../rig/project.ts'

const rows = (...texts: string[]) => `${JSON.stringify(texts.map((text, index) => ({ id: `r${index}`, text })))}\n`

const files = (texts: readonly string[], options = 'size: 2') => ({
  'documents.json': rows(...texts),
  'assets/index.ts': `
import { called } from '../rig.ts'
import { asset, source } from '#project'
export const documents = source.table('documents.json')
export const embedded = asset({ retries: { attempts: Number(process.env.TRIES ?? 1), delay: 1 } }, ({ documents }, { env }) =>
  documents.pick('id', 'text').mapBatches({ key: 'id', ${options} }, async (some) => {
    const model = env('MODEL', 'small')
    for (const { text } of some) await called(String(text))
    return some.map((row) => ({ ...row, model, at: new Date(1), vector: new Float32Array([1, 2]), big: 12n }))
  }))
`,
})
const six = ['a', 'b', 'c', 'd', 'e', 'f']

async function step(project: Project): Promise<Document> {
  return stepOf(await project.json('materialize'))
}
/** What a failed attempt leaves to the next is that of a process that has ended. */
async function stepOfProcess(project: Project): Promise<Document> {
  return stepOf(JSON.parse((await project.start(['materialize', '--json']).ended).stdout))
}
const stepOf = ({ steps }: Document): Document => steps.find(({ asset }: Document) => asset === 'embedded')
const partial = (project: Project) => join(project.folder, '.assetstore/partial/embedded')

/** Values stand in it as they are. */
function journalText(project: Project): string {
  if (!existsSync(partial(project))) return ''
  return readdirSync(partial(project))
    .map((name) => readFileSync(join(partial(project), name), 'latin1'))
    .join()
}

/** Two batches are done and the third is under way when the process is killed. */
async function killedInThird(project: Project, signal: NodeJS.Signals): Promise<void> {
  const held = project.calls.hold('e')
  const run = project.start(['materialize'])
  await held.waiting()
  run.process.kill(signal)
  await run.ended
  held.release()
  expect(project.calls.names.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e'])
  project.calls.reset()
}

async function holdRecovered(project: Project): Promise<void> {
  const { outcome, work } = await step(project)
  expect(project.calls.names).toEqual(['e', 'f'])
  expect(outcome).toBe('ran')
  expect(work).toMatchObject({ computed: 2, recovered: 4, reused: 0 })
  const shown = await project.json(
    'query',
    "select string_agg(id || text || model || big::text, ' ' order by id) as all from embedded",
  )
  expect(shown.rows).toEqual([{ all: 'r0asmall12 r1bsmall12 r2csmall12 r3dsmall12 r4esmall12 r5fsmall12' }])
  expect(existsSync(join(project.folder, '.assetstore/partial'))).toBe(false)
}

test.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)(
  '%s: only what was under way is paid for again',
  async (signal) => {
    await using project = await createProject(files(six))
    await killedInThird(project, signal)
    await holdRecovered(project)
  },
)

test('a batch that fails: those before it are kept', async () => {
  await using project = await createProject(files(six))
  project.calls.fail('e', 1)
  expect((await stepOfProcess(project)).outcome).toBe('failed')
  project.calls.reset()
  await holdRecovered(project)
})

test('another try of the asset goes on where the first failed', async () => {
  await using project = await createProject(files(six), { env: { TRIES: '2' } })
  project.calls.fail('e', 1)
  const { outcome, work } = await step(project)
  expect(outcome).toBe('ran')
  expect(project.calls.names).toEqual(['a', 'b', 'c', 'd', 'e', 'e', 'f'])
  expect(work).toMatchObject({ computed: 2, recovered: 4 })
})

test('what was computed under another variable, or by other code, is not taken', async () => {
  await using project = await createProject(files(six))
  await killedInThird(project, 'SIGKILL')
  const other = await project.run(['materialize', '--json'], { env: { MODEL: 'large' } })
  expect(other.exitCode).toBe(0)
  expect(project.calls.names).toEqual(six)

  await using edited = await createProject(files(six))
  await killedInThird(edited, 'SIGKILL')
  edited.edit({ 'assets/index.ts': files(six)['assets/index.ts'].replace('12n', '13n') })
  await step(edited)
  expect(edited.calls.names).toEqual(six)
})

test('a journal that was cut is good up to there; one that holds nothing of use is none', async () => {
  await using project = await createProject(files(six))
  await killedInThird(project, 'SIGKILL')
  const [name = ''] = readdirSync(partial(project))
  truncateSync(join(partial(project), name), statSync(join(partial(project), name)).size - 3)
  const { work } = await step(project)
  expect(work).toMatchObject({ computed: 4, recovered: 2 })
  expect(project.calls.names).toEqual(['c', 'd', 'e', 'f'])

  await using other = await createProject(files(six))
  await killedInThird(other, 'SIGKILL')
  const [journal = ''] = readdirSync(partial(other))
  writeFileSync(join(partial(other), journal), 'no journal')
  expect((await step(other)).work).toMatchObject({ computed: 6, recovered: 0 })
})

test('with several calls under way, those that ended out of turn are kept, too', async () => {
  await using project = await createProject(files(six, 'size: 2, concurrency: 3'))
  const held = project.calls.hold('a')
  const run = project.start(['materialize'])
  await held.waiting()
  while (!['r3', 'r5'].every((id) => journalText(project).includes(id))) await setImmediate()
  run.process.kill('SIGKILL')
  await run.ended
  held.release()
  project.calls.reset()
  const { work } = await step(project)
  expect(project.calls.names).toEqual(['a', 'b'])
  expect(work).toMatchObject({ computed: 2, recovered: 4 })
})

test('what a recovered row had read counts: another variable makes it stale, though no function was called for it', async () => {
  const given = files(six)
  const held = `${given['assets/index.ts']}
import { check } from '#project'
export const fine = check(async ({ embedded }) => {
  await called('fine')
  return embedded.count > 0
})
`
  await using project = await createProject({ ...given, 'assets/index.ts': held })
  const gate = project.calls.hold('fine')
  const run = project.start(['materialize'])
  await gate.waiting()
  run.process.kill('SIGKILL')
  await run.ended
  gate.release()
  project.calls.reset()
  expect((await step(project)).work).toMatchObject({ computed: 0, recovered: 6 })
  expect(project.calls.names).toEqual(['fine'])
  expect((await project.assets('check')).exitCode).toBe(0)
  const other = await project.run(['check'], { env: { MODEL: 'large' } })
  expect(other.exitCode).toBe(1)
})
