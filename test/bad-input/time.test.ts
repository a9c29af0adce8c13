import { expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'
import { allTold, documentOf, type Told } from './mistakes.ts'

const asset = (name: string, options: string, parameters = '') =>
  `export const ${name} = asset({ ${options} }, async (${parameters}) => { await called('${name}'); return [{ n: 1 }] })`
const daily = (options: string) => `partitions: partitions.daily({ ${options} })`
const days = asset('days', daily("from: '2026-01-01', until: '2026-01-11'"))
const numbers = 'const numbers = (count) => partitions.of(Array.from({ length: count }, (_, n) => String(n)))'
const at = (line: number) => `assets/index.ts:${line}`
const most = 'there can be 1,000,000 partitions'

/** What is written from line 5 on, what is asked, and what is told of it. */
test.each<[string, readonly string[], readonly string[], Omit<Told, 'fix'> & { readonly fix: unknown }]>([
  [
    'a cron that never fires',
    [asset('a', "partitions: partitions.cron('0 0 30 2 *', { from: '2026-01-01' })")],
    [],
    {
      ...{ code: 'PARTITIONS_INVALID', at: at(5) },
      message: "the cron line '0 0 30 2 *' never comes",
      fix: 'name a day that is in the calendar',
    },
  ],
  [
    'by when it is due never comes',
    [asset('a', "dueBy: { cron: '0 0 31 4 *' }")],
    [],
    {
      ...{ code: 'ASSET_OPTIONS', at: at(5) },
      message: expect.stringContaining("the cron line '0 0 31 4 *' never comes") as never,
      fix: 'name a day that is in the calendar',
    },
  ],
  [
    'a zone that does not exist',
    [asset('a', daily("from: '2026-01-01', timeZone: 'Europe/Madird'"))],
    [],
    {
      ...{ code: 'PARTITIONS_INVALID', at: at(5) },
      message: "there is no time zone 'Europe/Madird'",
      fix: "did you mean 'Europe/Madrid'?",
    },
  ],
  [
    'from after until',
    [asset('a', daily("from: '2026-02-01', until: '2026-01-01'"))],
    [],
    {
      ...{ code: 'PARTITIONS_INVALID', at: at(5) },
      message: 'from 2026-02-01 is not before until 2026-01-01',
      fix: 'let `from` be the earlier one; `until` is the first moment without a partition',
    },
  ],
  ...(
    [
      ['2026-01-11', ': it is after the last partition'],
      ['2025-12-31', ': it is before the first partition'],
      ['2026-1-5', ''],
      ['yesterday', ''],
    ] as const
  ).map(([key, why]) => unknown(`the partition ${key}, which there is not`, { key, why })),
  [
    'a range the wrong way round',
    [days],
    ['--partitions', '2026-01-09..2026-01-05'],
    {
      code: 'PARTITION_UNKNOWN',
      message: 'the range 2026-01-09..2026-01-05 ends before it starts',
      fix: 'write 2026-01-05..2026-01-09',
    },
  ],
  [
    'previous without a schema',
    [asset('a', 'previous: true', '_, { previous }')],
    [],
    {
      ...{ code: 'ASSET_OPTIONS', at: at(5) },
      message: 'a has previous and no schema, and the first time nothing else says what columns it has',
      fix: 'give it a schema, such as z.object({ … })',
    },
  ],
  [
    'two definitions of time that cannot map',
    [
      days,
      asset(
        'a',
        "partitions: partitions.weekly({ from: '2026-01-01' }), reads: { days: partitions.same() }",
        '{ days }',
      ),
    ],
    [],
    {
      ...{ code: 'ASSET_OPTIONS', at: at(6) },
      message: expect.stringMatching(/^a cannot read days with same\(\): .*the two have other keys$/) as never,
      fix: 'use overlapping(), only(key) or all()',
    },
  ],
  [
    'a cross of ten million',
    [numbers, asset('a', 'partitions: partitions.cross({ x: numbers(10_000), y: numbers(1_000) })')],
    [],
    {
      ...{ code: 'PARTITIONS_INVALID', at: at(6) },
      message: 'these are 10,000,000 partitions',
      fix: `leave a part of the key to a column of the rows: ${most}`,
    },
  ],
  [
    'a cross that time has made so large',
    [
      numbers,
      asset(
        'a',
        "partitions: partitions.cross({ hour: partitions.hourly({ from: '2020-01-01', until: '2021-01-01' }), y: numbers(1_000) })",
      ),
    ],
    [],
    {
      ...{ code: 'PARTITIONS_INVALID', at: at(6) },
      message: 'the cross of 8,784 of hour and 1,000 of y has 8,784,000 partitions',
      fix: `leave a dimension to a column of the rows: ${most}`,
    },
  ],
  [
    'every hour since long ago',
    [asset('a', "partitions: partitions.hourly({ from: '1800-01-01' })")],
    [],
    {
      ...{ code: 'PARTITIONS_INVALID', at: at(5) },
      message: 'the windows from 1800-01-01 on are more than 1,000,000',
      fix: `let \`from\` be later, or keep the newest alone, such as \`keep: '90d'\`: ${most}`,
    },
  ],
])('%s is told before anything runs', async (_, lines, words, told) => {
  await using project = await createProject(oneFile("import { partitions } from 'assetstore'", ...lines))
  const document = await documentOf(project, ['materialize', ...words])
  expect([document.exitCode, allTold(document)]).toEqual([2, [told]])
  expect(project.calls.names).toEqual([])
})

function unknown(
  name: string,
  { key, why }: { readonly key: string; readonly why: string },
): [string, readonly string[], readonly string[], Told & { fix: unknown }] {
  return [
    name,
    [days],
    ['--partitions', key],
    {
      code: 'PARTITION_UNKNOWN',
      message: `"${key}" is no partition of days${why}`,
      fix: expect.stringContaining('there are 10: 2026-01-01 to 2026-01-10'),
    } as never,
  ]
}
