import fc from 'fast-check'
import { expect, test } from 'vitest'
import { proposedSuite } from '../../src/app/profile/proposed-suite.ts'
import { expectations, expectationsOf } from '../../src/define/expectations.ts'
import { runExpectations } from '../../src/table/expectations/run-expectations.ts'
import { profileTable } from '../../src/table/profile/profile-table.ts'
import { createProject } from '../rig/project.ts'
import { rowsRig } from '../store/rows-engine.ts'

const seed = Number(process.env.FUZZ_SEED ?? 20260301)
const rig = rowsRig()

const orders = `import { asset } from '#project'
export const orders = asset(() => Array.from({ length: 40 }, (_, i) => ({
  id: i, amount: i % 4 === 0 ? null : i / 2, status: ['open', 'closed'][i % 2], at: new Date(86_400_000 * i), tags: ['a'],
})))`

test('profile tells what the columns of a table hold', async () => {
  await using project = await createProject({ 'assets/index.ts': orders })
  await project.assets('materialize')
  const { rows, columns } = await project.json('profile', 'orders')
  expect(rows).toBe(40)
  expect(columns).toMatchObject([
    {
      name: 'id',
      type: 'DOUBLE',
      missing: 0,
      distinct: 40,
      min: 0,
      max: 39,
      mean: 19.5,
      quantiles: [expect.closeTo(1.95), 9.75, 19.5, 29.25, 37.05],
    },
    { name: 'amount', missing: 10, distinct: 30, histogram: { counts: [3, 3, 3, 3, 3, 3, 3, 3, 3, 3] } },
    {
      name: 'status',
      distinct: 2,
      lengths: { min: 4, mean: 5, max: 6 },
      top: [
        { value: 'closed', count: 20 },
        { value: 'open', count: 20 },
      ],
    },
    { name: 'at', min: '1970-01-01T00:00:00.000000', max: '1970-02-09T00:00:00.000000' },
    { name: 'tags', distinct: null, missing: 0 },
  ])
  const { stdout } = await project.assets('profile', 'orders')
  expect(stdout).toBe(`orders  40 rows

COLUMN  TYPE       MISSING  DISTINCT         MIN    MEDIAN         MAX  VALUES
id      DOUBLE           -        40           0      19.5          39  ██████████
amount  DOUBLE        25 %        30         0.5        10        19.5  ██████████
status  VARCHAR          -         2      4 long  5.0 long      6 long  closed 50 %, open 50 %
at      TIMESTAMP        -        40  1970-01-01            1970-02-09
tags    VARCHAR[]        -
`)
})

test('the suite that it proposes is a file for expectations, and holds', async () => {
  await using project = await createProject({ 'assets/index.ts': orders })
  await project.assets('materialize')
  const { stdout: suite } = await project.assets('profile', 'orders', '--suite')
  project.edit({
    'assets/orders.suite.json': suite,
    'assets/index.ts': `import { expectations } from 'assetstore/expectations'
import { check } from '#project'
import suite from './orders.suite.json' with { type: 'json' }
${orders}
export const held = check(({ orders }) => expectations(orders, suite))`,
  })
  const { steps } = await project.json('materialize')
  const { outcome, facts } = steps.find(({ asset }: { asset: string }) => asset === 'held')
  expect(outcome).toBe('ran')
  expect(facts.validation.statistics).toMatchObject({ evaluated_expectations: 18, unsuccessful_expectations: 0 })
})

const cell = fc.oneof(
  fc.constant(null),
  fc.integer(),
  fc.double(),
  fc.string({ unit: 'binary' }),
  fc.boolean(),
  fc.date({ noInvalidDate: true, min: new Date(-6e13), max: new Date(2e14) }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
)
const column = fc.oneof(
  ...[
    fc.integer(),
    fc.double(),
    fc.string({ unit: 'binary' }),
    fc.boolean(),
    fc.date({ noInvalidDate: true, min: new Date(-6e13), max: new Date(2e14) }),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  ].map((of) => fc.array(fc.option(of as typeof cell, { freq: 4 }), { minLength: 12, maxLength: 12 })),
)

test('it holds on any table', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(column, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 12 }),
      async (columns, length) => {
        const rows = Array.from({ length }, (_, at) =>
          Object.fromEntries(columns.map((values, n) => [`c ${n}`, values[at] ?? null])),
        )
        const { table } = await rig.table(rows)
        const suite = proposedSuite('any', await profileTable(rig.engine(), { table, asset: 'any' }))
        const held = expectationsOf(expectations(table as never, suite as never))
        if (held === undefined) throw new Error('no expectations')
        const { validation } = await runExpectations({
          engine: rig.engine(),
          asset: 'any',
          limit: 1,
          now: () => new Date(),
          ...held,
        })
        expect(validation.results.filter(({ success }) => !success)).toEqual([])
      },
    ),
    { numRuns: 60, seed },
  )
})
