import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { createProject, type Document } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'

const files = oneFile(
  "import { partitions } from 'assetstore'",
  "const days = partitions.daily({ from: '2020-01-06', until: '2020-01-16' })",
  'export const events = asset({ partitions: days }, (_, { partition }) => [{ day: partition.key, n: 1 }])',
  "export const moving = asset({ partitions: days, reads: { events: partitions.last(2, { missing: 'skip' }) } }, async ({ events }, { partition }) => [{ day: partition.key, n: events.count }])",
  'export const positive = check({ partitions: days }, async ({ events }) => (await events.all()).every((row) => row.n > 0))',
  'export const total = asset(async ({ moving }) => [{ n: moving.count }])',
)

/** What is recorded of this day says nothing any more: whoever reads it fails. */
function damage(root: string, partition: string): void {
  const catalog = new Database(join(root, '.assetstore', 'catalog.sqlite'))
  catalog.prepare("UPDATE records SET ingredients = '{' WHERE partition = ?").run(partition)
  catalog.close()
}

test('a plan of some partitions reads their records and those of what has a part in them, and no others', async () => {
  await using project = await createProject(files)
  await project.assets('materialize')
  project.edit({ 'assets/index.ts': (files['assets/index.ts'] as string).replace('n: 1 }]', 'n: 2 }]') })
  const units = async (...words: string[]) =>
    ((await project.json('plan', ...words)).steps as Document[]).map(({ asset, partition, action }) => [
      asset,
      partition,
      action,
    ])
  const asked = ['moving', '--partitions', '2020-01-10']
  const before = await units(...asked)
  expect(before).toEqual([
    ['events', '2020-01-09', 'run'],
    ['events', '2020-01-10', 'run'],
    ['positive', '2020-01-09', 'run?'],
    ['positive', '2020-01-10', 'run?'],
    ['moving', '2020-01-10', 'run?'],
  ])
  const { stderr } = await project.assets('plan', 'events', 'total', '--partitions', '2020-01-10')
  expect(stderr).toContain('2020-01-10 means no partition of total: nothing of it is done')
  expect((await project.json('status', '--partitions', 'events')).error).toMatchObject({
    ...{ code: 'PARTITION_UNKNOWN', message: '"events" is an asset, and no partition' },
    fix: 'write it before --partitions',
  })
  damage(project.folder, '2020-01-12')
  expect(await units(...asked)).toEqual(before)
  const [status] = (await project.json('status', 'moving', '--partitions', '2020-01-10')).assets as Document[]
  expect(status).toMatchObject({ name: 'moving', status: 'maybe', partitions: { total: 1 } })
  // What reads all days needs them all, as does a plan of what is stale.
  expect(await project.assets('plan', 'moving', '--partitions', 'stale')).toMatchObject({
    stderr: expect.stringContaining('STORE_CORRUPT'),
  })
  damage(project.folder, '2020-01-09')
  expect(await project.assets('plan', ...asked)).toMatchObject({ stderr: expect.stringContaining('STORE_CORRUPT') })
})

/** Every other day has what was made of the first one; its rows are the same. */
function copyFirstDay(root: string, days: readonly string[]): void {
  const catalog = new Database(join(root, '.assetstore', 'catalog.sqlite'))
  const columns = (catalog.prepare('PRAGMA table_info(records)').all() as { readonly name: string }[])
    .map(({ name }) => name)
    .filter((name) => name !== 'id')
  const copy = catalog.prepare(
    `INSERT INTO records (${columns.join()}) SELECT ${columns.map((name) => (name === 'partition' ? '?' : name)).join()} FROM records WHERE asset = ? AND partition = ?`,
  )
  const point = catalog.prepare('INSERT INTO pointers (asset, partition, record) VALUES (?, ?, ?)')
  const [first, ...others] = days
  catalog.transaction(() => {
    for (const asset of ['daily', 'clean'])
      for (const day of others) point.run(asset, day, copy.run(day, asset, first).lastInsertRowid)
  })()
  catalog.close()
}

test('what is told of very many partitions together is what is told of each of them', async () => {
  const start = Date.UTC(2000, 0, 1)
  const days = Array.from({ length: 2_600 }, (_, n) => new Date(start + n * 86_400_000).toISOString().slice(0, 10))
  const [first, last] = [days[0] as string, days.at(-1) as string]
  await using project = await createProject(
    oneFile(
      "import { partitions } from 'assetstore'",
      `const days = partitions.daily({ from: '2000-01-01', until: '${new Date(start + 2_600 * 86_400_000).toISOString().slice(0, 10)}' })`,
      'export const daily = asset({ partitions: days }, () => [{ n: 1 }])',
      'export const clean = asset({ partitions: days }, async ({ daily }) => (await daily.all()).map(({ n }) => ({ n: n * 2 })))',
    ),
  )
  await project.assets('materialize', '--partitions', first)
  copyFirstDay(project.folder, days)
  // One by one, as of every command that is about some partitions.
  const each = async (command: string) =>
    (await project.json(command, 'daily', 'clean', '--partitions', `${first}..${last}`)).assets
  const together = async (command: string) => (await project.json(command, 'daily', 'clean')).assets
  const whole = await together('status')
  expect(whole).toEqual(await each('status'))
  expect(whole.map(({ status, partitions }: Document) => [status, partitions.counts])).toEqual([
    ['fresh', { fresh: 2_600 }],
    ['fresh', { fresh: 2_600 }],
  ])
  const catalog = new Database(join(project.folder, '.assetstore', 'catalog.sqlite'))
  const one = (asset: string, day: string) => `asset = '${asset}' AND partition = '${day}'`
  catalog.exec(`DELETE FROM pointers WHERE ${one('daily', '2001-02-03')}`)
  catalog.exec(`UPDATE records SET version = 'another' WHERE ${one('daily', '2002-03-04')}`)
  catalog.exec(`UPDATE records SET rows = 7, blob = 'ff' || blob WHERE ${one('clean', '2003-04-05')}`)
  catalog.close()
  const broken = await together('check')
  expect(broken).toEqual(await each('check'))
  expect(broken.map(({ partitions }: Document) => partitions.counts)).toEqual([
    { fresh: 2_599, missing: 1 },
    { fresh: 2_597, maybe: 1, stale: 1, broken: 1 },
  ])
  const words = ['plan', 'daily', 'clean']
  expect(await project.json(...words)).toEqual(await project.json(...words, '--partitions', `${first}..${last}`))
})
