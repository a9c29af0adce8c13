import { expect, test } from 'vitest'
import { createProject, type Document } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'

const files = oneFile(
  "import { partitions } from 'assetstore'",
  "const days = partitions.daily({ from: '2020-01-06', until: '2020-01-16' })",
  'export const clean = asset({ partitions: days }, (_, { partition }) => [{ day: partition.key }])',
  `export const total = asset(({ clean }) => sql\`SELECT count(*) AS n FROM \${clean}\`)`,
)
const gone = '2020-01-08,2020-01-09,2020-01-10,2020-01-12'

test('partitions that something waits for are named as ranges, in every command that says why', async () => {
  await using project = await createProject(files)
  await project.assets('materialize')
  await project.assets('wipe', 'clean', '--partitions', gone, '--yes')
  const why = 'clean 2020-01-08..2020-01-10, 2020-01-12 are missing'
  const { assets } = await project.json('status')
  expect(assets[1].causes.map(({ kind, message }: Document) => [kind, message])).toEqual([['upstream_stale', why]])
  expect((await project.assets('status')).stdout).toContain(why)
  expect((await project.assets('explain', 'total')).stdout).toContain(why)
  const plan = await project.assets('plan')
  expect(plan.stdout.replaceAll(/ +/g, ' ')).toContain('run clean[2020-01-08..2020-01-10, 2020-01-12] (4) ')
})

test('check of some partitions is of these alone', async () => {
  await using project = await createProject(files)
  await project.assets('materialize')
  await project.assets('wipe', 'clean', '--partitions', gone, '--yes')
  const checked = async (which: string) => {
    const { exitCode, assets } = await project.json('check', 'clean', '--partitions', which)
    return [exitCode, assets.map(({ name, status }: Document) => [name, status])]
  }
  expect(await checked('latest:2')).toEqual([0, [['clean', 'fresh']]])
  expect(await checked('2020-01-07..2020-01-08')).toEqual([1, [['clean', 'missing']]])
  expect((await project.json('check')).exitCode).toBe(1)
})
