import { expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'
import { step } from './shop.ts'

const kinds = `import { rules, sql } from 'assetstore'
import { expectations } from 'assetstore/expectations'
import { asset, check } from '#project'
export const raw = asset(() => sql\`select 1234567890123456789 + i as id, (12345678901234567.89 + i)::decimal(20,2) as price,
  timestamp_ns '2026-01-01 00:00:00.123456789' as ns, timestamp '2026-01-01 00:00:00.1234' as at, timestamp '-infinity' as ever,
  timestamp '290000-03-01 00:00:00' as far, date 'infinity' as never, [9007199254740993] as list, 'a' || chr(10) || 'b' as lines, 'k' || i as k from range(2) r(i)\`)
const suite = (...some) => expectations(some[0], some.slice(1).map(([type, kwargs]) => ({ type, kwargs, severity: 'warning' })))
export const by_rules = check(({ raw }) => rules(raw, { warn: { accepted_values: { k: ['k0'] } } }))
export const by_suite = check(({ raw }) => suite(raw,
  ['expect_column_max_to_be_between', { column: 'id', max_value: 1 }],
  ['expect_column_sum_to_be_between', { column: 'id', max_value: 1 }],
  ['expect_column_min_to_be_between', { column: 'price', max_value: 1 }],
  ['expect_column_values_to_be_in_set', { column: 'price', value_set: [1] }],
  ['expect_column_values_to_match_regex', { column: 'at', regex: '^(?=2026-01-01)' }],
  ['expect_column_values_to_match_regex', { column: 'k', regex: '^(?=k0)' }]))
export const by_query = check({ severity: 'warn' }, ({ raw }) => sql\`select * from \${raw}\`)
export const failing = asset(({ by_suite }) => by_suite.failing())
export const again = asset(({ raw }) => raw.pick('k').map(({ k }) => ({ k, n: 1 })))
export const bigints = asset(() => [{ id: 3n }, { id: 2n ** 62n }])
export const of_bigints = check(({ bigints }) => suite(bigints, ['expect_column_max_to_be_between', { column: 'id', max_value: 1 }]))
`

/** JavaScript has no exact form for these: they are told as texts. */
const row = (i: number) => ({
  id: String(1234567890123456789n + BigInt(i)),
  price: `${12345678901234567n + BigInt(i)}.89`,
  ns: '2026-01-01T00:00:00.123456789Z',
  at: '2026-01-01T00:00:00.1234Z',
  ever: '-infinity',
  far: '290000-03-01T00:00:00.000Z',
  never: 'infinity',
  list: ['9007199254740993'],
  lines: 'a\nb',
  k: `k${i}`,
})

test('values that JavaScript does not hold exactly are told as they are, and no check fails for them', async () => {
  await using project = await createProject({ 'assets/index.ts': kinds })
  const ran = await project.json('materialize')
  expect(ran).toMatchObject({ exitCode: 0, counts: { failed: 0, blocked: 0 } })
  expect(step(ran, 'by_query')).toMatchObject({ facts: { rows: [row(0), row(1)] } })
  expect(step(ran, 'by_rules')).toMatchObject({ facts: { rules: [{ failing: 1, rows: [row(1)] }] } })
  const { results } = (step(ran, 'by_suite') as { facts: { validation: { results: { result: object }[] } } }).facts
    .validation
  expect(results.map(({ result }) => result)).toMatchObject([
    { observed_value: '1234567890123456790' },
    { observed_value: 2469135780246913500 },
    { observed_value: '12345678901234567.89' },
    { partial_unexpected_list: ['12345678901234567.89', '12345678901234568.89'] },
    // As DuckDB writes the moment, not as JavaScript does.
    { unexpected_count: 0 },
    { partial_unexpected_list: ['k1'] },
  ])
  expect(step(ran, 'of_bigints')).toMatchObject({ facts: { rules: [{ observed: '"4611686018427387904"' }] } })
  const { rows } = await project.json('show', 'failing', '--where', "_rule like '%regex%'")
  expect(rows).toMatchObject([{ id: '1234567890123456790', ns: '2026-01-01T00:00:00.123456789Z', k: 'k1' }])

  const { columns } = await project.json('profile', 'raw')
  expect(columns).toMatchObject([
    { min: '1234567890123456789', max: '1234567890123456790' },
    { min: '12345678901234567.89', max: '12345678901234568.89' },
    { min: '2026-01-01T00:00:00.123456789' },
    { min: '2026-01-01T00:00:00.123400' },
    { min: '-infinity' },
    { min: '290000-03-01T00:00:00.000000' },
    { min: 'infinity' },
    {},
    {},
    {},
  ])
  expect((await project.assets('profile', 'raw')).stdout).toContain('a\\nb 100 %')
  const { suite } = await project.json('profile', 'raw')
  const ranges = suite.expectations.filter(({ type }: { type: string }) => /to_be_between/.test(type))
  expect(ranges.map(({ kwargs }: { kwargs: { column?: string } }) => kwargs.column)).toEqual([
    undefined,
    'ns',
    'at',
    'lines',
    'k',
  ])
  const lineage = await project.json('lineage', 'again', '--row', 'k=k0')
  expect(lineage.chains[0].hops[1]).toMatchObject({ asset: 'raw', row: { id: '1234567890123456789' } })
  const { rows: shown } = await project.json('query', 'select ns, [ns] as list, ["at"] as ats from raw limit 1')
  expect(shown).toEqual([
    {
      ns: '2026-01-01T00:00:00.123456789Z',
      list: ['2026-01-01 00:00:00.123456789'],
      ats: ['2026-01-01 00:00:00.1234'],
    },
  ])
})
