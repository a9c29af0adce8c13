import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AssetError } from '../../src/errors.ts'
import { describePython } from '../rig/python/describe.ts'
import { type PythonCalls, pythonCalls } from './calls.ts'

describePython('frames', 'a file that was written for Dagster', ({ interpreter }) => {
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

  test.each<[what: string, text: string, line: number, code: string, message: string, fix: string]>([
    [
      'a decorator',
      'from assetstore import asset, multi_asset',
      1,
      'PYTHON_PACKAGE',
      "it imports multi_asset, which is Dagster's and no name of assetstore",
      'make each table an asset of its own, a function whose parameters name what it reads; what helps it is a plain function',
    ],
    [
      'a member of the module',
      'import assetstore as dg\ndays = dg.DailyPartitionsDefinition(start_date="2026-01-01")',
      2,
      'PYTHON_PACKAGE',
      "it imports DailyPartitionsDefinition, which is Dagster's and no name of assetstore",
      "say it where the asset is exported: asset.python({ file, partitions: partitions.daily({ from: '2026-01-01' }) })",
    ],
    [
      'a name that nobody has',
      'from assetstore import assets',
      1,
      'PYTHON_PACKAGE',
      "cannot import name 'assets' from 'assetstore'",
      'it has AssetError, AssetExecutionContext, Map, add_metadata, asset, check, source',
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
      'from assetstore import asset\n@asset(deps=["raw"], group_name="b")\ndef a(): ...',
      2,
      'ASSET_OPTIONS',
      '@asset has deps=, which is no option of it',
      'name what it reads as a parameter, which is its table: def a(raw)',
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
      'say which it has where it is exported: asset.python({ file, partitions: … })',
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
