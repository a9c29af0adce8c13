import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { addMetadata, resource, rules, sql } from '../../src/index.ts'
import { run } from '../../src/testing/testing.ts'
import { asset, check, contents, effect, order, source } from './contents.ts'

const folder = mkdtempSync(join(tmpdir(), 'assets-testing-'))
afterAll(() => rmSync(folder, { recursive: true }))

const { notes, sentences, word_counts, no_empty_notes } = contents
const note = (path: string, content: string) => ({ path, content, sizeBytes: content.length, sha256: 'a'.repeat(64) })

describe('an asset', () => {
  test('that is a query, a generator or rows gives its rows, a list of plain objects and nothing else', async () => {
    const rows = await run(word_counts, { given: { sentences: [{ path: 'a', text: 'b c' }] } })
    expect(rows).toStrictEqual([{ path: 'a', words: 2 }])
    expect(rows.columns).toEqual([
      { name: 'path', type: 'VARCHAR' },
      { name: 'words', type: 'INTEGER' },
    ])
    expect(await run(sentences, { given: { notes: [note('a.md', 'One. Two')] } })).toEqual([
      { path: 'a.md', text: 'One' },
      { path: 'a.md', text: 'Two' },
    ])
    expect(
      await run(
        asset(() => ({ n: 1 })),
        { given: {} },
      ),
    ).toEqual([{ n: 1 }])
  })

  test('sees values as in a run: what a column is decides, an absent field is absent', async () => {
    const at = new Date('2026-01-02T03:04:05.006Z')
    const given = [
      { id: 1n, n: 1.5, at, bytes: new Uint8Array([1, 2]), vector: new Float32Array([1, 0.5]), deep: { a: [1] } },
      { id: 2n, n: 2 },
    ]
    const seen: unknown[] = []
    const probe = asset(async ({ events }) => {
      seen.push(...(await events.all()), events.columns, events.count)
      return events.where(sql`id = 2`).pick('id', 'n')
    })
    expect(await run(probe, { given: { events: given } })).toEqual([{ id: 2n, n: 2 }])
    expect(seen).toEqual([
      { ...given[0] },
      { id: 2n, n: 2 },
      expect.arrayContaining([{ name: 'id', type: 'BIGINT' }]),
      2,
    ])
  })

  test('works row by row: map, flatMap and mapBatches, with their keys and their failures', async () => {
    const shops = [
      { id: 1, name: 'Bakery' },
      { id: 2, name: 'Chemist' },
    ]
    const signs = asset(({ shops }) =>
      shops
        .pick('id', 'name')
        .map({ key: 'id' }, ({ id, name }: { id: number; name: string }) => ({ id, sign: name.toUpperCase() })),
    )
    expect(await run(signs, { given: { shops } })).toEqual([
      { id: 1, sign: 'BAKERY' },
      { id: 2, sign: 'CHEMIST' },
    ])
    await expect(run(signs, { given: { shops: [...shops, shops[0]] } })).rejects.toMatchObject({
      code: 'ASSET_ROW_KEY',
    })
    const letters = asset(({ shops }) =>
      shops.flatMap(({ name }: { name: string }) => [...name].slice(0, 2).map((letter) => ({ letter }))),
    )
    expect(await run(letters, { given: { shops } })).toEqual(['B', 'a', 'C', 'h'].map((letter) => ({ letter })))
    const halves = asset(({ shops }) =>
      shops.mapBatches({ size: 1, onRowError: 'quarantine' }, (rows: { id: number }[]) =>
        rows.map(({ id }) => {
          if (id === 2) throw new Error('no half')
          return { id }
        }),
      ),
    )
    const rows = await run(halves, { given: { shops } })
    expect([...rows]).toEqual([{ id: 1 }])
    expect(rows.rejected).toMatchObject([{ row: 2, errors: [{ message: 'Error: no half' }] }])
  })

  test('is held to its schema, its kinds of values and its columns', async () => {
    const strict = asset({ schema: order }, ({ raw }) => raw)
    expect(await run(strict, { given: { raw: [{ id: 1 }] } })).toEqual([{ id: 1, note: 'none' }])
    await expect(run(strict, { given: { raw: [{ id: 1.5 }] } })).rejects.toMatchObject({
      code: 'ASSET_SCHEMA',
      message: expect.stringContaining('is refused by its schema: id:'),
    })
    const kept = asset({ schema: order, onInvalid: 'quarantine' }, ({ raw }) => raw)
    const rows = await run(kept, { given: { raw: [{ id: 1 }, { id: 0.5 }] } })
    expect([...rows]).toEqual([{ id: 1, note: 'none' }])
    expect(rows.rejected).toMatchObject([{ row: 2, errors: [{ path: 'id' }] }])
    expect(rows.logs).toContainEqual({ level: 'warn', message: expect.stringContaining('1 of 2 rows are set aside') })
    await expect(
      run(
        asset(() => [{ f: () => 1 }]),
        { given: {} },
      ),
    ).rejects.toMatchObject({ code: 'ASSET_VALUE' })
    await expect(
      run(
        asset(() => 7 as never),
        { given: {} },
      ),
    ).rejects.toMatchObject({ code: 'ASSET_RESULT' })
  })

  test('throws what its function throws, the very error; it is called again as its retries say, and nobody waits', async () => {
    const boom = new Error('boom')
    const failing = asset(() => {
      throw boom
    })
    await expect(run(failing, { given: {} })).rejects.toBe(boom)
    let calls = 0
    const third = asset({ retries: { attempts: 3, delay: '1h' } }, () => {
      calls += 1
      if (calls < 3) throw boom
      return [{ calls }]
    })
    expect(await run(third, { given: {} })).toEqual([{ calls: 3 }])
    const late = asset({ timeout: 20 }, () => new Promise<{ n: number }[]>(() => undefined))
    await expect(run(late, { given: {} })).rejects.toMatchObject({ code: 'ASSET_TIMEOUT' })
  })

  test('tells what it logs and what it adds, beside its rows', async () => {
    const told = asset((_, { log, partition, run }) => {
      log.warn(`${partition.key} in ${run.id}`)
      addMetadata({ tokens: 4 })
      return [{ n: 1 }]
    })
    const rows = await run(told, { given: {}, partition: '2026-01-01' })
    expect([rows.logs, rows.metadata]).toEqual([[{ level: 'warn', message: '2026-01-01 in alone' }], { tokens: 4 }])
  })
})

describe('what a function has around it', () => {
  test('is the environment that is given, and nothing of the process', async () => {
    const place = asset((_, { env }) => [{ home: env('PATH', 'none'), region: env('REGION') }])
    expect(await run(place, { given: {}, env: { REGION: 'eu' } })).toEqual([{ home: 'none', region: 'eu' }])
    await expect(run(place, { given: {} })).rejects.toMatchObject({
      code: 'ENV_MISSING',
      facts: { variable: 'REGION' },
    })
  })

  test('is the time that is given, in SQL as well, also where others run at once', async () => {
    const times = asset(
      (_, { now }) =>
        sql<{ at: string; sql: string }>`select ${now.toISOString()} as at, left(now()::varchar, 19) as sql`,
    )
    const years = Array.from({ length: 8 }, (_, index) => 2020 + index)
    const runs = await Promise.all(years.map((year) => run(times, { given: {}, now: new Date(Date.UTC(year, 0, 1)) })))
    expect(runs.map(([row]) => row)).toEqual(
      years.map((year) => ({ at: `${year}-01-01T00:00:00.000Z`, sql: `${year}-01-01 00:00:00` })),
    )
  })

  test('are the resources that are given: values, or one that is opened and closed', async () => {
    const seen: string[] = []
    const uses = asset((_, { settings, store }) => [{ language: settings.language, url: store.url }])
    const store = resource({
      open: ({ env }) => ({ url: env('URL') }),
      close: ({ url }) => void seen.push(`closed ${url}`),
    })
    const rows = await run(uses, {
      given: {},
      resources: { settings: { language: 'fr' }, store },
      env: { URL: 'memory' },
    })
    expect([[...rows], seen]).toEqual([[{ language: 'fr', url: 'memory' }], ['closed memory']])
    const failed = run(uses, { given: {}, resources: { setings: { language: 'fr' }, store: 1 } as never })
    await expect(failed).rejects.toMatchObject({
      code: 'TEST_GIVEN',
      message: expect.stringContaining('uses the resource "settings", which is not given'),
      fix: 'did you mean it by "setings"? write settings',
    })
    const whole = asset((_, context) => describeIt(context))
    const describeIt = (context: { settings: { language: string } }) => [{ language: context.settings.language }]
    await expect(run(whole, { given: {} })).rejects.toMatchObject({
      code: 'TEST_GIVEN',
      fix: 'give one to the test: resources: { settings: … }',
    })
  })
})

describe('a check', () => {
  const rows = [
    { path: 'a', words: 1, at: new Date(0) },
    { path: 'b', words: 5, at: new Date(0) },
  ]
  test('says whether it passed, with every row that fails as it is', async () => {
    const { passed, rows: failing, message } = await run(no_empty_notes, { given: { word_counts: rows } })
    expect([passed, failing, message]).toEqual([false, [rows[0]], '1 row fails'])
    const many = Array.from({ length: 40 }, (_, id) => ({ path: `${id}`, words: 0 }))
    expect((await run(no_empty_notes, { given: { word_counts: many } })).rows).toHaveLength(40)
    expect(
      await run(
        check(() => true),
        { given: {} },
      ),
    ).toEqual({ passed: true, rows: [] })
    const report = check(({ word_counts }) => ({
      passed: word_counts.count > 5,
      message: 'few',
      metadata: { n: word_counts.count },
    }))
    expect(await run(report, { given: { word_counts: rows } })).toEqual({
      passed: false,
      rows: [],
      message: 'few',
      metadata: { n: 2 },
    })
  })

  test('of rules tells each', async () => {
    const held = check(({ word_counts }) =>
      rules(word_counts, { unique: ['path'], warn: { row_count_between: [1, 2] } }),
    )
    const said = await run(held, { given: { word_counts: [...rows, rows[0]] } })
    expect(said).toMatchObject({ passed: false, message: '1 of 2 rules fails: unique path (1 row)' })
    expect(said.rules?.map(({ rule, passed }) => [rule, passed])).toEqual([
      ['unique', false],
      ['row_count_between 1 and 2', false],
    ])
  })
})

describe('an effect', () => {
  test('gives its receipt, and has a key that its data decides', async () => {
    const sent = effect(({ word_counts }, { key, verify }) => ({ n: word_counts.count, key, verify }))
    const once = (words: number) => run(sent, { given: { word_counts: [{ path: 'a', words }] } })
    const [first, again, other] = [await once(1), await once(1), await once(2)]
    expect(first.receipt).toEqual({ n: 1, key: expect.stringMatching(/^[0-9a-f]{64}$/), verify: false })
    expect(again.receipt).toEqual(first.receipt)
    expect(other.receipt?.key).not.toBe(first.receipt?.key)
    await expect(
      run(
        effect(() => [] as never),
        { given: {} },
      ),
    ).rejects.toMatchObject({ code: 'ASSET_RESULT' })
  })

  test('with a target never calls it: what it was to hold is told, or goes to one in its place', async () => {
    const real: unknown[] = []
    const target = { sync: (wanted: object) => ({ n: real.push(wanted) }) }
    const index = effect({ target }, ({ word_counts }) =>
      word_counts.map(({ path }: { path: string }) => ({ id: path })),
    )
    const given = { word_counts: [{ path: 'a' }, { path: 'b' }] }
    expect(await run(index, { given })).toEqual({ receipt: undefined, wanted: [{ id: 'a' }, { id: 'b' }] })
    const fake = { sync: (wanted: unknown[]) => ({ n: wanted.length }) }
    expect(await run(index, { given, target: fake })).toEqual({ receipt: { n: 2 }, wanted: [{ id: 'a' }, { id: 'b' }] })
    expect(real).toEqual([])
  })
})

describe('a source', () => {
  test('reads its files below the folder that is given, and its function with the context', async () => {
    mkdirSync(join(folder, 'notes'), { recursive: true })
    writeFileSync(join(folder, 'notes/a.md'), 'hello')
    writeFileSync(join(folder, 'prices.csv'), 'sku,price\na,1.5\n')
    expect(await run(notes, { root: folder })).toMatchObject([{ path: 'notes/a.md', content: 'hello', sizeBytes: 5 }])
    expect(await run(source.table('prices.csv'), { root: folder })).toEqual([{ sku: 'a', price: 1.5 }])
    await expect(run(source.files('none/*.md', { as: 'text' }), { root: folder })).rejects.toMatchObject({
      code: 'SOURCE_EMPTY',
    })
    const feed = source({ observe: () => 1 }, (_, { env }) => [{ url: env('FEED') }])
    expect(await run(feed, { env: { FEED: 'x' } })).toEqual([{ url: 'x' }])
    const [pack] = await run(source.package('zod', 'package.json', { as: 'text' }))
    expect(pack).toMatchObject({ path: 'package.json' })
  })
})

test('many run at once, and nothing of theirs is left', async () => {
  const all = await Promise.all(
    Array.from({ length: 40 }, (_, n) => run(word_counts, { given: { sentences: [{ path: `${n}`, text: 'a b' }] } })),
  )
  expect(all.map(([row]) => row?.path)).toEqual(all.map((_, n) => `${n}`))
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`assetstore-alone.${process.pid}.`))).toEqual([])
  expect(existsSync(join(folder, '.assetstore'))).toBe(false)
})
