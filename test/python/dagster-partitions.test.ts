import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject, type Document, type Files, type Project } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'

const days = [
  'import assetstore as dg',
  '',
  'START = "2026-03-27"',
  'days = dg.DailyPartitionsDefinition(start_date=START, end_date="2026-03-30", timezone="Europe/Madrid")',
  'shops = dg.StaticPartitionsDefinition([f"shop-{n}" for n in range(1, 3)])',
].join('\n')

const sales = [
  'import datetime',
  'import assetstore as dg',
  'from parts import days, shops',
  '',
  'def told(context):',
  '    start, end = context.partition_time_window',
  '    return [{"key": str(context.partition_key), "start": start.isoformat(), "end": end.isoformat()}]',
  '',
  '@dg.asset(partitions_def=days)',
  'def daily(context: dg.AssetExecutionContext):',
  '    return told(context)',
  '',
  '@dg.asset(partitions_def=dg.HourlyPartitionsDefinition("2026-03-29-01:00", "2026-03-29-04:00", timezone="Europe/Madrid"))',
  'def hourly(context):',
  '    return told(context)',
  '',
  '@dg.asset(partitions_def=dg.WeeklyPartitionsDefinition(datetime.datetime(2026, 1, 1), datetime.datetime(2026, 1, 18)))',
  'def weekly(context):',
  '    return told(context)',
  '',
  '@dg.asset(partitions_def=dg.MonthlyPartitionsDefinition("2026/01/01", "2026/03/10", day_offset=5, hour_offset=6, fmt="%Y/%m/%d"))',
  'def monthly(context):',
  '    return told(context)',
  '',
  '@dg.asset(partitions_def=dg.TimeWindowPartitionsDefinition("2026-01-01", "%Y-%m-%d", "2026-01-03", cron_schedule="0 0,12 * * *"))',
  'def halves(context):',
  '    return told(context)',
  '',
  '@dg.asset(partitions_def=dg.MultiPartitionsDefinition({"shop": shops, "day": days}), deps=[daily])',
  'def grid(context):',
  '    by = context.partition_key.keys_by_dimension',
  '    return [{**told(context)[0], "day": by["day"], "shop": by["shop"]}]',
  '',
  '@dg.asset(',
  '    partitions_def=days,',
  '    ins={',
  '        "before": dg.AssetIn("daily", partition_mapping=dg.TimeWindowPartitionMapping(-1, 0, True)),',
  '        "every": dg.AssetIn("weekly", partition_mapping=dg.AllPartitionMapping()),',
  '        "newest": dg.AssetIn("halves", partition_mapping=dg.LastPartitionMapping()),',
  '    },',
  ')',
  'def reader(context, before: list[dict], every: list[dict], newest: list[dict]):',
  '    keys = lambda rows: " ".join(row["key"] for row in rows)',
  '    return [{"key": context.asset_partition_key_for_output(), "before": keys(before), "every": keys(every), "newest": keys(newest)}]',
].join('\n')

const names = ['daily', 'hourly', 'weekly', 'monthly', 'halves', 'grid', 'reader']
const index = (...exported: readonly string[]) =>
  [
    "import { asset } from '#project'",
    ...exported.map((name) => `export const ${name} = asset.python('./sales.py')`),
    '',
  ].join('\n')

describePython('frames', 'partitions of a file that was written for Dagster', ({ commands }) => {
  const made = (files: Files) => createProject(files, { env: { VIRTUAL_ENV: join(commands, '..') } })
  const rowsOf = async (project: Project, name: string, ...columns: readonly string[]) => {
    const { rows } = await project.json('show', name, '--limit', '20')
    return rows.map((row: Document) => columns.map((column) => row[column]).join(' ')).sort()
  }

  test('are those of Dagster: their keys, their windows, what of them is read, and what an edit makes stale', async () => {
    await using project = await made({
      'assets/index.ts': index(...names),
      'assets/sales.py': sales,
      'assets/parts.py': days,
    })
    const run = await project.json('materialize')
    expect(run).toMatchObject({ exitCode: 0 })
    expect(await rowsOf(project, 'daily', 'key', 'start', 'end')).toEqual([
      '2026-03-27 2026-03-27T00:00:00+01:00 2026-03-28T00:00:00+01:00',
      '2026-03-28 2026-03-28T00:00:00+01:00 2026-03-29T00:00:00+01:00',
      '2026-03-29 2026-03-29T00:00:00+01:00 2026-03-30T00:00:00+02:00',
    ])
    // The clock goes from two to three that night.
    expect(await rowsOf(project, 'hourly', 'key', 'end')).toEqual([
      '2026-03-29-01:00 2026-03-29T03:00:00+02:00',
      '2026-03-29-03:00 2026-03-29T04:00:00+02:00',
    ])
    expect(await rowsOf(project, 'weekly', 'key', 'end')).toEqual([
      '2026-01-04 2026-01-11T00:00:00+00:00',
      '2026-01-11 2026-01-18T00:00:00+00:00',
    ])
    expect(await rowsOf(project, 'monthly', 'key', 'start', 'end')).toEqual([
      '2026/01/05 2026-01-05T06:00:00+00:00 2026-02-05T06:00:00+00:00',
      '2026/02/05 2026-02-05T06:00:00+00:00 2026-03-05T06:00:00+00:00',
    ])
    expect((await rowsOf(project, 'halves', 'key', 'start'))[1]).toBe('2026-01-01 2026-01-01T12:00:00+00:00')
    expect((await rowsOf(project, 'grid', 'key', 'day', 'shop', 'start'))[3]).toBe(
      '2026-03-28|shop-2 2026-03-28 shop-2 2026-03-28T00:00:00+01:00',
    )
    const weeks = '2026-01-04 2026-01-11'
    expect(await rowsOf(project, 'reader', 'key', 'before', 'every', 'newest')).toEqual([
      `2026-03-27 2026-03-27 ${weeks} 2026-01-02`,
      `2026-03-28 2026-03-27 2026-03-28 ${weeks} 2026-01-02`,
      `2026-03-29 2026-03-28 2026-03-29 ${weeks} 2026-01-02`,
    ])

    const stale = async () => {
      const { assets } = await project.json('status')
      return assets.flatMap(({ name, status }: Document) => (status === 'fresh' ? [] : [`${name} ${status}`]))
    }
    expect(await stale()).toEqual([])
    // A clean clone without Python knows by the lock what it reads and which partitions it has.
    const lock = readFileSync(join(project.folder, '.assetstore/assets.lock'), 'utf8')
    await using clone = await createProject(
      {
        ...{ 'assets/index.ts': index(...names), 'assets/sales.py': sales, 'assets/parts.py': days },
        '.assetstore/assets.lock': lock,
      },
      { env: { VIRTUAL_ENV: '', CONDA_PREFIX: '', PATH: '/nowhere' } },
    )
    expect(await clone.json('check')).toMatchObject({ exitCode: 0, basis: 'lock' })
    expect((await clone.json('status')).assets.map(({ partitions }: Document) => partitions?.total)).toEqual([
      3, 2, 2, 2, 4, 6, 3,
    ])
    expect((await clone.assets('explain', 'grid')).stdout).not.toContain('there is no Python')
    clone.edit({ 'assets/parts.py': `# days\n${days}` })
    const { assets: ofClone } = await clone.json('check')
    expect(ofClone.map(({ status }: Document) => status)).toEqual(names.map(() => 'stale'))
    const explained = await clone.json('explain', 'grid')
    expect(explained).toMatchObject({
      status: 'stale',
      warnings: [
        { message: expect.stringContaining('what it reads and which partitions it has is taken to be as it was') },
      ],
    })
    expect((await clone.assets('explain', 'grid')).stdout).toContain('assets materialize grid')

    // Which partitions a new one has nobody knows there, and what reads it by a mapping is told no mistake.
    const later = [
      "import { partitions } from 'assetstore'",
      "export const later = asset.python('./later.py')",
      'export const reads_later = asset({ reads: { later: partitions.last(2) } }, ({ later }) => later)',
    ]
    clone.edit({
      'assets/index.ts': `${index(...names)}${later.join('\n')}`,
      'assets/later.py':
        'import assetstore as dg\n@dg.asset(partitions_def=dg.DailyPartitionsDefinition("2026-01-01"))\ndef later(): ...',
    })
    const { assets: withLater } = await clone.json('status')
    expect(withLater.slice(-2)).toMatchObject([
      { name: 'later', status: 'missing' },
      { name: 'reads_later', status: 'missing' },
    ])

    // An earlier start is more partitions, and makes none of those that are there anew.
    project.edit({ 'assets/parts.py': days.replace('2026-03-27', '2026-03-26') })
    const { steps } = await project.json('materialize', 'daily')
    const ran = steps.flatMap(({ partition, outcome }: Document) => (outcome === 'ran' ? [partition] : []))
    expect(ran).toEqual(['2026-03-26'])
    project.edit({ 'assets/parts.py': days.replace('Madrid', 'Lisbon') })
    expect(await stale()).toContain('daily stale')
  })

  test('a test of one is given a partition that its decorator defines', async () => {
    const script = [
      "import { run } from 'assetstore/testing'",
      "import { hourly } from './assets/index.ts'",
      "console.log(JSON.stringify(await run(hourly, { given: {}, partition: '2026-03-29T03' })))",
    ].join('\n')
    const files = { 'assets/index.ts': index('hourly'), 'assets/sales.py': sales, 'assets/parts.py': days }
    await using project = await made({ ...files, 'hourly.test.ts': script })
    const stdout = execFileSync(process.execPath, ['hourly.test.ts'], {
      ...{ cwd: project.folder, encoding: 'utf8', env: { ...process.env, VIRTUAL_ENV: join(commands, '..') } },
    })
    expect(JSON.parse(stdout)).toMatchObject([{ key: '2026-03-29-03:00', start: '2026-03-29T03:00:00+02:00' }])
  })

  test('may stand in another module of a package whose folders need not all say that they are one', async () => {
    const text = [
      'import assetstore as dg',
      'from lake.defs.parts import days',
      'from ..parts import START',
      'from beside import SIZE',
      '',
      '@dg.asset(partitions_def=days, description=f"From {START}")',
      'def a(context): return [{"key": context.partition_key, "start": START, "size": SIZE}]',
    ].join('\n')
    await using project = await made({
      'assets/index.ts': "import { asset } from '#project'\nexport const a = asset.python('./lake/defs/made/days.py')",
      'assets/lake/__init__.py': '',
      'assets/lake/defs/parts.py': days,
      'assets/lake/defs/made/days.py': text,
      'assets/lake/defs/made/beside.py': 'SIZE = 3',
    })
    expect((await project.json('materialize')).exitCode).toBe(0)
    expect(await rowsOf(project, 'a', 'key', 'start', 'size')).toEqual(
      ['27', '28', '29'].map((day) => `2026-03-${day} 2026-03-27 3`),
    )
    expect((await project.json('list')).assets).toMatchObject([{ description: 'From 2026-03-27' }])
    project.edit({ 'assets/lake/defs/parts.py': days.replace('Madrid', 'Lisbon') })
    expect((await project.json('status')).assets).toMatchObject([{ status: 'stale' }])
    // A package of its own is a folder to import from, and its relative imports end there.
    project.edit({ 'assets/lake/defs/parts.py': days, 'assets/lake/defs/made/__init__.py': '' })
    expect((await project.json('status')).assets).toMatchObject([{ status: 'stale' }])
  })

  test.each<[what: string, line: string, place: string, message: string, fix: string]>([
    [
      'keys that are added while it runs',
      'parts = dg.DynamicPartitionsDefinition(name="regions")',
      'assets/sales.py:2',
      "a: DynamicPartitionsDefinition 'regions' has keys that are added while it runs",
      'partitions.from(({ customers }) =>',
    ],
    [
      'a window that has not ended',
      'parts = dg.DailyPartitionsDefinition("2026-01-01", end_offset=1)',
      'assets/sales.py:2',
      'a: DailyPartitionsDefinition has end_offset=1, and a partition exists here once its window has ended',
      'leave end_offset out',
    ],
    [
      'a start that is computed',
      'import os; parts = dg.DailyPartitionsDefinition(os.environ["START"])',
      'assets/sales.py:2',
      'a: @asset has partitions_def= that is no value that is written out: os.environ',
      'asset.python({ file, partitions:',
    ],
    [
      'a time of another format',
      'parts = dg.HourlyPartitionsDefinition("2026-01-01")',
      'assets/sales.py:2',
      "a: HourlyPartitionsDefinition has the time '2026-01-01', which is none of its format '%Y-%m-%d-%H:%M'",
      "write it as in '2026-01-01-00:00'",
    ],
    [
      'a zone that is none',
      'parts = dg.DailyPartitionsDefinition("2026-01-01", timezone="Europe/Madird")',
      'assets/sales.py:4',
      "there is no time zone 'Europe/Madird'",
      "did you mean 'Europe/Madrid'?",
    ],
    [
      'a key that is there twice',
      'parts = dg.StaticPartitionsDefinition(["x", "x"])',
      'assets/sales.py:4',
      "the key 'x' is there twice",
      'remove one of them',
    ],
  ])('what is told with its line before anything runs: %s', async (_, line, at, message, fix) => {
    const text = ['import assetstore as dg', line, '@dg.asset(partitions_def=parts)', 'def a(): ...'].join('\n')
    await using project = await made({ 'assets/index.ts': index('a'), 'assets/sales.py': text })
    expect(await project.json('check')).toMatchObject({
      ...{ exitCode: 2, error: { at, message: expect.stringContaining(message), fix: expect.stringContaining(fix) } },
    })
  })

  test('windows before the own one are counted where both have the same', async () => {
    const text = [
      'import assetstore as dg',
      '@dg.asset(partitions_def=dg.DailyPartitionsDefinition("2026-01-01"))',
      'def a(): ...',
      '@dg.asset(partitions_def=dg.WeeklyPartitionsDefinition("2026-01-01"), ins={"a": dg.AssetIn(partition_mapping=dg.TimeWindowPartitionMapping(start_offset=-1))})',
      'def b(a): ...',
    ].join('\n')
    await using project = await made({ 'assets/index.ts': index('a', 'b'), 'assets/sales.py': text })
    expect((await project.json('check')).error).toMatchObject({
      at: 'assets/sales.py:5',
      message: 'b cannot read a with last(): it counts windows of the reader, and those of the upstream are others',
    })
  })
})
