import { describe, expect, test } from 'vitest'
import { rules, sql } from '../../src/index.ts'
import {
  expectations,
  expectColumnValuesToBeUnique,
  expectColumnValuesToNotBeNull,
} from '../../src/integrations/expectations/expectations.ts'
import { run } from '../../src/testing/testing.ts'
import { asset, check, contents } from './contents.ts'

const { notes, sentences, word_counts, no_empty_notes } = contents

test('a query that is given, and a condition on it, fail for a late row as in a run', async () => {
  const rows = asset(async ({ numbers }) => [{ n: (await numbers.where(sql`n >= 0`).all()).length }])
  const late = asset(async ({ numbers }) => {
    let n = 0
    for await (const _ of numbers.where(sql`CASE WHEN n = 299999 THEN error('no ' || n) ELSE true END`)) n += 1
    return [{ n }]
  })
  const numbers = sql`SELECT i AS n FROM range(300000) t(i)`
  expect(await run(rows, { given: { numbers } })).toEqual([{ n: 300_000 }])
  await expect(run(late, { given: { numbers } })).rejects.toThrow('no 299999')
  const fails = sql`SELECT CASE WHEN i = 299999 THEN error('no ' || i) ELSE i END AS n FROM range(300000) t(i)`
  await expect(run(rows, { given: { numbers: fails } })).rejects.toThrow('no 299999')
})

describe('what is given', () => {
  const failure = (promise: Promise<unknown>) =>
    promise.then(
      () => 'none',
      ({ code, message, fix }) => [code, message, fix],
    )

  test('is missing or misspelt: the parameter is named, and what was meant by it', async () => {
    const loose = word_counts as never as Parameters<typeof run>[0]
    // biome-ignore lint/suspicious/noExplicitAny: as one without a compiler calls it
    const call = (options: any) => failure(run(loose as any, options))
    expect(await call({ given: { sentencs: [] } })).toEqual([
      'TEST_GIVEN',
      'word_counts reads "sentences", which is not given',
      'did you mean it by "sentencs"? write sentences',
    ])
    expect(await call({ given: {} })).toEqual([
      'TEST_GIVEN',
      'word_counts reads "sentences", which is not given',
      'give its rows: given: { sentences: […] }',
    ])
    expect(await call({ given: { sentences: [], sentence: [] } })).toEqual([
      'TEST_GIVEN',
      '"sentence" is given, which word_counts does not read',
      'did you mean "sentences"?',
    ])
    expect(await call(undefined)).toEqual([
      'TEST_GIVEN',
      'run was given no tables',
      'give the rows of what the function reads: run(it, { given: { … } })',
    ])
    expect(await call({ givn: {} })).toEqual(['TEST_GIVEN', 'run has no option "givn"', 'did you mean "given"?'])
    expect(await call({ given: { sentences: [] }, now: 'today' })).toEqual([
      'TEST_GIVEN',
      "now is 'today'",
      'give a Date',
    ])
    expect(await call({ given: { sentences: [] }, target: { sync: () => 1 } })).toEqual([
      'TEST_GIVEN',
      '"target" is given, which an asset does not have',
      'leave it out: it is for effects alone',
    ])
    expect(await call(null)).toEqual([
      'TEST_GIVEN',
      'run was given null as its options',
      'give an object, such as { given: { … } }',
    ])
    expect(await call({ given: { sentences: [] }, env: { PORT: 80 } })).toEqual([
      'TEST_GIVEN',
      'env.PORT is 80',
      'give a text',
    ])
    expect(await failure(run({} as typeof notes))).toMatchObject([
      'TEST_GIVEN',
      'run was given {}, which is no asset, check, effect or source',
      expect.stringContaining('as it is exported'),
    ])
  })

  test('is no rows: it is told as what the test gives, with a cure for the test', async () => {
    const probe = asset(({ rows }) => rows)
    const call = (rows: unknown) => failure(run(probe, { given: { rows } } as never))
    expect(await call(7)).toEqual([
      'TEST_GIVEN',
      '7 is given for rows, where rows are expected',
      'give rows, such as rows: [{ … }], or a query',
    ])
    expect(await call(Promise.resolve([]))).toMatchObject(['TEST_GIVEN', expect.any(String), 'await it: rows: await …'])
    expect(await call(word_counts)).toEqual([
      'TEST_GIVEN',
      'an asset is given for rows, where rows are expected',
      'give rows, such as rows: [{ … }], or a query: no asset is run',
    ])
    expect(await call([{ a: 1 }, null])).toMatchObject([
      'ASSET_RESULT',
      'row 2 of rows is null, where a row is a plain object',
      expect.stringMatching(/^give objects/),
    ])
  })

  test('is, of a check, the rows that fail it', async () => {
    const lines = asset(async ({ no_empty_notes }) =>
      (await no_empty_notes.failing().all()).map(({ path }: { path: string }) => ({ path })),
    )
    expect(await run(lines, { given: { no_empty_notes: [{ path: 'a.md', words: 1 }] } })).toEqual([{ path: 'a.md' }])
  })

  test('is nested as the pattern is', async () => {
    const count = asset(({ crm: { customers } }) => sql<{ n: number }>`select count(*) as n from ${customers}`)
    expect(await run(count, { given: { crm: { customers: [{ id: 1 }] } } })).toEqual([{ n: 1 }])
    expect(await failure(run(count, { given: { crm: {} } }))).toMatchObject([
      'TEST_GIVEN',
      expect.stringContaining('reads "crm.customers", which is not given'),
      'give its rows: given: { crm: { customers: […] } }',
    ])
  })

  test('is held to the schema of the asset that it stands for, which fills in as in a run', async () => {
    const probe = asset(({ orders }) => orders)
    expect(await run(probe, { given: { orders: [{ id: 1 }] } })).toEqual([{ id: 1, note: 'none' }])
    expect(await failure(run(probe, { given: { orders: [{ id: 1 }, { id: 'x' }] } }))).toMatchObject([
      'ASSET_SCHEMA',
      expect.stringContaining('row 2 of orders is refused by its schema: id:'),
      'mend the row that is given: as in a run, rows of orders are held to its schema',
    ])
    expect(await run(probe, { given: { orders: [] } })).toEqual([])
  })

  test('may be a query, whose columns are of the types that it says, or anything that is iterated', async () => {
    const text = asset(({ counts }) => sql<{ text: string }>`select n::varchar as text from ${counts}`)
    expect(await run(text, { given: { counts: sql`select 3::integer as n` } })).toEqual([{ text: '3' }])
    async function* rows() {
      yield { n: 'a' }
    }
    expect(await run(text, { given: { counts: rows() } })).toEqual([{ text: 'a' }])
  })

  test('may be no rows, whatever is read of them', async () => {
    expect(await run(no_empty_notes, { given: { word_counts: [] } })).toEqual({ passed: true, rows: [] })
    expect(await run(word_counts, { given: { sentences: [] } })).toEqual([])
    expect(await run(sentences, { given: { notes: [] } })).toEqual([])
    const joined = asset(
      ({ a, b }) => sql<object>`select a.id, upper(b.name) as name from ${a} a join ${b} b on a.id = b.id`,
    )
    expect(await run(joined, { given: { a: [], b: [] } })).toEqual([])
    const mapped = asset(({ a }) => a.pick('id', 'name').map((row: object) => row))
    expect(await run(mapped, { given: { a: [] } })).toEqual([])
    const keyed = asset(({ a }) => a.map({ key: 'id' }, (row: object) => row))
    expect(await run(keyed, { given: { a: [] } })).toEqual([])
    const ruled = check(({ a }) => rules(a, { unique: ['path'], not_null: ['words'] }))
    expect(await run(ruled, { given: { a: [] } })).toMatchObject({ passed: true })
    const held = check(({ a }) =>
      expectations(a, [expectColumnValuesToNotBeNull('n'), expectColumnValuesToBeUnique('id')]),
    )
    expect(await run(held, { given: { a: [] } })).toMatchObject({ passed: true })
    const listed = asset(({ a }) => sql<object>`select list_sum(a.n) + len(a.n) as n from ${a} a`)
    expect(await failure(run(listed, { given: { a: [] } }))).toMatchObject([
      'ASSET_SQL',
      expect.stringContaining('a table is given without rows, and nothing tells its columns'),
      expect.stringContaining('where false'),
    ])
    expect(await run(listed, { given: { a: sql`select [1, 2] as n where false` } })).toEqual([])
  })
})
