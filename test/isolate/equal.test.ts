import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { createProject, type Document, type Project } from '../rig/project.ts'
import { corpus } from './corpus.ts'

const env = { CORPUS_SECRET: 'sesame-open-now', CORPUS_HOME: '/home' }

/** All that a run leaves behind and says, without what is another thing at every run. */
interface Outcome {
  readonly steps: ReadonlyMap<string, Document>
  readonly warnings: unknown
  readonly lock: string
  readonly keys: readonly string[]
  readonly logs: ReadonlyMap<string, readonly string[]>
  readonly calls: readonly string[]
  readonly status: ReadonlyMap<string, unknown>
}

const withoutTimes = (text: string) =>
  text
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/\bassets-\w+/g, '<project>')
    .replaceAll(/(\.ts)(?:\?load=\d+)?(:\d+):\d+/g, '$1$2')
    .replaceAll(/(asset tables[\\".]+)[0-9a-f]{16}/g, '$1<path>')
    .replaceAll(/20\d{6}T\d{6}\w*-\w+/g, '<run>')

async function outcomeOf(project: Project): Promise<Outcome> {
  const run = async (...words: string[]): Promise<Document> =>
    JSON.parse((await project.run([...words, '--json'], { env })).stdout)
  const made = await run('materialize')
  const calls = project.calls.names.toSorted()
  const steps = new Map<string, Document>()
  for (const { durationMs: _, ...step } of made.steps as Document[])
    steps.set(step.asset, JSON.parse(withoutTimes(JSON.stringify(step))))
  const { records } = await run('history', '--limit', '1000')
  const keys = records.map(({ asset, key }: Document) => `${asset} ${key}`).toSorted()
  const { lines } = await run('logs', made.run)
  const logs = new Map<string, string[]>()
  for (const { asset, level, message } of lines as Document[])
    logs.set(asset, [...(logs.get(asset) ?? []), withoutTimes(`${level} ${withoutFrames(message)}`)])
  const { assets } = await run('status')
  const status = new Map<string, unknown>(
    assets.map(({ name, status, causes }: Document) => [name, { status, causes }]),
  )
  const lock = readFileSync(join(project.folder, '.assetstore/assets.lock'), 'utf8').replaceAll(/"files":"\w+",?/g, '')
  return { steps, warnings: made.warnings, lock, keys, logs, calls, status }
}

/** Of a stack, the lines of the project: below them are those of whoever called. */
const withoutFrames = (message: string) =>
  message
    .split('\n')
    .filter((line) => !/^\s+(at|\.\.\. \d+ lines) /.test(line) || line.includes('/assets/') || line.includes('/src/'))
    .join('\n')

let inline: Outcome
beforeAll(async () => {
  await using project = await createProject(corpus(''))
  inline = await outcomeOf(project)
})

describe.each(['thread', 'process'] as const)('a function with isolate: %o', (isolate) => {
  let isolated: Outcome
  beforeAll(async () => {
    await using project = await createProject(corpus(`isolate: '${isolate}',`))
    isolated = await outcomeOf(project)
  })

  test('is called as often', () => {
    expect(isolated.calls).toEqual(inline.calls)
    expect(inline.calls.length).toBeGreaterThan(5)
  })

  test('comes to the same outcome, with the same error, rows, version, metadata and receipt', () => {
    expect(inline.steps.size).toBeGreaterThan(60)
    for (const [name, step] of inline.steps) expect({ name, ...isolated.steps.get(name) }).toEqual({ name, ...step })
  })

  test('leaves the same records and the same lock', () => {
    expect(isolated.lock).toEqual(inline.lock)
    expect(isolated.keys).toEqual(inline.keys)
  })

  test('says the same in its log, and the run warns of the same', () => {
    for (const [name, lines] of inline.logs) expect([name, isolated.logs.get(name)]).toEqual([name, lines])
    expect(isolated.warnings).toEqual(inline.warnings)
  })

  test('has the same status afterwards', () => {
    expect([...isolated.status]).toEqual([...inline.status])
  })
})
