import { expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'
import { chain, oneFile, outcomesOf } from '../run/projects.ts'

test('what failed in the last run and what was blocked by it is materialized again, and nothing else', async () => {
  await using project = await createProject({
    ...chain,
    'assets/index.ts': `${chain['assets/index.ts']}export * from './apart.ts'\n`,
    'assets/apart.ts':
      "import { asset } from '#project'\nexport const apart = asset({ volatile: true }, () => [{ a: 1 }])\n",
  })
  expect(await project.assets('retry')).toMatchObject({ exitCode: 0, stdout: '', stderr: 'nothing has been run yet\n' })
  project.calls.fail('clean', 1)
  const failed = await project.json('materialize')
  expect(outcomesOf(failed)).toMatchObject({ clean: 'failed', report: 'blocked' })
  project.calls.reset()

  const again = await project.json('retry')
  expect(again).toMatchObject({ command: 'retry', exitCode: 0 })
  expect(outcomesOf(again)).toMatchObject({ clean: 'ran', report: 'ran' })
  expect(outcomesOf(again)).not.toHaveProperty('apart')
  expect(project.calls.names).toEqual(['clean', 'report'])

  const { stderr } = await project.assets('retry')
  expect(stderr).toBe(`nothing failed in run ${again.run}\n`)
  expect(outcomesOf(await project.json('retry', failed.run))).toMatchObject({ clean: 'skipped', report: 'skipped' })
  const unknown = await project.assets('retry', '20000101')
  expect([unknown.exitCode, unknown.stderr]).toEqual([2, expect.stringContaining('there is no run "20000101"')])
})

test('what failed is tried again though a run was killed since, and somebody accepted what there is', async () => {
  const apart = (n: number) => `import { asset } from '#project'\nexport const apart = asset(() => [{ n: ${n} }])\n`
  const index = `${chain['assets/index.ts']}export * from './apart.ts'\n`
  await using project = await createProject({ ...chain, 'assets/index.ts': index, 'assets/apart.ts': apart(1) })
  await project.assets('materialize')
  project.edit({ 'assets/clean.ts': chain['assets/clean.ts']!.replace('trim()', 'trim().toUpperCase()') })
  project.calls.fail('clean', 1)
  expect(await project.json('materialize')).toMatchObject({ exitCode: 1 })
  const held = project.calls.hold('raw')
  const killed = project.start(['materialize', '--force', 'raw'])
  await held.waiting()
  killed.process.kill('SIGKILL')
  await killed.ended
  held.release()
  project.edit({ 'assets/apart.ts': apart(2) })
  expect(await project.json('accept', 'apart', '--because', 'it is as it was')).toMatchObject({ exitCode: 0 })
  expect(outcomesOf(await project.json('retry'))).toMatchObject({ clean: 'ran', report: 'ran' })
})

test('runs whose ids begin alike are told apart, and none of them is taken by a guess', async () => {
  await using project = await createProject(chain)
  const runs = [await project.json('materialize'), await project.json('materialize', '--force')].map(({ run }) => run)
  const [first, second] = runs.toReversed()
  for (const command of ['retry', 'logs']) {
    const { exitCode, stderr } = await project.assets(command, first.slice(0, 4))
    expect([exitCode, stderr]).toEqual([
      2,
      `error SELECTION_EMPTY\n  "${first.slice(0, 4)}" is the beginning of 2 runs: ${first}, ${second}\n  name more digits of one of them\n`,
    ])
    expect((await project.assets(command, first)).exitCode).toBe(0)
  }
})

test('of an asset with partitions those are made that failed or were blocked, and no other that was never made', async () => {
  await using project = await createProject(
    oneFile(
      "import { partitions } from 'assetstore'",
      "const days = partitions.daily({ from: '2026-01-01', until: '2026-01-05' })",
      "export const events = asset({ partitions: days }, async (_, { partition }) => { await called('events ' + partition.key); return [{ n: 1 }] })",
      "export const clean = asset({ partitions: days }, async ({ events }, { partition }) => { await called('clean ' + partition.key); return events })",
    ),
  )
  project.calls.fail('events 2026-01-02', 1)
  expect((await project.assets('materialize', '--partitions', '2026-01-02,2026-01-03')).exitCode).toBe(1)
  project.calls.reset()
  expect((await project.assets('retry')).exitCode).toBe(0)
  expect(project.calls.names).toEqual(['events 2026-01-02', 'clean 2026-01-02'])
})
