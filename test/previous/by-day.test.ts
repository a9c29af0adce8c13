import { describe, expect, test } from 'vitest'
import { clone } from '../gate/clone.ts'
import { createProject, type Document, type Project } from '../rig/project.ts'
import { withZod } from './projects.ts'

const days = "const days = partitions.daily({ from: '2020-01-01', until: '2020-01-07' })"
const keys = ['2020-01-01', '2020-01-02', '2020-01-03', '2020-01-04', '2020-01-05', '2020-01-06']

/** What each day adds, and how much it is by the end of that day, as far as the account holds it. */
const account = (added: Readonly<Record<string, number>> = {}, most = 1_000) =>
  withZod(
    days,
    `const added: Record<string, number> = ${JSON.stringify(added)}`,
    `export const sums = asset({ partitions: days }, async (_, { partition }) => [{ n: added[partition.key] ?? 1 }])`,
    `export const balance = asset({ schema: z.object({ n: z.number() }), previous: true, partitions: days }, async ({ sums }, { previous, partition }) => {
  await called(partition.key)
  const [before] = (await previous?.all()) ?? []
  const [{ n }] = await sums.all()
  return [{ n: Math.min(${most}, (before?.n ?? 0) + n) }]
})`,
  )

async function balances(project: Project): Promise<readonly number[]> {
  const { rows } = await project.json('query', 'SELECT n FROM balance ORDER BY _partition')
  return rows.map(({ n }: Document) => n)
}
const outcomesOf = (run: Document) =>
  Object.fromEntries(
    run.steps.flatMap(({ asset, partition, outcome }: Document) => (asset === 'balance' ? [[partition, outcome]] : [])),
  )

describe('a partition of time that reads the one before', () => {
  test('a check of a day holds that day back, and the days after it', async () => {
    const checked = (most: number) => ({
      'assets/index.ts': `${account()['assets/index.ts']}export const small = check({ partitions: days }, async ({ balance }) => (await balance.all())[0].n < ${most})\n`,
    })
    await using project = await createProject(checked(3))
    expect((await project.assets('materialize')).exitCode).toBe(1)
    expect(project.calls.names).toEqual(keys.slice(0, 3))
    project.edit(checked(30))
    project.calls.reset()
    expect((await project.assets('materialize')).exitCode).toBe(0)
    expect(project.calls.names).toEqual(keys.slice(3))
    expect(await balances(project)).toEqual([1, 2, 3, 4, 5, 6])
  })

  test('all of them are made in order, and an edit of one day goes on as far as it makes a difference', async () => {
    await using project = await createProject(account())
    expect((await project.assets('materialize')).exitCode).toBe(0)
    expect(project.calls.names).toEqual(keys)
    expect(await balances(project)).toEqual([1, 2, 3, 4, 5, 6])
    project.calls.reset()
    await project.assets('materialize')
    expect(project.calls.names).toEqual([])
    // The third day adds nothing, and all days after it are less by one.
    project.edit(account({ '2020-01-03': 0 }))
    const ran = await project.json('materialize')
    expect(project.calls.names).toEqual(keys.slice(2))
    expect(await balances(project)).toEqual([1, 2, 2, 3, 4, 5])
    const fourth = ran.steps.find((one: Document) => one.asset === 'balance' && one.partition === '2020-01-04')
    expect(fourth.causes).toMatchObject([
      { kind: 'upstream_changed', subject: 'balance[2020-01-03]', message: 'previous changed: balance[2020-01-03]' },
    ])
    // What is taken back is there: which day was before is part of what each was made from.
    project.calls.reset()
    project.edit(account())
    await project.assets('materialize')
    expect(project.calls.names).toEqual([])
    expect(await balances(project)).toEqual([1, 2, 3, 4, 5, 6])
  })

  test('a day that comes out as it was stops it there', async () => {
    await using project = await createProject(account({}, 3))
    await project.assets('materialize')
    expect(await balances(project)).toEqual([1, 2, 3, 3, 3, 3])
    project.calls.reset()
    project.edit(account({ '2020-01-02': 2 }, 3))
    const ran = await project.json('materialize')
    expect(project.calls.names).toEqual(['2020-01-02', '2020-01-03'])
    expect(outcomesOf(ran)).toEqual({
      '2020-01-01': 'cut_off',
      '2020-01-02': 'ran',
      '2020-01-03': 'unchanged',
      ...Object.fromEntries(keys.slice(3).map((key) => [key, 'cut_off'])),
    })
  })

  test('a day that fails stops the days after it, and they say so', async () => {
    await using project = await createProject(account())
    project.calls.fail('2020-01-03', 1)
    const run = await project.json('materialize')
    expect(outcomesOf(run)).toEqual({
      ...Object.fromEntries(keys.slice(0, 2).map((key) => [key, 'ran'])),
      '2020-01-03': 'failed',
      ...Object.fromEntries(keys.slice(3).map((key) => [key, 'blocked'])),
    })
    const { assets } = await project.json('status', '--partitions', '2020-01-04')
    expect(assets.find(({ name }: Document) => name === 'balance').causes).toContainEqual(
      expect.objectContaining({ kind: 'upstream_stale', message: 'the partition before it is failed' }),
    )
    project.calls.reset()
    await project.assets('materialize', '--partitions', 'failed')
    expect(project.calls.names).toEqual(keys.slice(2))
  })

  test('a day that is asked for alone brings the days before it, and one that has no day before is refused', async () => {
    await using project = await createProject(account())
    const alone = await project.json('materialize', 'balance', '--only', '--partitions', '2020-01-02')
    expect(alone.steps[0].error.code).toBe('STORE_EMPTY')
    await project.assets('materialize', 'balance', '--partitions', '2020-01-03')
    expect(project.calls.names).toEqual(keys.slice(0, 3))
  })

  test('--force makes days again from the ones before; all of them start over from the first', async () => {
    await using project = await createProject(account())
    await project.assets('materialize')
    project.calls.reset()
    await project.assets('materialize', 'balance', '--force', '--partitions', '2020-01-04')
    expect(project.calls.names).toEqual(['2020-01-04'])
    const refused = await project.assets('materialize', 'balance', '--from-scratch', '--partitions', '2020-01-04')
    expect(refused.exitCode).toBe(2)
    expect(refused.stderr).toContain('balance[2020-01-03] is not among these')
    project.calls.reset()
    await project.assets('materialize', 'balance', '--from-scratch')
    expect(project.calls.names).toEqual(keys)
    expect(await balances(project)).toEqual([1, 2, 3, 4, 5, 6])
  })

  test('of a cross it is the time before of the same other keys; keys that are no time have a past each', async () => {
    const cross = (n: number) =>
      withZod(
        "const grid = partitions.cross({ day: partitions.daily({ from: '2020-01-01', until: '2020-01-03' }), topic: partitions.of(['a', 'b']) })",
        "const topics = partitions.of(['a', 'b'])",
        `export const seen = asset({ schema: z.object({ text: z.string() }), previous: true, partitions: grid }, async (_, { previous, partition }) =>
  [...((await previous?.all()) ?? []), { text: partition.key }])`,
        `export const base = asset({ partitions: topics }, (_, { partition }) => [{ text: partition.key + ${n} }])`,
        `export const kept = asset({ schema: z.object({ text: z.string() }), previous: true, partitions: topics }, async ({ base }, { previous }) =>
  [...((await previous?.all()) ?? []), ...(await base.all())])`,
      )
    await using project = await createProject(cross(1))
    await project.assets('materialize')
    const textsOf = async (asset: string, key: string) => {
      const { rows } = await project.json('query', `SELECT text FROM ${asset} WHERE _partition = '${key}'`)
      return rows.map(({ text }: Document) => text)
    }
    expect(await textsOf('seen', '2020-01-02|b')).toEqual(['2020-01-01|b', '2020-01-02|b'])
    project.edit(cross(2))
    await project.assets('materialize')
    expect(await textsOf('kept', 'b')).toEqual(['b1', 'b2'])
  })
})

test('on the lock partitions that read each other are judged by everything else', async () => {
  await using project = await createProject(account())
  await project.assets('materialize')
  using clean = clone(project)
  expect(await clean.json(['check'])).toMatchObject({ ok: true, basis: 'lock' })
  clean.edit(account({ '2020-01-03': 0 }))
  const { assets } = await clean.json(['check'])
  expect(assets.find(({ name }: Document) => name === 'sums').status).toBe('stale')
})
