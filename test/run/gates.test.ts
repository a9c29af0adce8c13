import { describe, expect, test } from 'vitest'
import { createProject, type Document } from '../rig/project.ts'
import { oneFile, outcomesOf } from './projects.ts'

const a = (n = 1) => `export const a = asset(async () => { await called('a'); return [{ n: ${n} }] })`
const b = "export const b = asset(async ({ a }) => { await called('b'); return a })"
const told = "export const told = effect(async ({ b }) => { await called('told'); return { n: b.count } })"
const check = (what: string, options = '{}') =>
  `export const positive = check(${options}, async ({ a }) => { await called('positive'); return sql\`select n from \${a} where ${what}\` })`

const statuses = ({ assets }: Document) =>
  Object.fromEntries(assets.map(({ name, status }: Document) => [name, status]))
const actions = ({ steps }: Document) => Object.fromEntries(steps.map(({ asset, action }: Document) => [asset, action]))

describe('a blocking check over the table that is there', () => {
  test('that is added, and fails, blocks what is below in this run and the next, until it passes', async () => {
    await using project = await createProject(oneFile(a(), b, told))
    await project.assets('materialize')
    project.calls.reset()
    project.edit(oneFile(a(), b.replace('return a', 'return a.where(sql`n > 0`)'), told, check('n > 0')))
    const first = await project.json('materialize')
    expect(first.exitCode).toBe(1)
    expect(outcomesOf(first)).toEqual({ a: 'skipped', positive: 'failed', b: 'blocked', told: 'blocked' })
    expect(project.calls.names).toEqual(['positive'])
    const cause = { kind: 'check_failed', subject: 'positive', message: 'the check positive failed: 1 row fails' }
    expect(first.steps.find(({ asset }: Document) => asset === 'told').causes).toMatchObject([cause])

    const plan = await project.json('plan')
    expect(actions(plan)).toEqual({ a: 'skip', positive: 'blocked', b: 'blocked', told: 'blocked' })
    expect(plan.steps[2].causes[0]).toMatchObject(cause)
    expect((await project.assets('plan')).stdout).toContain('3 blocked')
    const state = await project.json('check')
    expect(statuses(state)).toEqual({ a: 'fresh', positive: 'failed', b: 'blocked', told: 'blocked' })
    expect((await project.assets('check')).stdout).toContain(
      'fix: mend the check positive (assets/index.ts:7) or the data, then: assets materialize',
    )
    expect(outcomesOf(await project.json('materialize', 'b', '--only'))).toEqual({ positive: 'failed', b: 'blocked' })
    expect(outcomesOf(await project.json('materialize'))).toEqual(outcomesOf(first))
    expect(project.calls.names).toEqual(['positive'])

    project.edit(oneFile(a(), b, told, check('n > 5')))
    expect((await project.json('materialize')).exitCode).toBe(0)
    expect(project.calls.names).toEqual(['positive', 'positive'])
    expect((await project.assets('check')).exitCode).toBe(0)
  })

  test('that only warned, and blocks by now, blocks; and the other way round', async () => {
    await using project = await createProject(oneFile(a(), b, check('n > 0', "{ severity: 'warn' }")))
    expect((await project.json('materialize')).exitCode).toBe(0)
    project.edit(oneFile(a(), b, check('n > 0')))
    expect(statuses(await project.json('check'))).toEqual({ a: 'fresh', b: 'blocked', positive: 'failed' })
    expect(outcomesOf(await project.json('materialize'))).toEqual({ a: 'skipped', positive: 'failed', b: 'blocked' })
    project.edit(oneFile(a(), b, check('n > 0', "{ severity: 'warn' }")))
    expect((await project.json('materialize')).exitCode).toBe(0)
    expect((await project.assets('check')).exitCode).toBe(0)
    expect(project.calls.count('positive')).toBe(1)
  })

  test('over two tables holds what reads either, and lets pass what it waits for', async () => {
    const lines = [
      a(),
      "export const b = asset(async ({ a }) => { await called('b'); return a })",
      "export const of_a = asset(async ({ a }) => { await called('of_a'); return a })",
      "export const of_b = asset(async ({ b }) => { await called('of_b'); return b })",
      'export const both = check(async ({ a, b }) => a.count + b.count > 2)',
    ]
    await using project = await createProject(oneFile(...lines))
    // The later of its tables is the one that is held back.
    const held = { a: 'ran', b: 'failed', both: 'failed', of_a: 'blocked', of_b: 'blocked' }
    expect(outcomesOf(await project.json('materialize'))).toEqual(held)
    expect(project.calls.names).toEqual(['a', 'b'])
    const state = await project.json('status')
    expect(statuses(state)).toEqual({ a: 'fresh', b: 'failed', of_a: 'blocked', of_b: 'blocked', both: 'failed' })
  })
})

describe('a new version that a check holds back', () => {
  test('leaves the check failed and names it at the table; an edit of the check makes both stale, and undone both are as before', async () => {
    await using project = await createProject(oneFile(a(), b, check('n < 0')))
    await project.assets('materialize')
    project.edit(oneFile(a(-1), b, check('n < 0')))
    const ran = await project.json('materialize')
    expect(outcomesOf(ran)).toEqual({ a: 'failed', positive: 'failed', b: 'blocked' })
    expect(ran.errors).toBeUndefined()
    const state = await project.json('status')
    expect(statuses(state)).toEqual({ a: 'failed', b: 'blocked', positive: 'failed' })
    expect(state.assets.map(({ error }: Document) => error?.message)).toEqual([
      'the new version of a is held back: the check positive failed: 1 row fails',
      undefined,
      'the check positive failed: 1 row fails',
    ])
    expect(actions(await project.json('plan'))).toEqual({ a: 'blocked', positive: 'blocked', b: 'blocked' })
    project.edit(oneFile(a(-1), b, check('n < -5')))
    expect(statuses(await project.json('status'))).toEqual({ a: 'stale', b: 'maybe', positive: 'stale' })
    expect(actions(await project.json('plan'))).toEqual({ a: 'reuse', positive: 'run', b: 'run' })
    project.edit(oneFile(a(), b, check('n < 0')))
    expect(statuses(await project.json('status'))).toEqual({ a: 'fresh', b: 'fresh', positive: 'fresh' })
    expect((await project.json('materialize')).exitCode).toBe(0)
  })

  test('the first time is failed, and not only missing', async () => {
    await using project = await createProject(oneFile(a(-1), b, check('n < 0')))
    await project.assets('materialize')
    expect(statuses(await project.json('check'))).toEqual({ a: 'failed', b: 'blocked', positive: 'failed' })
    expect(project.calls.count('a')).toBe(1)
  })
})

describe('a check that cannot be asked', () => {
  test.each(['block', 'warn'])('is an error and no pass, also where it says %s', async (severity) => {
    await using project = await createProject(oneFile(a(), b))
    await project.assets('materialize')
    project.edit(oneFile(a(), b, check('mistyped > 0', `{ severity: '${severity}' }`)))
    for (const _ of [1, 2]) {
      const ran = await project.json('materialize')
      expect(ran.exitCode).toBe(1)
      expect(outcomesOf(ran).positive).toBe('failed')
      expect(outcomesOf(ran).b).toBe(severity === 'block' ? 'blocked' : 'skipped')
      const state = await project.json('check')
      expect(statuses(state)).toMatchObject({ a: 'fresh', positive: 'failed' })
      expect(state.assets.at(-1).error.message).toContain('"mistyped" not found')
    }
    expect((await project.assets('check')).stdout).toContain('fix: mend the check positive (assets/index.ts:6)')
    project.edit(oneFile(a(), b, check('n > 5', `{ severity: '${severity}' }`)))
    expect((await project.json('materialize')).exitCode).toBe(0)
    expect((await project.assets('check')).exitCode).toBe(0)
  })
})
