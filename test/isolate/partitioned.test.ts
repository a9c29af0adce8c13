import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { createProject, type Document } from '../rig/project.ts'

const files = (option: string) => ({
  'assets/index.ts': `
import { asset, check, effect } from '#project'
import { partitions, sql } from 'assetstore'
const days = partitions.daily({ from: '2020-01-06', until: '2020-01-08', timeZone: 'Europe/Madrid' })
const cells = partitions.cross({ day: days, topic: partitions.of(['a']) })
export const events = asset({ ${option} partitions: days }, (_, { partition, log }) => { log(partition.key); return [{ at: partition.start, end: partition.end, n: Number(partition.key.slice(-2)) }] })
export const rows = asset({ ${option} partitions: days }, ({ events }) => events.pick('n').map(({ n }) => ({ n, twice: n * 2 })))
export const window = asset({ ${option} partitions: days, reads: { rows: partitions.last(2, { missing: 'skip' }) } }, async ({ rows }) => { const keys = []; for (const part of rows.partitions()) keys.push(part.key + ' ' + part.count); return [{ keys: keys.join(), n: (await rows.all()).length }] })
export const cell = asset({ ${option} partitions: cells }, (_, { partition }) => [{ day: partition.day.key, topic: partition.topic.key }])
export const running = asset({ ${option} partitions: days, previous: true, schema: { '~standard': { version: 1, vendor: 'own', validate: (value: any) => ({ value }) } } as any }, async ({ events }, { previous }) => [{ sum: Number((await previous?.all())?.[0]?.sum ?? 0) + events.count }])
export const total = asset({ ${option} }, ({ rows }) => sql\`select sum(twice)::integer as twice, count(*)::integer as n from \${rows}\`)
export const isSmall = check({ ${option} partitions: days, severity: 'warn' }, ({ rows }, { partition }) => partition.key !== '2020-01-07')
export const told = effect({ ${option} partitions: days }, ({ rows }, { partition, key }) => ({ of: partition.key, count: rows.count, key }))
`,
})

/** What a run says and leaves behind, without what is another thing at every run. */
async function outcomeOf(option: string) {
  await using project = await createProject(files(option))
  // One after the other, so that one thread or process serves all of them.
  const { steps } = await project.json('materialize', '--concurrency', '1')
  return {
    steps: steps.map(({ durationMs: _, ...step }: Document) => step).sort(byUnit),
    lock: readFileSync(join(project.folder, '.assetstore/assets.lock'), 'utf8').replaceAll(/"files":"\w+",?/g, ''),
    rows: (await project.json('query', 'select * from "window" order by keys')).rows,
  }
}
const byUnit = (a: Document, b: Document) => (`${a.asset} ${a.partition}` < `${b.asset} ${b.partition}` ? -1 : 1)

let inline: Awaited<ReturnType<typeof outcomeOf>>
beforeAll(async () => {
  inline = await outcomeOf('')
})

test.each(['thread', 'process'])('an asset with partitions comes to the same in a %s', async (isolate) => {
  expect(inline.steps.length).toBeGreaterThan(12)
  expect(inline.steps.flatMap(({ error }: Document) => error ?? [])).toEqual([])
  expect(inline.rows).toEqual([
    { _partition: '2020-01-06', keys: '2020-01-06 1', n: 1 },
    { _partition: '2020-01-07', keys: '2020-01-06 1,2020-01-07 1', n: 2 },
  ])
  expect(await outcomeOf(`isolate: '${isolate}',`)).toEqual(inline)
})
