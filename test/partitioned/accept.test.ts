import { expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'

const days = (until: string, body: string) =>
  oneFile(
    "import { partitions } from 'assetstore'",
    `const days = partitions.daily({ from: '2020-01-06', until: '${until}' })
     export const clean = asset({ partitions: days }, (_, { partition }) => ${body})`,
  )
const made = '[{ day: partition.key.trim() }]'
const edited = '[{ day: partition.key.trim().trim() }]'
const because = ['--because', 'trimming twice changes nothing']

test('one day is accepted, and the others stay stale', async () => {
  await using project = await createProject(days('2020-01-10', made))
  await project.assets('materialize')
  project.edit(days('2020-01-10', edited))
  const { assets, exitCode } = await project.json('accept', 'clean', '--partition', '2020-01-07', ...because)
  expect(exitCode).toBe(0)
  expect(assets).toMatchObject([{ asset: 'clean', partition: '2020-01-07', outcome: 'accepted' }])
  const [clean] = (await project.json('status')).assets
  expect(clean.partitions.ranges).toMatchObject([
    { from: '2020-01-06', to: '2020-01-06', status: 'stale' },
    { from: '2020-01-07', to: '2020-01-07', status: 'fresh' },
    { from: '2020-01-08', to: '2020-01-09', status: 'stale' },
  ])
  const explained = await project.assets('explain', 'clean', '--partition', '2020-01-08')
  expect(explained.stdout).toContain('assets accept clean --partition 2020-01-08 --because "…"')
  const rest = await project.assets('accept', 'clean', '--partitions', 'stale', ...because)
  expect(rest.stdout).toMatch(/^✓ clean\[2020-01-06\] {2}accepted .*\n.*\n.*\n3 partitions accepted by /)
})

test('a day that was never made, or that there is not, is refused by its name, and then none is accepted', async () => {
  await using project = await createProject(days('2020-01-09', made))
  await project.assets('materialize')
  project.edit(days('2020-01-10', edited))
  const accept = async (which: string) =>
    (await project.assets('accept', 'clean', '--partitions', which, ...because)).stderr
  expect(await accept('2020-01-08..2020-01-09')).toBe(
    `error ACCEPT_REFUSED
  clean[2020-01-09] cannot be accepted: it has never been made
  assets materialize clean --partition 2020-01-09
`,
  )
  expect(await accept('2020-01-10')).toContain('PARTITION_UNKNOWN')
  const [clean] = (await project.json('status')).assets
  expect(clean.partitions.counts).toEqual({ stale: 3, missing: 1 })
})
