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
