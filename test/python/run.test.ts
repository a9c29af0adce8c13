import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProject, type Document, type Project, repository } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'

const config = [
  "import { defineProject } from 'assetstore'",
  'const project = defineProject({',
  "  assets: () => import('./assets/index.ts'),",
  "  resources: { limits: { longest: 3, tags: ['a'] }, opened: new Map() },",
  '})',
  'export default project',
  'export const { asset, source, check, effect } = project',
  '',
].join('\n')

const index = `
import { asset, check, source } from '#project'
import { partitions } from 'assetstore'
import { z } from '${repository}/node_modules/zod/index.js'
const days = partitions.daily({ from: '2026-01-01', until: '2026-01-03' })

export const numbers = asset(() => [{ id: 1, text: 'a' }, { id: 2, text: null }])
export const doubled = asset.python('./run.py')
export const asked = asset.python('./run.py')
export const by_day = asset.python({ file: './run.py', partitions: days })
export const outside = source.python({ file: './run.py', observe: () => 'v1' })
export const flaky = asset.python({ file: './run.py', retries: { attempts: 3, delay: 0 } })
export const nothing = asset.python({ file: './run.py', schema: z.object({ id: z.bigint() }) })
export const no_columns = asset.python('./run.py')
export const columns_alone = asset.python('./run.py')
export const untyped = asset.python('./run.py')
export const slow = asset.python({ file: './run.py', timeout: 200 })
export const wrong = asset.python('./run.py')
export const hidden = asset.python('./run.py')
export const mixed = asset.python('./run.py')
export const wants_opened = asset.python('./run.py')
export const no_variable = asset.python('./run.py')
export const held = asset.python({ file: './run.py', schema: z.object({ id: z.number().max(1) }), onInvalid: 'quarantine' })
export const grown = asset.python({ file: './run.py', previous: true, schema: z.object({ id: z.number() }) })
export const is_true = check.python('./run.py')
export const is_reported = check.python({ file: './run.py', severity: 'warn' })
export const are_none = check.python({ file: './run.py', severity: 'warn' })
export const is_nothing = check.python({ file: './run.py', severity: 'warn' })
`

const python = `
import asyncio, datetime, os, pathlib, sys, time
import numpy as np, pandas as pd, polars as pl
from assetstore import add_metadata, asset, check, source

@asset
def doubled(numbers: pd.DataFrame, *, log) -> pd.DataFrame:
    log("doubles")
    print("prints")
    add_metadata(rows=len(numbers))
    return pd.concat([numbers, numbers])

@asset
async def asked(numbers: pathlib.Path, *, now, limits, run, env, absent=None, context=None) -> list:
    await asyncio.sleep(0)
    return [{
        "longest": limits["longest"], "tags": limits["tags"], "utc": str(now.tzinfo), "run": run.id == context.run.id,
        "variable": env("ASKED", "none"), "absent": absent, "path": numbers.suffix, "cwd": pathlib.Path("assets").is_dir(),
    }]

@asset
def by_day(*, partition):
    yield {"key": partition.key, "start": partition.start, "hours": (partition.end - partition.start) / datetime.timedelta(hours=1)}

@source
def outside():
    return pl.LazyFrame({"id": [1, 2, 3]})

@asset
def flaky(*, run):
    marker = pathlib.Path(f"flaky-{run.id}")
    if not marker.exists():
        marker.touch()
        os._exit(1)
    return [{"id": 1}]

@asset
def nothing() -> None: return None

@asset
def no_columns(): return None

@asset
def columns_alone(): return pd.DataFrame({"id": pd.Series([], dtype="int64"), "text": pd.Series([], dtype="str")})

@asset
def untyped(): return [{"id": 1, "later": None}]

@asset
def slow(): time.sleep(600)

@asset
def wrong(numbers: pd.DataFrame):
    return numbers["absent"]

def takes_any(function): return lambda *tables: function(*tables)

@asset
@takes_any
def hidden(numbers): return numbers

@asset
def mixed():
    return pd.DataFrame({"id": pd.Series(["a", 1], dtype=object)})

@asset
def wants_opened(*, opened): return []

@asset
def no_variable(*, env): return [{"x": env("NO_SUCH")}]

@asset
def held(numbers): return numbers[["id"]]

@asset
def grown(numbers: pl.DataFrame, *, previous: pl.DataFrame | None):
    now = numbers.select(pl.col("id").cast(pl.Float64))
    return now if previous is None else pl.concat([previous, now])

@check
def is_true(numbers): return np.bool_(True)

@check
def is_reported(numbers):
    return {"passed": False, "message": "two", "rows": numbers, "metadata": {"mean": numbers["id"].mean()}}

@check
def are_none(numbers: pl.DataFrame): return numbers.filter(pl.col("text").is_null())

@check
def is_nothing(numbers): return 3
`

describePython('frames', 'assets in Python', ({ commands }) => {
  let project: Project
  let steps: Readonly<Record<string, Document>> = {}
  beforeAll(async () => {
    const files = { 'assets.config.ts': config, 'assets/index.ts': index, 'assets/run.py': python }
    project = await createProject(files, { env: { VIRTUAL_ENV: join(commands, '..') } })
    const done = await project.json('materialize')
    steps = Object.fromEntries(done.steps.map((step: Document) => [step.asset, step]))
  })
  afterAll(() => project[Symbol.asyncDispose]())
  const rowsOf = async (name: string) => (await project.json('show', name)).rows
  const errorOf = (name: string) => {
    const { code, message, at, fix } = steps[name].error
    return { code, message, at, fix }
  }

  test('are given tables and give tables, with logs and metadata', async () => {
    expect(steps.doubled).toMatchObject({ outcome: 'ran', rows: 4, metadata: { rows: 2 } })
    const { stdout } = await project.assets('logs', 'doubled')
    expect(stdout).toMatch(/doubles\n.*prints\n/)
    expect(await rowsOf('outside')).toEqual([{ id: '1' }, { id: '2' }, { id: '3' }])
  })

  test('are given what keyword-only parameters name', async () => {
    expect(await rowsOf('asked')).toEqual([
      { longest: '3', tags: ['a'], utc: 'UTC', run: true, variable: 'none', absent: null, path: '.parquet', cwd: true },
    ])
    const explained = await project.json('explain', 'asked')
    expect(JSON.stringify(explained)).toContain('ASKED')
    expect(steps.wants_opened.error).toMatchObject({
      code: 'ASSET_UNKNOWN_RESOURCE',
      message:
        'wants_opened asks for the resource opened, which is opened by TypeScript code: Python can be given settings alone',
    })
    expect(errorOf('no_variable')).toMatchObject({ code: 'ENV_MISSING', message: 'the variable NO_SUCH is not set' })
  })

  test('are made partition by partition', async () => {
    const { rows } = await project.json('query', 'SELECT key, start::VARCHAR AS start, hours FROM by_day ORDER BY key')
    expect(rows).toEqual([
      { key: '2026-01-01', start: '2026-01-01 00:00:00+00', hours: 24 },
      { key: '2026-01-02', start: '2026-01-02 00:00:00+00', hours: 24 },
    ])
  })

  test('are tried again when their process dies, and ended when their time is over', () => {
    expect(steps.flaky).toMatchObject({ outcome: 'ran', rows: 1 })
    expect(errorOf('slow')).toMatchObject({
      code: 'ASSET_TIMEOUT',
      message: 'it took longer than its timeout of 200 ms',
    })
  })

  test('have the columns that are known where there are no rows', async () => {
    const columns = async (name: string) => (await project.json('show', name, '--schema')).columns
    expect(await columns('nothing')).toEqual([{ name: 'id', type: 'BIGINT' }])
    expect(await columns('columns_alone')).toMatchObject([{ name: 'id' }, { name: 'text', type: 'VARCHAR' }])
    expect(await columns('untyped')).toMatchObject([{ name: 'id' }, { name: 'later', type: 'NULL' }])
    expect(errorOf('no_columns')).toMatchObject({ code: 'ASSET_NO_ROWS' })
  })

  test('are given their last version as previous', async () => {
    expect(steps.grown).toMatchObject({ outcome: 'ran', rows: 2 })
    const again = await project.json('materialize', 'grown', '--force')
    expect(again.steps.find(({ asset }: Document) => asset === 'grown')).toMatchObject({ rows: 4 })
  })

  test('set rows aside that the schema of the definition refuses', async () => {
    expect((await rowsOf('held')).map(({ id }: Document) => Number(id))).toEqual([1])
    expect(steps.held.rows).toBe(1)
  })

  test('fail at the line of the user', () => {
    expect(errorOf('wrong')).toEqual({
      code: 'ASSET_FAILED',
      message: "KeyError: 'absent'",
      at: expect.stringMatching(/^assets\/run\.py:\d+$/),
      fix: 'mend the function and run again; its lines and the stack: assets logs wrong',
    })
    expect(python.split('\n')[Number(steps.wrong.error.at.split(':')[1]) - 1]).toContain('numbers["absent"]')
    expect(errorOf('mixed')).toMatchObject({
      code: 'ASSET_VALUE',
      message: `column "id" has a str in row 1 and an int in row 2: 'a', 1`,
    })
    expect(errorOf('hidden')).toMatchObject({
      code: 'ASSET_PARAMETERS',
      message: expect.stringContaining(
        'a decorator of hidden gives back a function that takes any number of arguments',
      ),
      fix: expect.stringContaining('functools.wraps(hidden)'),
    })
  })

  describe('that are checks', () => {
    test('say what they found', () => {
      expect(steps.is_true).toMatchObject({ outcome: 'ran' })
      expect(steps.is_reported.warning).toContain('two')
      expect(steps.are_none.warning).toContain('1 row fails')
      expect(steps.is_nothing.warning ?? steps.is_nothing.error?.message).toContain('the check returned int')
    })
  })

  test('are fresh until something changes', async () => {
    const { assets } = await project.json('status')
    const fresh = assets.filter(({ status }: Document) => status === 'fresh').map(({ name }: Document) => name)
    expect(fresh).toEqual(expect.arrayContaining(['numbers', 'doubled', 'by_day', 'flaky', 'untyped', 'is_true']))
  })
})
