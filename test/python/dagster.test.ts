import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AssetError } from '../../src/errors.ts'
import { createProject, type Document } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'
import { type PythonCalls, pythonCalls } from './calls.ts'

const index = (...names: readonly string[]) =>
  ["import { asset } from '#project'", ...names.map((name) => `export const ${name} = asset.python('./a.py')`)].join(
    '\n',
  )

describePython('frames', 'a file that was written for Dagster', ({ interpreter, commands }) => {
  const made = (text: string, ...names: readonly string[]) =>
    createProject(
      { 'assets/index.ts': index(...names), 'assets/a.py': text },
      { env: { VIRTUAL_ENV: join(commands, '..') } },
    )

  let calls: PythonCalls
  beforeAll(() => {
    calls = pythonCalls(interpreter, {})
  })
  afterAll(() => calls[Symbol.asyncDispose]())
  const call = (text: string, file = 'a.py') => {
    writeFileSync(join(calls.root, file), text)
    return calls.call('a', { file })
  }

  test('a context may be the first parameter, with the members that Dagster calls by other names', async () => {
    const lines = [
      'import assetstore as dg',
      '@dg.asset',
      'def a(context: dg.AssetExecutionContext):',
      '    context.log.info("%s rows", 1)',
      '    context.add_output_metadata({"rows": 1})',
      '    yield {"has": context.has_partition_key or hasattr(context, "op_config")}',
    ]
    const called = await call(lines.join('\n'))
    expect(calls.rows(called)).toEqual([{ has: false }])
    expect(called.lines).toEqual(['info 1 rows'])
    expect(called.events).toMatchObject([{ event: 'metadata', values: { rows: 1 } }])
  })

  test('results with metadata, labels, and what is made before are what they are there', async () => {
    const text = [
      'import assetstore as dg',
      'import pandas as pd',
      '@dg.asset(group_name="shop", description="All of them", owners=["team"], kinds={"pandas"}, compute_kind="python")',
      'def orders() -> dg.Output[pd.DataFrame]:',
      '    dg.get_dagster_logger().info("read")',
      '    return dg.Output(pd.DataFrame({"n": [1, 2]}), metadata={"rows": dg.MetadataValue.int(2), "of": ["a"]})',
      '@dg.asset(deps=[orders])',
      'def beside(context: dg.AssetExecutionContext):',
      '    yield dg.Output([{"m": 1}])',
      '@dg.asset(deps=[dg.AssetKey("beside"), "orders"])',
      'def large(orders: pd.DataFrame) -> dg.MaterializeResult:',
      '    return dg.MaterializeResult(value=orders[orders.n > 1], metadata={"preview": dg.MetadataValue.md("x")})',
    ].join('\n')
    await using project = await made(text, 'orders', 'beside', 'large')
    const { assets } = await project.json('list')
    expect(assets.map(({ name, upstream }: Document) => [name, upstream])).toEqual([
      ['orders', []],
      ['beside', ['orders']],
      ['large', ['orders', 'beside']],
    ])
    expect(assets[0]).toMatchObject({
      ...{ group: 'shop', description: 'All of them', owners: ['team'], tags: ['python', 'pandas'] },
    })
    const run = await project.json('materialize')
    expect(run.steps.map(({ outcome, metadata }: Document) => [outcome, metadata])).toEqual([
      ['ran', { rows: 2, of: '["a"]' }],
      ['ran', undefined],
      ['ran', { preview: 'x' }],
    ])
    expect((await project.json('show', 'large')).rows).toEqual([{ n: '2' }])
    // What is said of an asset beside its rows makes none of it stale; other rows of what is made before do.
    project.edit({ 'assets/a.py': text.replace('All of them', 'Every one') })
    const statuses = async () => (await project.json('status')).assets.map(({ status }: Document) => status)
    expect(await statuses()).toEqual(['fresh', 'fresh', 'fresh'])
    project.edit({ 'assets/a.py': text.replace('[1, 2]', '[1, 3]') })
    await project.assets('materialize', 'orders')
    expect(await statuses()).toEqual(['fresh', 'stale', 'stale'])
  })

  test('a result without rows is a row that is another in each run, beside what jobs and schedules are made of', async () => {
    const text = [
      'import assetstore as dg',
      'from assetstore import define_asset_job, op, InitResourceContext, RunRequest',
      'class Db(dg.ConfigurableResource):',
      '    url: str = "x"',
      '    def setup_for_execution(self, context: InitResourceContext) -> None: ...',
      '@op(description="twice")',
      'def twice(n): return 2 * n',
      '@dg.asset',
      'def a(context: dg.AssetExecutionContext, db: Db) -> dg.MaterializeResult:',
      '    context.log.info(f"{context.asset_key.path} {len(context.run_id) > 8}")',
      '    return dg.MaterializeResult(metadata={"n": twice(1)})',
      '@dg.asset(deps=[a])',
      'def b():',
      '    return [{"n": 1}]',
      'every = define_asset_job("every", selection=dg.AssetSelection.all() - dg.AssetSelection.groups("x"))',
      '@dg.sensor(job=every)',
      'def watch(context):',
      '    yield RunRequest(run_key="1")',
      'nightly = dg.ScheduleDefinition(job=every, cron_schedule="0 0 * * *")',
      'defs = dg.Definitions(assets=[a, b], jobs=[every], schedules=[nightly], sensors=[watch])',
    ].join('\n')
    await using project = await made(text, 'a', 'b')
    const ran = await project.assets('materialize')
    expect(ran.stderr).toContain(
      '! assets/a.py a has jobs or schedules (define_asset_job, sensor, ScheduleDefinition), without effect here  assets/a.py:2\n    leave it out: when assets run is said by `schedules` of defineProject',
    )
    expect(ran.stderr).toContain('a writes files (MaterializeResult without value=), which is not done again')
    expect((await project.assets('logs', 'a')).stdout).toContain("['a'] True")
    const { rows } = await project.json('show', 'a')
    expect(rows).toEqual([{ run: expect.stringMatching(/^\d{8}-/) }])
    project.edit({ 'assets/a.py': text.replace('0 0 *', '0 1 *').replace('"every", sel', '"all", sel') })
    expect(await project.json('status')).toMatchObject({ assets: [{ status: 'fresh' }, { status: 'fresh' }] })
    // Whatever it made elsewhere, what stands below is made again after it.
    project.edit({ 'assets/a.py': text.replace('twice(1)', 'twice(2)') })
    const { steps } = await project.json('materialize')
    expect(steps.map(({ asset, outcome }: Document) => [asset, outcome])).toEqual([
      ['a', 'ran'],
      ['b', 'unchanged'],
    ])
    expect((await project.json('show', 'a')).rows).not.toEqual(rows)
  })

  test.each<[text: string, place: string, code: string, says: string]>([
    [
      'from assetstore import asset, repository\n@asset\ndef a(): ...',
      ...(['assets/a.py:1', 'PYTHON_FUNCTION', "a: it imports repository, which is Dagster's"] as const),
    ],
    [
      'import assetstore as dg\n\nclass Files(dg.DbTypeHandler):\n    n: int\n\ndef a(): ...',
      ...(['assets/a.py:3', 'PYTHON_FUNCTION', "a: cannot import name 'DbTypeHandler' from 'assetstore'"] as const),
    ],
    [
      'import assetstore as dg\n@dg.asset(outs=1)\ndef a(): ...',
      ...(['assets/a.py:2', 'ASSET_OPTIONS', 'a: @asset has outs=, which is no option of it'] as const),
    ],
    [
      'import assetstore as dg\nTEXT = open("x")\n@dg.asset(code_version=TEXT)\ndef a(): ...',
      ...(['assets/a.py:2', 'ASSET_OPTIONS', 'a: @asset has code_version= that is no plain text'] as const),
    ],
    [
      'import assetstore as dg\ndef a():\n    return dg.ObserveResult()',
      ...(['assets/a.py:3', 'PYTHON_FUNCTION', "a: it imports ObserveResult, which is Dagster's"] as const),
    ],
  ])('what ends in any case is told before anything runs: %s', async (text, at, code, says) => {
    await using project = await made(text, 'a')
    expect(await project.json('check')).toMatchObject({
      ...{ exitCode: 2, error: { code, at, message: expect.stringContaining(says) } },
    })
  })

  test('what may be left out is told by the call alone', async () => {
    const lines = [
      'import assetstore as dg',
      'try:',
      '    from assetstore import repository',
      'except Exception:',
      '    repository = None',
      'def a():',
      '    if repository is not None:',
      '        import older',
      '        return dg.ObserveResult()',
      '    return [{"n": (lambda: dg.Config) and 1}]',
    ]
    await using project = await made(lines.join('\n'), 'a')
    project.edit({ 'assets/older.py': 'from assetstore import repository' })
    expect((await project.json('materialize')).exitCode).toBe(0)
  })

  test.each<[what: string, text: string, line: number, code: string, message: string, fix: string]>([
    [
      'a decorator',
      'from assetstore import asset, repository',
      1,
      'PYTHON_PACKAGE',
      "it imports repository, which is Dagster's and no name of assetstore",
      "leave it out: each asset is exported by the project's index, as asset.python('./documents.py')",
    ],
    [
      'a member of the module',
      'import assetstore as dg\ndays = dg.StaticPartitionMapping({"a": "b"})',
      2,
      'PYTHON_PACKAGE',
      "it imports StaticPartitionMapping, which is Dagster's and no name of assetstore",
      "say it where the asset is exported: asset.python({ file, partitions: partitions.daily({ from: '2026-01-01' }) })",
    ],
    [
      'a name that nobody has',
      'from assetstore import assets',
      1,
      'PYTHON_PACKAGE',
      "cannot import name 'assets' from 'assetstore'",
      'it has AssetError, AssetExecutionContext, AssetKey, Map, MaterializeResult, MetadataValue, Output, add_metadata, asset, check, get_dagster_logger, source',
    ],
    [
      'Dagster itself',
      'from dagster import asset',
      1,
      'PYTHON_PACKAGE',
      'it imports dagster, which is not installed',
      'change the import: from assetstore import asset, check',
    ],
    [
      'an option',
      'from assetstore import asset\n@asset(config_schema={}, group_name="b")\ndef a(): ...',
      2,
      'ASSET_OPTIONS',
      '@asset has config_schema=, which is no option of it',
      "write it behind a star, `def a(raw, *, settings)`: a resource of the project, or `env` for env('NAME')",
    ],
    [
      'an option that is misspelt',
      'from assetstore import asset\n@asset(row="id")\ndef a(raw): ...',
      2,
      'ASSET_OPTIONS',
      '@asset has row=, which is no option of it',
      'did you mean rows?',
    ],
    [
      'an option of a check',
      'from assetstore import check\n@check(strict=True)\ndef a(): ...',
      2,
      'ASSET_OPTIONS',
      '@check has strict=, which is no option of it',
      'leave it out: it has none',
    ],
    [
      'a member of the context',
      'def a(context):\n    return context.op_config["limit"]',
      2,
      'ASSET_PARAMETERS',
      'context has no op_config',
      "write it behind a star, `def a(raw, *, settings)`: a resource of the project, or `env` for env('NAME')",
    ],
    [
      'a partition',
      'def a(context):\n    return context.partition_key',
      2,
      'ASSET_PARAMETERS',
      'context.partition_key was asked for, and the asset has no partitions',
      'say which it has: @asset(partitions_def=…), or where it is exported: asset.python({ file, partitions: … })',
    ],
    [
      'a result',
      'Result = type("MaterializeResult", (), {"__module__": "dagster._core"})\ndef a():\n    return Result()',
      2,
      'ASSET_RESULT',
      'it returned MaterializeResult, where rows were expected',
      'return the rows themselves, and tell the rest by add_metadata(rows=3) of assetstore',
    ],
    [
      'a result among rows',
      'Result = type("Output", (), {"__module__": "dagster._core", "__repr__": lambda self: "Output"})\ndef a():\n    yield Result()',
      2,
      'ASSET_RESULT',
      'row 1 of the result is Output, which is no dict',
      'return the rows themselves, and tell the rest by add_metadata(rows=3) of assetstore',
    ],
    [
      'what Dagster has decorated',
      'a = type("AssetsDefinition", (), {"__module__": "dagster._core", "__call__": print})()',
      1,
      'ASSET_PARAMETERS',
      'a is decorated by Dagster, and no function any more',
      'change the import: from assetstore import asset, check',
    ],
  ])('what it has beside functions is told with what stands in its place: %s', async (_, text, ...told) => {
    const [line, code, message, fix] = told
    const file = `${Buffer.from(text).toString('hex').slice(-60)}.py`
    const { answer } = await call(text, file)
    if (!AssetError.is(answer)) throw answer
    const error = { code: answer.code, message: answer.message, at: answer.at, fix: answer.fix }
    expect(error).toEqual({ code, message, at: `${file}:${line}`, fix })
  })
})
