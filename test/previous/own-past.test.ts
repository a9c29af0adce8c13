import { describe, expect, test } from 'vitest'
import { createProject, type Document } from '../rig/project.ts'
import { outcomesOf } from '../run/projects.ts'
import { first, historyOf, moved, rowSchema, statesOf, withZod } from './projects.ts'

describe('an asset that reads its own last version', () => {
  test('adds to it, and is fresh although its last version is another by then', async () => {
    await using project = await createProject(historyOf(first))
    expect((await project.assets('materialize')).exitCode).toBe(0)
    expect(await statesOf(project)).toEqual(['1:Oslo', '2:Rome'])
    expect(outcomesOf(await project.json('materialize'))).toEqual({ customers: 'skipped', history: 'skipped' })
    project.edit(historyOf(moved))
    project.calls.reset()
    expect(outcomesOf(await project.json('materialize'))).toEqual({ customers: 'ran', history: 'ran' })
    expect(await statesOf(project)).toEqual(['1:Bergen', '1:Oslo', '2:Rome'])
    project.calls.reset()
    expect(outcomesOf(await project.json('materialize'))).toEqual({ customers: 'skipped', history: 'skipped' })
    expect(project.calls.names).toEqual([])
    expect((await project.json('status')).assets.map(({ status }: Document) => status)).toEqual(['fresh', 'fresh'])
  })

  test('an older input computes again from the present past: nothing of the store stands for it', async () => {
    await using project = await createProject(historyOf(first))
    await project.assets('materialize')
    project.edit(historyOf(moved))
    await project.assets('materialize')
    project.edit(historyOf(first))
    project.calls.reset()
    const back = await project.json('materialize')
    expect(outcomesOf(back)).toEqual({ customers: 'reused', history: 'unchanged' })
    expect(project.calls.names).toEqual(['history'])
    expect(await statesOf(project)).toEqual(['1:Bergen', '1:Oslo', '2:Rome'])
    // By now the past is one that this input was computed from: the same call is not made twice.
    project.edit(historyOf(moved))
    await project.assets('materialize')
    project.edit(historyOf(first))
    project.calls.reset()
    expect(outcomesOf(await project.json('materialize'))).toEqual({ customers: 'reused', history: 'reused' })
    expect(project.calls.names).toEqual([])
  })

  test('--force goes on from its last version and says so; --from-scratch starts over', async () => {
    const counted = withZod(
      `export const runs = asset({ schema: z.object({ n: z.number() }), previous: true }, async (_, { previous }) => {
  const [last] = (await previous?.all()) ?? []
  return [{ n: (last?.n ?? 0) + 1 }]
})`,
      'export const other = asset(() => [{ n: 1 }])',
    )
    await using project = await createProject(counted)
    const count = async () => (await project.json('query', 'SELECT n FROM runs')).rows[0].n
    await project.assets('materialize')
    expect(await count()).toBe(1)
    const plan = await project.json('plan', 'runs', '--force')
    expect(plan.steps[0].causes).toMatchObject([
      { kind: 'forced', message: 'forced: from its last version, which --from-scratch leaves behind' },
    ])
    await project.assets('materialize', 'runs', '--force')
    expect(await count()).toBe(2)
    expect((await project.json('plan', '--from-scratch')).steps).toMatchObject([
      { asset: 'runs', action: 'run', causes: [{ message: 'forced from scratch: without its last version' }] },
      { asset: 'other', action: 'skip' },
    ])
    expect(outcomesOf(await project.json('materialize', '--from-scratch'))).toEqual({ runs: 'ran', other: 'skipped' })
    expect(await count()).toBe(1)
    const refused = await project.assets('materialize', 'other', '--from-scratch')
    expect(refused.exitCode).toBe(2)
    expect(refused.stderr).toContain('--from-scratch was given, and other does not read its last version')
  })

  test('a failed call leaves its past as it was, and so does a version that a check holds back', async () => {
    const check = "export const few = check(async ({ history }) => { await called('few'); return history.count < 4 })"
    await using project = await createProject(historyOf({ ...first, more: [check] }))
    await project.assets('materialize')
    project.edit(historyOf({ ...moved, more: [check] }))
    project.calls.fail('history', 1)
    expect((await project.assets('materialize')).exitCode).toBe(1)
    expect(await statesOf(project)).toEqual(['1:Oslo', '2:Rome'])
    project.edit(historyOf({ customers: ['1:Bergen', '2:Lima', '3:Kyiv'], more: [check] }))
    expect((await project.assets('materialize')).exitCode).toBe(1)
    expect(await statesOf(project)).toEqual(['1:Oslo', '2:Rome'])
    // What was held back is no past: from the published one three rows come together.
    project.edit(historyOf({ ...moved, more: [check] }))
    expect((await project.assets('materialize')).exitCode).toBe(0)
    expect(await statesOf(project)).toEqual(['1:Bergen', '1:Oslo', '2:Rome'])
  })

  test('what a check held back is judged again without a call, and published when the check takes it', async () => {
    const few = (most: number) => `export const few = check(({ history }) => history.count < ${most})`
    await using project = await createProject(historyOf({ ...first, more: [few(3)] }))
    await project.assets('materialize')
    project.edit(historyOf({ ...moved, more: [few(3)] }))
    await project.assets('materialize')
    project.calls.reset()
    project.edit(historyOf({ ...moved, more: [few(9)] }))
    expect(outcomesOf(await project.json('materialize'))).toMatchObject({ history: 'reused' })
    expect(project.calls.names).toEqual([])
    expect(await statesOf(project)).toEqual(['1:Bergen', '1:Oslo', '2:Rome'])
  })

  test('a renamed asset goes on where it was, also where its input has moved', async () => {
    await using project = await createProject(historyOf(first))
    await project.assets('materialize')
    project.edit(historyOf({ ...first, name: 'ledger' }))
    project.calls.reset()
    expect(outcomesOf(await project.json('materialize'))).toEqual({ customers: 'skipped', ledger: 'reused' })
    project.edit(historyOf({ ...moved, name: 'states' }))
    await project.assets('materialize')
    expect(await statesOf(project, 'states')).toEqual(['1:Bergen', '1:Oslo', '2:Rome'])
  })

  test('each environment has a past of its own, and takes what was made from the same past', async () => {
    await using project = await createProject(historyOf(first))
    await project.assets('materialize')
    project.edit(historyOf(moved))
    await project.assets('materialize')
    project.calls.reset()
    expect(outcomesOf(await project.json('materialize', '--environment', 'production'))).toEqual({
      customers: 'reused',
      history: 'ran',
    })
    const { rows } = await project.json('query', 'SELECT * FROM history', '--environment', 'production')
    expect(rows).toHaveLength(2)
    expect(await statesOf(project)).toHaveLength(3)
    // A third one starts as production did.
    expect(outcomesOf(await project.json('materialize', '--environment', 'staging'))).toMatchObject({
      history: 'reused',
    })
  })

  test('of two processes the second goes on from what the first has published', async () => {
    await using project = await createProject(historyOf(first))
    await project.assets('materialize')
    project.edit(historyOf(moved))
    const held = project.calls.hold('history')
    const one = project.assets('materialize')
    await held.waiting()
    const other = project.assets('materialize', '--force', 'history')
    held.release()
    expect((await one).exitCode).toBe(0)
    expect((await other).exitCode).toBe(0)
    expect(await statesOf(project)).toEqual(['1:Bergen', '1:Oslo', '2:Rome'])
    const { records } = await project.json('history', 'history')
    expect(records.length).toBeGreaterThan(1)
  })

  test('a run that is killed leaves its past, and the next one goes on from it', async () => {
    await using project = await createProject(historyOf(first))
    await project.assets('materialize')
    project.edit(historyOf(moved))
    const held = project.calls.hold('history')
    const run = project.start(['materialize'])
    await held.waiting()
    run.process.kill('SIGKILL')
    await run.ended
    held.release()
    expect((await project.assets('materialize')).exitCode).toBe(0)
    expect(await statesOf(project)).toEqual(['1:Bergen', '1:Oslo', '2:Rome'])
  })

  test('a last version whose file is gone is no first time: it says so, with both cures', async () => {
    await using project = await createProject(historyOf(first))
    await project.assets('materialize')
    project.edit(historyOf(moved))
    await project.assets('materialize')
    await project.loseObject('history')
    const run = await project.json('materialize')
    expect(run.steps[1].error).toMatchObject({
      code: 'STORE_BLOB_MISSING',
      message: 'history reads its last version as previous, whose file is gone from the store',
      fix: 'put the file back from a copy of the store, or start over: assets materialize history --from-scratch',
    })
    expect((await project.assets('materialize', 'history', '--from-scratch')).exitCode).toBe(0)
    expect(await statesOf(project)).toEqual(['1:Bergen', '2:Rome'])
  })

  test('a schema that refuses what was made before is told of before the function is called', async () => {
    const of = (schema: string, row: string) =>
      withZod(`export const notes = asset({ schema: ${schema}, previous: true }, async (_, { previous }) => {
  await called('notes')
  return [...((await previous?.all()) ?? []), ${row}]
})`)
    await using project = await createProject(of(rowSchema, "{ id: 1, city: 'Oslo' }"))
    await project.assets('materialize')
    const withDay = (how: string) => rowSchema.replace('}', `, day: z.string()${how} }`)
    project.edit(of(withDay(''), "{ id: 2, city: 'Rome', day: 'Monday' }"))
    project.calls.reset()
    const refused = await project.json('materialize')
    expect(refused.steps[0].error).toMatchObject({
      code: 'ASSET_SCHEMA',
      message: expect.stringContaining(
        'notes reads its last version as previous, whose rows its schema refuses by now: day: ',
      ),
    })
    expect(project.calls.names).toEqual([])
    project.edit(of(withDay('.optional()'), "{ id: 2, city: 'Rome', day: 'Monday' }"))
    expect((await project.assets('materialize')).exitCode).toBe(0)
    const shown = await project.assets('show', 'notes', '--format', 'jsonl')
    expect(shown.stdout).toBe('{"id":1,"city":"Oslo","day":null}\n{"id":2,"city":"Rome","day":"Monday"}\n')
  })
})
