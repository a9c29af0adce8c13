import { expect, test } from 'vitest'
import type { ReadOptions } from '../../src/define/read-options.ts'
import { corpus } from './corpus.ts'

const files = corpus()
const values = { 'day=2026-01-02/a.json': '["1", "2"]\n', 'day=2026-01-03/b.json': '["3"]\n' }
const read = async (options: ReadOptions) => {
  const { columns, rows } = await files.read(values, options)
  return [columns.join(), ...rows.map((row) => JSON.stringify(JSON.parse(row)))]
}

test('records of JSON that are no objects are one column, which the options hold for', async () => {
  expect(await read({})).toEqual(['json VARCHAR', '{"json":"1"}', '{"json":"2"}', '{"json":"3"}'])
  expect(await read({ types: { json: 'BIGINT' } })).toEqual(['json BIGINT', '{"json":1}', '{"json":2}', '{"json":3}'])
  expect(await read({ hivePartitioning: true })).toEqual([
    'json VARCHAR,day DATE',
    '{"json":"1","day":"2026-01-02"}',
    '{"json":"2","day":"2026-01-02"}',
    '{"json":"3","day":"2026-01-03"}',
  ])
  expect((await read({ hivePartitioning: true, types: { day: 'VARCHAR' } }))[0]).toBe('json VARCHAR,day VARCHAR')
  const { columns, rows } = await files.read({ 'n.ndjson': '1\n12345678901234567890123\n' }, { allVarchar: true })
  expect([columns, rows.at(-1)?.includes('12345678901234567890123')]).toEqual([['json VARCHAR'], true])
  await expect(read({ types: { value: 'BIGINT' } })).rejects.toThrow(
    'types names the column "value", which no file has',
  )
  await expect(read({ types: { json: 'BOOLEAN' } })).rejects.toThrow('is no BOOLEAN')
})

test('a number that becomes text is text as it is written, wherever it stands', async () => {
  const records = [
    { mixed: 1, list: [1, 'x'], inner: { a: 1 }, number: 1, object: 1, text: 'a' },
    { mixed: 'x', list: [], inner: { a: 'x' }, number: 2, object: { y: [1] }, text: '1.10' },
  ]
  const text = records
    .map((record) =>
      JSON.stringify(record)
        .replaceAll(/(?<=[:[])1\b/g, '1.10')
        .replaceAll(':2,', ':1E5,'),
    )
    .join('\n')
  const { columns, rows } = await files.read({ 'a.ndjson': `${text}\n` })
  expect(columns).toEqual([
    'mixed VARCHAR',
    'list VARCHAR[]',
    'inner STRUCT(a VARCHAR)',
    'number DOUBLE',
    'object VARCHAR',
    'text VARCHAR',
  ])
  expect(rows.map((row) => JSON.parse(row))).toEqual([
    { mixed: '1.10', list: ['1.10', 'x'], inner: { a: '1.10' }, number: 1.1, object: '1.10', text: 'a' },
    { mixed: 'x', list: [], inner: { a: 'x' }, number: 100000, object: '{"y":[1.10]}', text: '1.10' },
  ])
  const declared = async (options: ReadOptions) =>
    (await files.read({ 'a.ndjson': '{ "a": 1.10, "b": [-0, 2.50], "c": 1e2 }\n' }, options)).rows.map((row) =>
      JSON.parse(row),
    )
  expect(await declared({ allVarchar: true })).toEqual([{ a: '1.10', b: '[-0,2.50]', c: '1e2' }])
  expect(await declared({ types: { a: 'VARCHAR', b: 'VARCHAR[]', c: 'DOUBLE' } })).toEqual([
    { a: '1.10', b: ['-0', '2.50'], c: 100 },
  ])
  expect(await declared({ types: { a: 'DECIMAL(4,2)', b: 'DOUBLE[]' } })).toEqual([{ a: 1.1, b: [-0, 2.5], c: 100 }])
  const numbers = ['1e-7', '1.5e-7', '1e300', '2E+5', '-0', '1e22', '0.1', '5']
  const mixed = await files.read({
    'a.ndjson': [...numbers, '"x"'].map((value) => `{"a":${value},"b":[${value}]}\n`).join(''),
  })
  expect(mixed.rows.map((row) => JSON.parse(row))).toEqual([...numbers, 'x'].map((a) => ({ a, b: [a] })))
  const inside = '{"a":{"b":[1e-400,1.10]},"c":0.1234567890123456789}\n{"a":"x","c":1.50}\n'
  expect((await files.read({ 'a.ndjson': inside })).rows.map((row) => JSON.parse(row))).toEqual([
    { a: '{"b":[1e-400,1.10]}', c: '0.1234567890123456789' },
    { a: 'x', c: '1.50' },
  ])
  expect((await files.read({ 'v.ndjson': '1.10\n"x"\n' })).rows).toEqual(['{"json":"1.10"}', '{"json":"x"}'])
  expect((await files.read({ 'v.ndjson': '1.10\n2.50\n' }, { types: { json: 'VARCHAR' } })).rows).toEqual([
    '{"json":"1.10"}',
    '{"json":"2.50"}',
  ])
})

test.each([
  ['DATE', '"2026-01-31"'],
  ['TIMESTAMP', '"2026-01-31 10:00:00"'],
  ['UUID', '"6ecd8c99-4036-403d-bf84-cf8400f67836"'],
  ['DATE[]', '["2026-01-31",null]'],
  ['STRUCT(a VARCHAR, b DATE[])', '{"a":"x\\ny","b":["2026-01-31"]}'],
  ['MAP(VARCHAR, DATE)', '{"a":"2026-01-31"}'],
])('what is %s as JSON writes it is read as that: %s', async (type, json) => {
  const { columns, rows } = await files.read({ 'a.ndjson': `{"x":${json}}\n{"x":null}\n` }, { types: { x: type } })
  expect([columns, rows]).toEqual([[`x ${type}`], [`{"x":${json}}`, '{"x":null}']])
})
