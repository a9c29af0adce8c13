import { expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'
import { docs, rowProject } from './projects.ts'

const stepOf = (document: { steps: { asset: string }[] }, asset: string) =>
  document.steps.find((step) => step.asset === asset)

const made = docs.with(1, { id: 'b', text: 'three and more' })

async function builtProject(...written: Parameters<typeof rowProject>) {
  const project = await createProject(rowProject(...written))
  await project.assets('materialize')
  return project
}

test('a plan says how many rows would be computed, and the run computes as many', async () => {
  await using project = await builtProject()
  project.edit(rowProject({ rows: made }))
  const [{ durationMs }] = (await project.json('history', 'chunks')).records
  const before = { action: 'run?', work: null, estimateAtMost: true, estimateMs: durationMs }
  expect(stepOf(await project.json('plan'), 'chunks')).toMatchObject(before)
  expect((await project.assets('plan')).stdout).toMatch(/run\? {4}chunks {14}rows\?; if docs changes/)
  await project.assets('materialize', 'docs')
  expect(stepOf(await project.json('plan'), 'chunks')).toMatchObject({
    ...{ action: 'run', work: { compute: 1, of: 3 }, estimateMs: Math.round(durationMs / 3) },
  })
  expect((await project.json('explain', 'chunks')).estimateMs).toBe(Math.round(durationMs / 3))
  expect((await project.assets('plan')).stdout).toMatch(
    /run {5}chunks {14}1 of 3 rows; upstream changed: docs \(id, text\)/,
  )
  const ran = await project.json('materialize')
  expect(stepOf(ran, 'chunks')).toMatchObject({ work: { computed: 1, reused: 2 } })
})

test('other code computes every row, and rows that were computed by code that is back are taken over', async () => {
  await using project = await builtProject()
  project.edit(rowProject({ extra: '!' }))
  expect(stepOf(await project.json('plan'), 'chunks')).toMatchObject({ action: 'run', work: { compute: 3, of: 3 } })
  await project.assets('materialize')
  project.edit(rowProject({ rows: made }))
  await project.assets('materialize', 'docs')
  expect(stepOf(await project.json('plan'), 'chunks')).toMatchObject({ action: 'run', work: { compute: 1, of: 3 } })
})

test('a condition may leave rows out: the number is an upper bound', async () => {
  const where = ".where(sql`id <> 'c'`)"
  await using project = await builtProject({ where })
  project.edit(rowProject({ where, rows: made }))
  await project.assets('materialize', 'docs')
  const work = { compute: 2, of: 3, atMost: true }
  expect(stepOf(await project.json('plan'), 'chunks')).toMatchObject({ work })
  expect((await project.assets('plan')).stdout).toContain('at most 2 of 3 rows; upstream changed')
})

test('without a key equal contents are one row of work', async () => {
  const twice = [{ id: 'a', text: 'x' }, { id: 'a', text: 'x' }, ...docs.slice(1)]
  await using project = await builtProject({ options: '{}' })
  project.edit(rowProject({ options: '{}', rows: twice }))
  await project.assets('materialize', 'docs')
  expect(stepOf(await project.json('plan'), 'chunks')).toMatchObject({ work: { compute: 1, of: 4 } })
})

test('under --force every row is computed; a fresh asset has nothing to say', async () => {
  await using project = await builtProject()
  const fresh = stepOf(await project.json('plan'), 'chunks')
  expect(fresh).toMatchObject({ action: 'skip' })
  expect(fresh).not.toHaveProperty('work')
  const forced = stepOf(await project.json('plan', 'chunks', '--only', '--force'), 'chunks')
  expect(forced).toMatchObject({ work: { compute: 3, of: 3 } })
})

test('explain estimates the work to do of all that stands around as the plan does', async () => {
  await using project = await builtProject()
  project.edit(rowProject({ rows: made }))
  const lasted = async (asset: string) => (await project.json('history', asset)).records[0].durationMs
  const whole = (await lasted('docs')) + (await lasted('chunks')) + (await lasted('vectors'))
  for (const next of ['docs', 'chunks']) {
    const { steps } = await project.json('plan')
    const ms = steps.reduce((sum: number, { action, estimateMs = 0 }: { action: string; estimateMs?: number }) => {
      return action === 'skip' ? sum : sum + estimateMs
    }, 0)
    expect((await project.json('explain', 'vectors')).estimateMs).toBe(ms)
    expect((await project.json('explain', 'chunks')).below.estimateMs).toBe(ms)
    expect(ms).toBeLessThanOrEqual(whole)
    await project.assets('materialize', next)
  }
})
