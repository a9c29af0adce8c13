import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProject, type Document, type Project } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'

const uuidOf = (last: number) => `00000000-0000-0000-0000-00000000000${last}`

/** Types that a library has and a table has not: what they are at rest, and their first values as text. */
const kept: Readonly<Record<string, readonly [code: string, types: readonly string[], first: readonly string[]]>> = {
  nullable: [
    'pd.DataFrame({"i": pd.array([1, None], dtype="Int8"), "b": pd.array([True, None], dtype="boolean"), "s": pd.array(["a", None], dtype="string"), "a": pd.array([1, None], dtype=pd.ArrowDtype(pa.uint16()))})',
    ['TINYINT', 'BOOLEAN', 'VARCHAR', 'USMALLINT'],
    ['1', 'true', 'a', '1'],
  ],
  categories: [
    'pd.DataFrame({"c": pd.Categorical(["b", None, "a"]), "o": pd.Categorical([2, 1, 2], ordered=True)})',
    ['VARCHAR', 'BIGINT'],
    ['b', '2'],
  ],
  zones: [
    'pd.DataFrame({"moment": pd.to_datetime(["2020-06-01 12:00"]).tz_localize("Europe/Berlin"), "plain": pd.to_datetime(["2020-06-01 12:00"])})',
    ['TIMESTAMP WITH TIME ZONE', 'TIMESTAMP'],
    ['2020-06-01 10:00:00+00', '2020-06-01 12:00:00'],
  ],
  embeddings: [
    'pd.DataFrame({"e": list(np.ones((2, 384), dtype="float32"))})',
    ['FLOAT[]'],
    [`[${Array(384).fill('1.0').join(', ')}]`],
  ],
  fixed: [
    'pa.table({"e": pa.FixedSizeListArray.from_arrays(pa.array(np.ones(768, dtype="float32")), 384)})',
    ['FLOAT[]'],
    [`[${Array(384).fill('1.0').join(', ')}]`],
  ],
  arrays: [
    'pl.DataFrame({"c": pl.Series(["b", None]).cast(pl.Categorical), "e": pl.Series([[1.0, 2.0], None]).cast(pl.Array(pl.Float32, 2))})',
    ['VARCHAR', 'FLOAT[]'],
    ['b', '[1.0, 2.0]'],
  ],
  uuids: [
    '[{"l": [uuid.UUID(int=1), None], "s": {"u": uuid.UUID(int=2)}, "n": uuid.UUID(int=3)}, {"l": None, "s": None, "n": None}]',
    ['UUID[]', 'STRUCT(u UUID)', 'UUID'],
    [`[${uuidOf(1)}, NULL]`, `{'u': ${uuidOf(2)}}`, uuidOf(3)],
  ],
  models: [
    '[Order(id=1, of=Line(id=uuid.UUID(int=1), price="1.50"), lines=[Line(id=uuid.UUID(int=2), price="2")])]',
    ['BIGINT', 'STRUCT(id UUID, price DECIMAL(38,2))', 'STRUCT(id UUID, price DECIMAL(38,0))[]'],
    ['1', `{'id': ${uuidOf(1)}, 'price': 1.50}`, `[{'id': ${uuidOf(2)}, 'price': 2}]`],
  ],
  fields: ['[Pair(1, "a")]', ['BIGINT', 'VARCHAR'], ['1', 'a']],
  days: [
    '[{"d": np.datetime64("2020-01-01"), "l": [np.datetime64("2020-01-01"), np.datetime64("NaT")], "a": np.array(["2020-01-01"], dtype="datetime64[D]"), "h": np.datetime64("2020-01-01T05")}, {"d": np.datetime64("NaT")}]',
    ['DATE', 'DATE[]', 'DATE[]', 'TIMESTAMP'],
    ['2020-01-01', '[2020-01-01, NULL]', '[2020-01-01]', '2020-01-01 05:00:00'],
  ],
  matrices: [
    '[{"m": np.ones((2, 2), dtype="float32"), "l": [np.ones((1, 2)), None]}, {"m": np.zeros((1, 2), dtype="float32"), "l": []}]',
    ['FLOAT[][]', 'DOUBLE[][][]'],
    ['[[1.0, 1.0], [1.0, 1.0]]', '[[[1.0, 1.0]], NULL]'],
  ],
  missing: [
    'pd.DataFrame({"k": [1, 1], "v": pd.array([1, None], dtype="Int64"), "t": pd.to_datetime(["2020-01-01", None])}).groupby("k", as_index=False).agg(list)',
    ['BIGINT', 'BIGINT[]', 'TIMESTAMP[]'],
    ['1', '[1, NULL]', "['2020-01-01 00:00:00', NULL]"],
  ],
  made_from: [
    '[{"m": Moment(2020, 1, 1, 5), "d": Day(2020, 1, 1)}]',
    ['TIMESTAMP', 'DATE'],
    ['2020-01-01 05:00:00', '2020-01-01'],
  ],
  swapped: [
    'pd.DataFrame({"i": np.array([1], dtype=">i4"), "d": np.array([1.5], dtype=">f8")})',
    ['INTEGER', 'DOUBLE'],
    ['1', '1.5'],
  ],
  arrow: [
    'pa.table({"b": pa.ExtensionArray.from_storage(pa.bool8(), pa.array([5, 0], pa.int8())), "d": pa.array([decimal.Decimal(1200), None], pa.decimal128(5, -2))})',
    ['BOOLEAN', 'DECIMAL(7,0)'],
    ['true', '1200'],
  ],
  of_polars: [
    '(pl.DataFrame({"i": [2], "e": ["a"]}, schema={"i": pl.Int128, "e": pl.Enum(["a"])}) for _ in numbers)',
    ['BIGINT', 'VARCHAR'],
    ['2', 'a'],
  ],
  nested: [
    '[{"n": {"of": [decimal.Decimal("1.10"), None]}, "m": Map(a=[1], b=None)}, {"n": None, "m": None}]',
    ['STRUCT("of" DECIMAL(38,2)[])', 'MAP(VARCHAR, BIGINT[])'],
    ["{'of': [1.10, NULL]}", '{a=[1], b=NULL}'],
  ],
}
const refused: Readonly<Record<string, readonly [code: string, says: string]>> = {
  twice: ['pd.DataFrame([[1, 2]], columns=["a", "a"])', 'the result has the column "a" twice'],
  cased: ['pa.table({"a": [1], "A": [1]})', 'the result has the columns "a" and "A", which differ by case alone'],
  numbered: ['pd.DataFrame([[1]])', 'a column of the result is named 0, which is no text'],
  durations: [
    'pd.DataFrame({"d": pd.to_timedelta([1], unit="s")})',
    'column "d" has durations, which a table has no type for',
  ],
  periods: [
    'pd.DataFrame({"p": pd.period_range("2020-01", periods=1, freq="M")})',
    'column "p" has period, which a table has no type for',
  ],
  sets: ['[{"s": None}, {"s": {1}}]', 'column "s" has {1} in row 2, and a table has no type for set'],
  text: [
    'pd.DataFrame({"t": pd.array(["a", "\\ud800"], dtype=pd.StringDtype("python"))})',
    String.raw`column "t" has '\ud800' in row 2, which cannot be stored: 'utf-8' codec can't encode character '\ud800' in position 0: surrogates not allowed`,
  ],
  long: [
    'pd.DataFrame({"l": np.array([1.5], dtype="longdouble")})',
    'column "l" has np.longdouble(\'1.5\') in row 1, which cannot be stored: Unsupported numpy type 13',
  ],
  zoned_times: [
    '[{"t": [datetime.time(1, tzinfo=datetime.timezone.utc)]}]',
    'column "t[]" has datetime.time(1, 0, tzinfo=datetime.timezone.utc) in row 1, and a table has no type for time with a time zone',
  ],
  fine_in_list: [
    '[{"l": []}, {"l": [pd.Timestamp("2020-01-01T00:00:00.000000001")]}]',
    'column "l[]" has 2020-01-01 00:00:00.000000001 in row 2, which is finer than a microsecond',
  ],
  zones_in_dict: [
    '[{"d": {"at": datetime.datetime(2020, 1, 1)}}, {"d": {"at": datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)}}]',
    'column "d.at" has a time zone in row 2 and none in row 1',
  ],
  arrow_fine: [
    'pa.table({"t": pa.array([[1], [1001]], pa.list_(pa.timestamp("ns", "UTC")))})',
    'column "t" cannot be stored as list<item: timestamp[us, tz=UTC]>: Casting from timestamp[ns, tz=UTC] to timestamp[us, tz=UTC] would lose data: 1',
  ],
  polars_fine: [
    'pl.DataFrame({"t": [None, 1]}).select(pl.col("t").cast(pl.Datetime("ns", "Europe/Berlin")))',
    'column "t" has 1970-01-01 01:00:00.000000001 in row 2, which is finer than a microsecond',
  ],
  polars_fine_in_list: [
    'pl.DataFrame({"t": [[1000], [1]]}).select(pl.struct(pl.col("t").cast(pl.List(pl.Time))).alias("s"))',
    'column "s.t[]" has 00:00:00.000000001 in row 2, which is finer than a microsecond',
  ],
  polars_objects: [
    '(pl.DataFrame({"o": [object()]}) for _ in numbers)',
    'column "o" has Python objects, which a table has no type for',
  ],
  polars_wide: [
    '(pl.DataFrame({"i": [2**70]}, schema={"i": pl.Int128}) for _ in numbers)',
    "a value of the result has no room in a table: conversion from `i128` to `i64` failed in column 'i' for 1 out of 1 values: [1180591620717411303424]",
  ],
  cased_inside: [
    '[{"d": {"id": 1}}, {"d": {"ID": 2}}]',
    'column "d" has the fields "id" and "ID", which differ by case alone',
  ],
  cased_later: [
    '({"d": {"id" if n < 5000 else "ID": 1}} for n in range(9000))',
    'column "d" has the fields "id" and "ID", which differ by case alone',
  ],
  twice_inside: [
    'pa.table({"s": pa.StructArray.from_arrays([pa.array([1]), pa.array([2])], ["a", "a"])})',
    'column "s" has the field "a" twice',
  ],
  huge: [
    'duckdb.sql("SELECT (2**100)::HUGEINT AS h")',
    "a value of the result has no room in a table: Type INT128 with value 1267650600228229401496703205376 can't be cast because the value is out of range for the destination type INT64 when casting from source column h",
  ],
  keys: ['[{"m": {1: 2}}]', 'column "m" has the key 1 in row 1, which is no text'],
  maps: ['[{"m": Map(a=1)}, {"m": Map(b="x")}]', `column "m[]" has an int in row 1 and a str in row 2: 1, 'x'`],
}

/** Generators that give a row where no loop sees it. */
const returning: Readonly<Record<string, readonly [code: string, type: string]>> = {
  row_at_end: ['def row_at_end():\n    yield {"n": 1}\n    return {"n": 2}\n', 'dict'],
  rows_at_end: ['def rows_at_end():\n    yield {"n": 1}\n    return [{"n": 2}]\n', 'list'],
  frame_at_end: ['def frame_at_end():\n    yield {"n": 1}\n    return pd.DataFrame({"n": [2]})\n', 'DataFrame'],
  judged_at_end: ['@asset(schema=Numbered)\ndef judged_at_end():\n    yield {"n": 1}\n    return {"n": 2}\n', 'dict'],
  mapped_at_end: ['@asset(rows="id")\ndef mapped_at_end(raw):\n    yield raw\n    return raw\n', 'dict'],
}

/** Frames of rows one after the other, in every form that they may come in: each is the numbers from 1 to 3. */
const streams: Readonly<Record<string, string>> = {
  dicts: '({"n": n} for n in numbers)',
  async_dicts: 'later({"n": n} for n in numbers)',
  pandas_frames: '(pd.DataFrame({"n": [n]}) for n in numbers)',
  pandas_list: '[pd.DataFrame({"n": [n]}) for n in numbers]',
  pandas_chunks: 'pd.read_csv(io.StringIO("n\\n1\\n2\\n3\\n"), chunksize=2)',
  pandas_series: '(pd.Series([n], name="n") for n in numbers)',
  polars_frames: '(pl.DataFrame({"n": [n]}) for n in numbers)',
  polars_lazy: '(pl.LazyFrame({"n": [n]}) for n in numbers)',
  polars_list: '[pl.DataFrame({"n": [n]}) for n in numbers]',
  polars_series: '(pl.Series("n", [n]) for n in numbers)',
  arrow_tables: '(pa.table({"n": [n]}) for n in numbers)',
  arrow_batches: '(pa.record_batch({"n": [n]}) for n in numbers)',
  arrow_list: '[pa.record_batch({"n": [n]}) for n in numbers]',
  arrow_async: 'later(pa.record_batch({"n": [n]}) for n in numbers)',
  arrow_reader:
    'pa.RecordBatchReader.from_batches(pa.schema({"n": pa.int64()}), (pa.record_batch({"n": [n]}) for n in numbers))',
  arrow_dataset: 'pa.dataset.dataset(pa.table({"n": list(numbers)}))',
  duckdb_relations: '(duckdb.sql(f"SELECT {n}::BIGINT AS n") for n in numbers)',
  of_all_forms: '(form({"n": [n]}) for form, n in zip((pl.DataFrame, pa.table, pd.DataFrame), numbers))',
  // Those without a row say what the columns are, and no more.
  none_between: '(pd.DataFrame({"n": pd.Series(values, dtype="int64")}) for values in ([], [1, 2], [], [3]))',
}

const names = [
  ...Object.keys(kept),
  ...Object.keys(refused),
  ...Object.keys(streams),
  ...Object.keys(returning),
  'annotated',
]
const files = {
  'assets/index.ts': [
    "import { asset } from '#project'",
    'export const raw = asset(() => [{ id: 1 }])',
    ...names.map((name) => `export const ${name} = asset.python('./returned.py')`),
    'export const seen = asset(async ({ embeddings, fixed }: any) => {',
    '  const rows = [...(await embeddings.all()), ...(await fixed.all())]',
    '  return rows.map(({ e }: any) => ({ of: e.constructor.name, length: e.length }))',
    '})',
    '',
  ].join('\n'),
  'assets/returned.py': [
    'import datetime, decimal, io, typing, uuid',
    'import duckdb, numpy as np, pandas as pd, polars as pl, pyarrow as pa, pyarrow.dataset, pydantic',
    'from assetstore import Map, asset',
    '',
    'class Moment(datetime.datetime): pass',
    'class Day(datetime.date): pass',
    'class Pair(typing.NamedTuple):\n    id: int\n    text: str',
    'class Line(pydantic.BaseModel):\n    id: uuid.UUID\n    price: decimal.Decimal',
    'class Order(pydantic.BaseModel):\n    id: int\n    of: Line\n    lines: list[Line]',
    '',
    ...Object.entries({ ...kept, ...refused }).map(([name, [code]]) => `def ${name}(): return ${code}\n`),
    'class Numbered(pydantic.BaseModel):\n    n: int',
    ...Object.values(returning).map(([code]) => code),
    'numbers = (1, 2, 3)',
    'async def later(values):\n    for value in values: yield value\n',
    ...Object.entries(streams).map(([name, code]) => `def ${name}(): return ${code}\n`),
    'def annotated(raw: set): return []',
    '',
  ].join('\n'),
}

describePython('frames', 'what a function of Python returns', ({ commands }) => {
  let project: Project
  let steps: Readonly<Record<string, Document>> = {}
  let streamed: readonly Document[] = []
  beforeAll(async () => {
    project = await createProject(files, { env: { VIRTUAL_ENV: join(commands, '..') } })
    const run = await project.json('materialize')
    steps = Object.fromEntries(run.steps.map((step: Document) => [step.asset, step]))
    const written = Object.keys(streams).filter((name) => steps[name].error === undefined)
    const rowsOf = (name: string) => `SELECT '${name}' AS name, n::INTEGER AS n, typeof(n) AS type FROM ${name}`
    streamed = (await project.json('query', written.map(rowsOf).join(' UNION ALL '))).rows
  })
  afterAll(() => project[Symbol.asyncDispose]())

  test.each(Object.entries(kept))('is stored as a type that a table has: %s', async (name, [, types, first]) => {
    expect(steps[name].error).toBeUndefined()
    const both = ['typeof(COLUMNS(*))', 'COLUMNS(*)::VARCHAR'].map((what) => `(SELECT ${what} FROM ${name} LIMIT 1)`)
    const { rows } = await project.json('query', both.join(' UNION ALL '))
    expect(rows.map(Object.values)).toEqual([types, first])
  })

  test.each(Object.keys(streams))('is written as it comes, in the order in which it comes: %s', async (name) => {
    expect(steps[name].error).toBeUndefined()
    const rows = streamed.filter((row) => row.name === name)
    expect(rows).toEqual([1, 2, 3].map((n) => ({ name, n, type: 'BIGINT' })))
  })

  test('is a Float32Array to TypeScript where it is an embedding', async () => {
    expect((await project.json('show', 'seen')).rows).toEqual(Array(4).fill({ of: 'Float32Array', length: 384 }))
  })

  test.each(Object.entries(refused))('is refused with its column, its row and a cure: %s', (name, [, says]) => {
    const { code, message, at, fix } = steps[name].error
    expect([code, message]).toEqual(['ASSET_VALUE', says])
    expect(at).toMatch(/^assets\/returned\.py:\d+$/)
    expect(fix).toMatch(/\w/)
  })

  test.each(Object.entries(returning))('is refused where a generator returns it: %s', (name, [, type]) => {
    expect(steps[name].error).toMatchObject({
      code: 'ASSET_RESULT',
      message: expect.stringContaining(`the generator returned ${type} at its end, where only what it yields is a row`),
      at: expect.stringMatching(/^assets\/returned\.py:\d+$/),
    })
  })

  test('is not asked for where an annotation is no form of a table', () => {
    expect(steps.annotated.error).toMatchObject({
      code: 'ASSET_PARAMETERS',
      at: expect.stringContaining('returned.py:'),
    })
  })
})
