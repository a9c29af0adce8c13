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
