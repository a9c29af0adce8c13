import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import type { MaterializeOptions, RunEvent } from '../../src/api/run.ts'
import { createProject, type Document, type Project } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'

const few = '../../src/project/few-units.ts'
const many = '../../src/store/catalog/many-alike.ts'

/** As a project with very many units is opened, for this test alone. */
async function byColumns() {
  vi.resetModules()
  vi.doMock(few, () => ({ fewUnits: 0 }))
  vi.doMock(many, () => ({ manyAlike: 2 }))
  return (await import('../../src/api/run.ts')).openProject
}
function asItIs() {
  vi.doUnmock(few)
  vi.doUnmock(many)
  vi.resetModules()
}
afterEach(asItIs)

/** What a user edits. */
interface Edits {
  /** Of the code of every day. */
  readonly events: number
  readonly shouts: number
  readonly total: number
  /** How many shouts a check wants to see. */
  readonly atLeast: number
  /** A day whose function throws. */
  readonly broken: string
  readonly until: number
}

const written = ({ events, shouts, total, atLeast, broken, until }: Edits) =>
  oneFile(
    "import { partitions } from 'assetstore'",
    `const days = partitions.daily({ from: '2020-01-01', until: '2020-01-${String(until).padStart(2, '0')}' })`,
    `export const events = asset({ partitions: days }, async (_, { partition }) => {
  await called('events ' + partition.key)
  if (partition.key === '${broken}') throw new Error('no such day')
  return [{ day: partition.key, n: partition.key > '2020-01-03' ? ${events} : 0 }]
})`,
    `export const shouts = asset({ partitions: days }, async ({ events }, { partition }) => {
  await called('shouts ' + partition.key)
  return [{ shout: (await events.all())[0].day + '!', n: ${shouts} }]
})`,
    `export const total = asset(async ({ shouts }) => {
  await called('total')
  return [{ shouts: (await shouts.all()).length + ${total} }]
})`,
    `export const newest = asset(async ({ events }) => {
  await called('newest')
  return [{ day: (await events.pick('day').all()).at(-1).day }]
})`,
    `export const spoken = asset({ partitions: days }, async ({ shouts }, { partition }) => {
  await called('spoken ' + partition.key)
  return [{ spoken: (await shouts.all())[0].shout }]
})`,
    `export const complete = check(async ({ shouts }) => {
  await called('complete')
  return (await shouts.all()).length >= ${atLeast}
})`,
    `export const tells = check({ severity: 'warn', partitions: days }, async ({ events }, { partition }) => {
  await called('tells ' + partition.key)
  return (await events.all())[0].n < 2
})`,
  )

const first: Edits = { events: 0, shouts: 0, total: 0, atLeast: 1, broken: '', until: 6 }

interface Move {
  readonly edit?: Partial<Edits>
  /** A file that is gone, or whose bytes are others, of the day that this says. */
  readonly damage?: readonly ['gone' | 'other bytes', asset: string, day: string]
  readonly words?: readonly string[]
  readonly options?: MaterializeOptions
}

const moves: readonly Move[] = [
  {},
  { edit: { events: 1 } },
  { edit: { events: 2 } },
  { edit: { shouts: 1 } },
  { edit: { total: 1 } },
  { edit: { atLeast: 9 } },
  { edit: { atLeast: 2 } },
  { edit: { until: 7 } },
  { edit: { broken: '2020-01-06', until: 7 } },
  { edit: { broken: '' } },
  { damage: ['gone', 'events', '2020-01-02'] },
  { damage: ['gone', 'shouts', '2020-01-05'], words: ['total'] },
  { damage: ['other bytes', 'shouts', '2020-01-02'], edit: { total: 2 } },
  { words: ['spoken'], options: { only: true }, edit: { shouts: 2 } },
  { options: { partitions: '2020-01-04' }, edit: { events: 3 } },
  { options: { force: true }, words: ['newest'] },
]

async function carryOut(project: Project, open: Awaited<ReturnType<typeof byColumns>>, all: readonly Move[]) {
  const told: Document[] = []
  let edits = first
  for (const { edit, damage, words, options } of [{}, ...all] as readonly Move[]) {
    edits = { ...edits, ...edit }
    project.edit(written(edits))
    await using api = await open({ cwd: project.folder })
    if (damage !== undefined) await damaged(project, damage)
    const events: RunEvent[] = []
    project.calls.reset()
    const run = await api.materialize(words && [...words], {
      concurrency: 1,
      ...options,
      onEvent: (event) => events.push(event),
    })
    told.push({
      calls: project.calls.names.toSorted(),
      counts: run.counts,
      steps: sorted(run.steps.map(timeless)),
      events: sorted(events.map(timeless)),
      // The digest of all files counts the port of the rig.
      lock: readFileSync(join(project.folder, '.assetstore', 'assets.lock'), 'utf8').replaceAll(/"files":"\w+"/g, ''),
      status: (await api.status()).assets.map(timeless),
    })
  }
  return told
}

const sorted = (all: readonly string[]) => all.toSorted()

/** Without what is another thing at every run. */
const timeless = (of: object): string =>
  JSON.stringify(of, (name, value) =>
    ['durationMs', 'run', 'startedAt', 'since', 'materializedAt'].includes(name) ? undefined : value,
  )

async function damaged(project: Project, [how, asset, day]: NonNullable<Move['damage']>): Promise<void> {
  const { path } = await project.json('show', asset, '--partition', day, '--schema')
  if (path === undefined || !existsSync(path)) return
  if (how === 'gone') return project.edit({ [path.slice(project.folder.length + 1)]: null })
  const bytes = readFileSync(path)
  bytes[Math.floor(bytes.length / 3)] = (bytes[Math.floor(bytes.length / 3)] as number) ^ 0xff
  writeFileSync(path, bytes)
}

async function expectEqual(all: readonly Move[]): Promise<void> {
  asItIs()
  const { openProject } = await import('../../src/api/run.ts')
  await using whole = await createProject(written(first))
  const expected = await carryOut(whole, openProject, all)
  await using columns = await createProject(written(first))
  const answers = await carryOut(columns, await byColumns(), all)
  for (const [place, one] of expected.entries())
    expect(answers[place], `after ${JSON.stringify(all[place - 1])}`).toEqual(
      JSON.parse(JSON.stringify(one).replaceAll(whole.folder, columns.folder)),
    )
}

test('a run that leaves out what is plain does, tells and locks what one of everything does', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.constantFrom(...moves), { minLength: 4, maxLength: 4 }), expectEqual), {
    numRuns: 1,
    endOnFailure: true,
  })
})
