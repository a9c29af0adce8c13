import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { selectOf, values } from '../python/corpus.ts'
import { createProject, type Document, type Project, repository } from '../rig/project.ts'

/** How a function takes the table, and gives it back as it got it. */
const forms = {
  table: { options: '', as: '' },
  batch: { options: '', as: '.then(({ batches }) => batches[0])' },
  isolated: { options: "{ isolate: 'thread' }, ", as: '' },
}
/** Beside those of Python, what Arrow alone has a type for. */
const more: Readonly<Record<string, string>> = {
  nanos: "['2026-01-01 00:00:00.000000001'::TIMESTAMP_NS, NULL, '1969-12-31 23:59:59.999999999'::TIMESTAMP_NS][i + 1]",
  usmallint: '[65535::USMALLINT, NULL, 0][i + 1]',
  small: "['-12345.678'::DECIMAL(9, 3), NULL, 0.001][i + 1]",
  map: "[MAP {'b': 1.5::DECIMAL(3, 1), 'a': NULL}, NULL, MAP {}][i + 1]",
  maps: "[[MAP {'': [TIMESTAMP '2020-01-01 00:00:00.000001']}], NULL, [NULL]][i + 1]",
  entries: "[MAP {1::INTEGER: DATE '2020-01-01'}, NULL, MAP {}][i + 1]",
  names: `[{'constructor': 1::INTEGER, '__proto__': 'x', 'a "b"': [1.5::FLOAT]}, NULL, {'constructor': NULL, '__proto__': NULL, 'a "b"': NULL}][i + 1]`,
}
const select = (name: string) =>
  more[name] === undefined
    ? selectOf(name)
    : `SELECT i::INTEGER AS i, ${more[name]} AS x FROM (SELECT i::INTEGER AS i FROM \${numbers}) ORDER BY i`
const names = [...Object.keys(values), ...Object.keys(more)]

const project = {
  'assets/index.ts': [
    "import { asset } from '#project'",
    "import { sql } from 'assetstore'",
    'export const numbers = asset(() => [{ i: 0 }, { i: 1 }, { i: 2 }])',
    ...names.flatMap((name) => [
      `export const ${name} = asset(({ numbers }) => sql\`${select(name)}\`)`,
      ...Object.entries(forms).map(
        ([form, { options, as }]) =>
          `export const ${name}_${form} = asset(${options}({ ${name} }) => ${name}.arrow()${as})`,
      ),
    ]),
    '',
  ].join('\n'),
}

const withArrow = (project: Project) =>
  symlinkSync(join(repository, 'node_modules/apache-arrow'), join(project.folder, 'node_modules/apache-arrow'), 'dir')

describe('a table that goes through apache-arrow', () => {
  let made: Project
  let steps: readonly Document[] = []
  beforeAll(async () => {
    made = await createProject(project)
    withArrow(made)
    steps = (await made.json('materialize')).steps
  })
  afterAll(() => made[Symbol.asyncDispose]())

  test('is made in every form', () => {
    expect(steps.flatMap(({ asset, error }) => (error === undefined ? [] : [[asset, error]]))).toEqual([])
  })

  test.each(Object.keys(forms))('has the values and the types that it had: %s', async (form) => {
    const parts = names.flatMap((name) => [
      `SELECT '${name}' AS name, 'before' AS side, i, x::VARCHAR AS x, typeof(x) AS type FROM ${name}`,
      `SELECT '${name}', 'after', i, x::VARCHAR, typeof(x) FROM ${name}_${form}`,
    ])
    const { rows } = await made.json('query', `SELECT * FROM (${parts.join(' UNION ALL ')}) ORDER BY name, side, i`)
    const of = (side: string) =>
      rows.filter((row: Document) => row.side === side).map(({ name, i, x, type }: Document) => ({ name, i, x, type }))
    expect(of('after')).toEqual(of('before'))
    expect(of('after')).toHaveLength(3 * names.length)
  })
})

test('what code makes of Arrow is stored as it is: dictionaries, slices, chunks, units, and columns without a type', async () => {
  await using project = await createProject({
    'assets/index.ts': `
import * as arrow from 'apache-arrow'
import { z } from ${JSON.stringify(import.meta.resolve('zod'))}
import { asset } from '#project'
import { sql } from 'assetstore'
const column = (type: any, data: any, more = {}) => new arrow.Vector([arrow.makeData({ type, length: data.length, nullCount: 0, data, ...more } as any)])
const words = arrow.vectorFromArray(['b', 'a', null, 'b'], new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8()))
const lists = arrow.vectorFromArray([[1.5, 2.5], [3.5, 4.5], null, [5.5, 6.5]], new arrow.FixedSizeList(2, new arrow.Field('item', new arrow.Float32())))
const made = new arrow.Table({
  words, lists,
  seconds: column(new arrow.TimestampSecond(), BigInt64Array.of(1n, -1n, 0n, 2n)),
  zoned: column(new arrow.TimestampNanosecond('Europe/Berlin'), BigInt64Array.of(10n ** 9n, -(10n ** 6n), 0n, 2n * 10n ** 6n)),
  times: column(new arrow.TimeSecond(), Int32Array.of(1, 86399, 0, 2)),
  halves: column(new arrow.Float16(), Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7c00)),
  dates: column(new arrow.DateMillisecond(), BigInt64Array.of(5n, 0n, 0n, 0n)),
  fixed: column(new arrow.FixedSizeBinary(2), Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), { length: 4 }),
  big: column(new arrow.Int64(), BigInt64Array.of(2n ** 60n, 1n, 2n, 3n)),
  nothing: new arrow.Vector([arrow.makeData({ type: new arrow.Null(), length: 4 } as any)]),
} as any)
export const whole = asset({ ordered: true }, () => made)
export const sliced = asset({ ordered: true }, () => made.slice(1, 3))
export const chunked = asset({ ordered: true }, () => made.slice(2, 4).concat(made.slice(0, 2)))
export const empty = asset(() => made.slice(0, 0))
export const typed = asset({ schema: z.object({ words: z.string(), big: z.bigint() }), onInvalid: 'quarantine' }, () => made.select(['words', 'big']))
export const refused = asset(async ({ typed }) => (await typed.rejected().all()).map((row) => ({ columns: Object.keys(row).join() })))
export const seen = asset(async ({ chunked }) => (await chunked.pick('words', 'big', 'lists').all()).map((row) => ({ text: row.words + ' ' + row.big + ' ' + typeof row.big + ' ' + row.lists?.constructor.name })))
export const narrow = asset(async ({ whole }) => { const of = await whole.where(sql\`big < 3\`).pick('words', 'big').arrow(); return [{ isTable: of instanceof arrow.Table, columns: of.schema.names.join(), count: of.numRows }] })
`,
  })
  withArrow(project)
  const { steps } = await project.json('materialize')
  expect(steps.flatMap(({ asset, error }: Document) => (error === undefined ? [] : [[asset, error]]))).toEqual([])
  const of = async (name: string) => (await project.json('query', `SELECT columns(*)::VARCHAR FROM ${name}`)).rows
  const [first, second, third, fourth] = await of('whole')
  expect([first, second]).toEqual([
    {
      ...{
        words: 'b',
        lists: '[1.5, 2.5]',
        seconds: '1970-01-01 00:00:01',
        zoned: '1970-01-01 00:00:01+00',
        times: '00:00:01',
      },
      ...{
        halves: '1.0',
        dates: '1970-01-01 00:00:00.005',
        fixed: '\\x01\\x02',
        big: '1152921504606846976',
        nothing: null,
      },
    },
    {
      ...{
        words: 'a',
        lists: '[3.5, 4.5]',
        seconds: '1969-12-31 23:59:59',
        zoned: '1969-12-31 23:59:59.999+00',
        times: '23:59:59',
      },
      ...{ halves: '-2.0', dates: '1970-01-01 00:00:00', fixed: '\\x03\\x04', big: '1', nothing: null },
    },
  ])
  expect([third, fourth]).toMatchObject([{ words: null, lists: null, halves: '5.9604645e-08' }, { halves: 'inf' }])
  expect(await of('sliced')).toEqual([second, third])
  expect(await of('chunked')).toEqual([third, fourth, first, second])
  const types = (await project.json('show', 'empty', '--schema')).columns
  expect(types.map(({ type }: Document) => type)).toEqual([
    ...[
      'VARCHAR',
      'FLOAT[]',
      'TIMESTAMP',
      'TIMESTAMP WITH TIME ZONE',
      'TIME',
      'FLOAT',
      'TIMESTAMP',
      'BLOB',
      'BIGINT',
      'NULL',
    ],
  ])
  expect((await project.json('show', 'typed')).rows).toHaveLength(3)
  expect((await project.json('show', 'refused')).rows).toHaveLength(1)
  expect((await project.json('show', 'seen')).rows.map(({ text }: Document) => text).toSorted()).toEqual([
    'a 1 bigint Float32Array',
    'b 1152921504606846976 bigint Float32Array',
    'b 3 bigint Float32Array',
    'null 2 bigint undefined',
  ])
  expect((await project.json('show', 'narrow')).rows).toEqual([{ isTable: true, columns: 'words,big', count: 2 }])
})

test('what a table cannot store is refused with its column and row', async () => {
  const cases: Readonly<Record<string, readonly [table: string, said: string]>> = {
    durations: [
      't({ at: c(new arrow.DurationSecond(), [1n]) })',
      'column "at" of durations has durations, which a table cannot store',
    ],
    finer: [
      't({ at: c(new arrow.TimeNanosecond(), [1000n, 1n]) })',
      'column "at" of finer has a time that is finer than a microsecond in row 2, which a table cannot store',
    ],
    instants: [
      "t({ at: c(new arrow.TimestampNanosecond('UTC'), [1n]) })",
      'column "at" of instants has a moment with a zone that is finer than a microsecond in row 1, which a table cannot store',
    ],
    wide: [
      't({ at: arrow.vectorFromArray([null], new arrow.Decimal(2, 40, 256)) })',
      'column "at" of wide has decimals of 40 digits, which a table cannot store',
    ],
    deep: [
      "t({ at: arrow.vectorFromArray([[null]], new arrow.List(new arrow.Field('item', new arrow.DurationSecond()))) })",
      'column "at" of deep has durations, which a table cannot store',
    ],
    union: [
      't({ at: c(new arrow.DenseUnion([], []), []) })',
      'column "at" of union has values of the type Union<>, which a table cannot store',
    ],
    none: ['new arrow.Table()', 'none returned an Arrow table without columns'],
    twice: [
      't({ a: c(new arrow.Int64(), [1n]), A: c(new arrow.Int64(), [1n]) })',
      'twice returned an Arrow table that has the columns "a" and "A", which differ only by case',
    ],
    streamed: [
      '[t({ a: c(new arrow.Int64(), [1n]) })]',
      'row 1 of streamed is a Table of Arrow, where a row is a plain object',
    ],
    batches: [
      't({ a: c(new arrow.Int64(), [1n]) }).batches.values()',
      'row 1 of batches is a RecordBatch of Arrow, where a row is a plain object',
    ],
    vectors: ['[c(new arrow.Int64(), [1n])]', 'row 1 of vectors is a Vector of Arrow, where a row is a plain object'],
  }
  await using project = await createProject({
    'assets/index.ts': [
      "import * as arrow from 'apache-arrow'",
      "import { asset } from '#project'",
      'const c = (type: any, values: bigint[]) => new arrow.Vector([arrow.makeData({ type, length: values.length, nullCount: 0, data: BigInt64Array.from(values) } as any)])',
      'const t = (columns: any) => new arrow.Table(columns)',
      ...Object.entries(cases).map(([name, [table]]) => `export const ${name} = asset((): any => ${table})`),
    ].join('\n'),
  })
  withArrow(project)
  const { steps } = await project.json('materialize')
  const said = Object.fromEntries(
    steps.map(({ asset, error, outcome }: Document) => [asset, error?.message ?? outcome]),
  )
  expect(said).toEqual(Object.fromEntries(Object.entries(cases).map(([name, [, message]]) => [name, message])))
  const { error } = steps.find(({ asset }: Document) => asset === 'batches')
  expect(error.fix).toBe('return one table of them: new Table(batches)')
})

test('nothing is told of how the package is loaded', async () => {
  await using project = await createProject(
    {
      'assets/index.ts': `
import { asset } from '#project'
export const raw = asset(() => [{ id: 1 }])
export const frame = asset(({ raw }) => raw.arrow())
`,
    },
    { ownProcesses: true },
  )
  withArrow(project)
  const { exitCode, stderr } = await project.assets('materialize')
  expect([exitCode, stderr.includes('Warning')]).toEqual([0, false])
})

test('without the package it says what to install, and after a function of rows that these are in no table', async () => {
  await using project = await createProject({
    'assets/index.ts': `
import { asset } from '#project'
export const raw = asset(() => [{ id: 1 }])
export const frame = asset(({ raw }) => raw.arrow())
export const mapped = asset(({ raw }) => raw.map((row) => row).arrow())
`,
  })
  const { steps } = await project.json('materialize')
  expect(steps.slice(1).map(({ error: { code, message, fix } }: Document) => ({ code, message, fix }))).toEqual([
    {
      code: 'PACKAGE_MISSING',
      message: 'arrow() needs the package apache-arrow, which the project does not have',
      fix: 'npm install apache-arrow',
    },
    {
      code: 'ASSET_RESULT',
      message:
        'arrow() was called on a query that calls a function (map, flatMap or mapBatches), whose rows are in no file',
      fix: 'make the mapped rows an asset of their own, and name that asset as a parameter',
    },
  ])
})
