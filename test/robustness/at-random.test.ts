import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProject, type Document, type Ended, type Project } from '../rig/project.ts'

const seed = Number(process.env.ASSETS_SEED ?? Date.now() % 1_000_000)
const seconds = Number(process.env.ASSETS_RANDOM_SECONDS ?? 5)
const atOnce = 4
const rowCount = 200

let state = seed
const random = (below: number): number => {
  state = (state * 1_103_515_245 + 12_345) % 2 ** 31
  return Math.floor((state / 2 ** 31) * below)
}
const pick = <T>(of: readonly T[]): T => of[random(of.length)] as T

/** What the project is to be, one change after the other: nothing of this is decided by a process. */
interface Model {
  one: number
  two: number
  three: number
  name: 'three' | 'trois'
  /** What is pinned, in development. */
  pins: Map<'one' | 'two', Row>
  /** What stands for `two` of such code and such rows, because somebody has accepted it. */
  accepted: Map<string, Row[]>
}
type Row = Readonly<Record<string, number>>

const model: Model = { one: 1, two: 1, three: 1, name: 'three', pins: new Map(), accepted: new Map() }
const code = ({ one, two, three, name }: Model) => `
import { asset, check, effect } from '#project'
import { sql } from 'assetstore'
import { writeFileSync } from 'node:fs'
export const one = asset(async function* () { for (let id = 0; id < ${rowCount}; id += 1) yield { id, one: ${one} } })
export const two = asset(({ one }) => one.pick('id', 'one').map({ key: 'id' }, ({ id, one }) => ({ id, one, two: ${two} })))
export const ${name} = asset(({ two }) => sql\`select id, one, two, ${three} as three from \${two}\`)
export const whole = check(async ({ two }) => two.count === ${rowCount})
export const sent = effect({ environments: ['development'] }, async ({ ${name} }) => {
  const { id, ...row } = (await ${name}.all())[0]!
  writeFileSync('outside.json', JSON.stringify(row))
  return row
})
`
let project: Project
/** Everything that happened, for whoever reads a failure. */
const happened: string[] = []
const store = (...path: string[]) => join(project.folder, '.assetstore', ...path)

function edit(change: Partial<Model>): void {
  Object.assign(model, change)
  happened.push(`edit ${JSON.stringify(change)}`)
  // By a rename, as editors do: a process that loads it finds the old one or the new one.
  writeFileSync(join(project.folder, 'assets', 'index.ts.new'), code(model))
  renameSync(join(project.folder, 'assets', 'index.ts.new'), join(project.folder, 'assets', 'index.ts'))
}

/** The one row that all rows of the table are but for their id, or `undefined` where there is no table. */
async function rowOf(asset: string, ...words: string[]): Promise<Row | undefined> {
  const { rows, error } = await project.json(
    ...words,
    'query',
    `select * exclude (id), count(*) as n from ${asset} group by all`,
  )
  if (error?.code === 'QUERY_SQL' || error?.code === 'STORE_EMPTY') return undefined
  expect([rows?.length, rows?.[0]?.n], `${asset}: ${error?.message}`).toEqual([1, String(rowCount)])
  const { n, ...row } = rows[0]
  return row
}

/** Every table is what a serial run over the code of now makes of it. */
async function expectAsTheModelSays(environment: 'development' | 'production'): Promise<void> {
  const words = ['--environment', environment]
  const pins = environment === 'development' ? model.pins : new Map()
  const run = await project.json(...words, 'materialize')
  expect([run.exitCode, run.error?.message, run.counts?.failed]).toEqual([0, undefined, 0])
  const one = await rowOf('one', ...words)
  expect(one).toEqual(pins.get('one') ?? { one: model.one })
  const two = await rowOf('two', ...words)
  const computed = { ...one, two: model.two }
  const accepted = model.accepted.get(JSON.stringify(computed)) ?? []
  expect(pins.has('two') ? [pins.get('two')] : [computed, ...accepted]).toContainEqual(two)
  const three = { ...two, three: model.three }
  expect(await rowOf(model.name, ...words)).toEqual(three)
  if (environment === 'development')
    expect(JSON.parse(readFileSync(join(project.folder, 'outside.json'), 'utf8'))).toEqual(three)
  expect(await project.json(...words, 'check')).toMatchObject({ exitCode: 0 })
  expect(await project.json(...words, 'verify')).toMatchObject({ exitCode: 0 })
}

/** What a program may do while others do anything: none changes what the model says. */
const commands: readonly (() => readonly string[])[] = [
  () => ['materialize'],
  () => ['materialize'],
  () => ['materialize', '--force', pick(['one', 'two', 'sent'])],
  () => ['--environment', 'production', 'materialize'],
  () => ['gc', '--yes', '--keep', String(random(2)), '--older-than', '0ms'],
  () => ['gc', '--yes', '--keep', '0', '--older-than', '0ms'],
  () => ['wipe', '--yes', pick(['one', 'two', 'sent'])],
  () => ['verify', '--repair'],
  () => ['export', pick(['one', 'two']), pick(['out.csv', 'out.parquet', 'out.jsonl']), '--force'],
  () => ['status'],
  () => ['check'],
  () => ['show', 'two'],
  () => ['diff', 'one'],
  () => ['history'],
]

/** What may be said by a command beside others. Anything else is a mistake of ours. */
const codes = ['ASSET_PINNED', 'STORE_BUSY', 'STORE_EMPTY', 'STORE_BLOB_MISSING', 'ASSET_FAILED', 'CHECK_FAILED']

function expectDecent(words: readonly string[], { exitCode, signal, stdout, stderr }: Ended): void {
  const about = `${words.join(' ')}: ${signal ?? exitCode} ${stdout} ${stderr}`
  happened.push(about.slice(0, 300))
  if (signal !== null) return
  expect([0, 1, 2, 4], about).toContain(exitCode)
  const document: Document = JSON.parse(stdout)
  const failures = [document.error, ...(document.steps ?? []).map(({ error }: Document) => error)].filter(Boolean)
  // With one version there is none to compare it with.
  const fine = words[0] === 'diff' ? [...codes, 'SELECTION_EMPTY'] : codes
  for (const { code } of failures) expect(fine, about).toContain(code)
}

/** Some processes at once; some of them are killed, some are stopped for a while, and the code is edited meanwhile. */
async function storm(): Promise<void> {
  const one = async () => {
    await setTimeout(random(300))
    const words = pick(commands)()
    const fate = pick(['', '', 'SIGKILL', 'SIGSTOP'] as const)
    const at = random(900)
    const running = project.start([...words, ...(words[0] === 'export' ? [] : ['--json'])])
    if (fate !== '') {
      await Promise.race([setTimeout(at), running.ended])
      running.process.kill(fate)
      if (fate === 'SIGSTOP') {
        await setTimeout(random(300))
        running.process.kill('SIGCONT')
      }
    }
    const ended = await running.ended
    expectDecent(words, words[0] === 'export' && ended.exitCode === 0 ? { ...ended, stdout: '{}' } : ended)
  }
  const edits = async () => {
    await setTimeout(random(600))
    edit(pick([{ one: 1 + random(3) }, { two: 1 + random(3) }, { three: 1 + random(3) }]))
  }
  await Promise.all([...Array.from({ length: atOnce }, one), ...(random(2) === 0 ? [edits()] : [])])
  expectWholeExports()
}

function expectWholeExports(): void {
  for (const file of ['out.csv', 'out.jsonl']) {
    const path = join(project.folder, file)
    if (!existsSync(path)) continue
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
    expect(lines.length, file).toBe(file === 'out.csv' ? rowCount + 1 : rowCount)
  }
}

/** What changes what the project is to be; each is over before the next begins. */
const changes: Readonly<Record<string, () => Promise<void>>> = {
  async edit() {
    edit({ [pick(['one', 'two', 'three'] as const)]: 1 + random(3) })
  },
  async pin() {
    const asset = pick(['one', 'two'] as const)
    const row = (await rowOf(asset)) as Row
    expect(await project.json('pin', asset)).toMatchObject({ exitCode: 0 })
    model.pins.set(asset, row)
  },
  async unpin() {
    const [asset] = model.pins.keys()
    if (asset === undefined) return
    expect(await project.json('unpin', asset)).toMatchObject({ exitCode: 0 })
    model.pins.delete(asset)
  },
  async accept() {
    if (model.pins.size > 0) return
    const row = (await rowOf('two')) as Row
    edit({ two: 1 + random(3) })
    const { exitCode, error } = await project.json('accept', 'two', '--because', 'it is the same')
    expect([0, 1, 2], error?.message).toContain(exitCode)
    if (exitCode !== 0) return
    const key = JSON.stringify({ one: row.one, two: model.two })
    model.accepted.set(key, [...(model.accepted.get(key) ?? []), row])
  },
  async mv() {
    const from = model.name
    edit({ name: from === 'three' ? 'trois' : 'three', three: 1 + random(3) })
    const { exitCode, error } = await project.json('mv', from, model.name)
    expect([exitCode, error?.message]).toEqual([0, undefined])
  },
  async rebuild() {
    for (const end of ['', '-wal', '-shm']) rmSync(store(`catalog.sqlite${end}`), { force: true })
    expect(await project.json('doctor', '--rebuild')).toMatchObject({ exitCode: 0 })
    expect(await project.json('materialize')).toMatchObject({ exitCode: 0, counts: { ran: 0, reused: 0, failed: 0 } })
  },
}

beforeAll(async () => {
  console.log(`seed ${seed}: run it again with ASSETS_SEED=${seed}, for longer with ASSETS_RANDOM_SECONDS=60`)
  project = await createProject({ 'assets/index.ts': code(model) })
})
afterAll(() => project[Symbol.asyncDispose]())

test('whatever processes do at once, what is there in the end is what one run after the other makes', {
  timeout: 3_600_000,
}, async () => {
  const end = performance.now() + seconds * 1000
  try {
    await expectAsTheModelSays('development')
    for (let round = 0; round === 0 || performance.now() < end; round += 1) {
      await storm()
      await expectAsTheModelSays('development')
      if (random(3) === 0) await expectAsTheModelSays('production')
      const change = pick(Object.keys(changes))
      happened.push(`== ${change}`)
      await changes[change]?.()
      if (random(2) === 0) await expectAsTheModelSays('development')
    }
  } catch (error) {
    console.log(`seed ${seed}\n${happened.slice(-40).join('\n')}`)
    throw error
  }
})
