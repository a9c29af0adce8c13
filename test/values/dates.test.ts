import assert from 'node:assert'
import { deserialize, serialize } from 'node:v8'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../../src/define/sql.ts'
import type { Table } from '../../src/define/table.ts'
import { openTable } from '../../src/table/read/table.ts'
import { writeResult } from '../../src/table/write/write-result.ts'
import { datesIn, markDatesIn } from '../../src/util/dates-in.ts'
import { openWorkRig, type Row, type WorkRig } from '../rows/work-rig.ts'
import { rowsRig } from '../store/rows-engine.ts'

const rig = rowsRig()
let work: WorkRig
beforeAll(async () => {
  work = await openWorkRig()
})
afterAll(() => work[Symbol.asyncDispose]())

async function stored(result: unknown) {
  const file = rig.file()
  const { columns, rows: count } = await writeResult(rig.engine(), { result, file, asset: 'made' })
  const source = { name: 'documents', file, columns, count, onRead: () => undefined }
  const table = openTable(rig.engine(), source) as Table<Row>
  return { types: columns.map(({ type }) => type), rows: await table.all(), table }
}
const moments = sql`select date '2026-01-31' as day, timestamptz '2026-01-31 10:00:00+02' as zoned,
  timestamp '2026-01-31 10:00:00.5' as at, timestamp_ns '2026-01-31 10:00:00' as nano, [date '1900-01-01', NULL] as days,
  { day: date '0001-01-01', moment: timestamp '2020-01-01' } as nested
  union all select date '1970-01-01', NULL, timestamp_s '2026-01-31 10:00:00', NULL, [], NULL`
const types = [
  'DATE',
  'TIMESTAMP WITH TIME ZONE',
  'TIMESTAMP',
  'TIMESTAMP_NS',
  'DATE[]',
  'STRUCT(day DATE, moment TIMESTAMP)',
]

test('a column of days, of moments with zone or in nanoseconds stays one through a function', async () => {
  const { table, rows } = await stored(moments)
  const through = [
    table.map((row) => row),
    table.map(({ ...row }) => ({ ...row })).map((row) => row),
    table.flatMap((row) => [row]),
    table.mapBatches({ size: 10 }, (some) => some),
    (async function* () {
      for await (const row of table) yield { ...row }
    })(),
    await table.all(),
    table,
  ]
  for (const result of through) {
    const made = await stored(result)
    expect(made.types).toEqual(types)
    expect(made.rows).toStrictEqual(rows)
  }
  expect((await stored(table.pick('day').map(({ day }) => ({ when: day })))).types).toEqual(['DATE'])
})

test('a Date that code made, changed or put beside them is a TIMESTAMP', async () => {
  const { table } = await stored(sql`select unnest([date '2026-01-31', date '2026-02-01']) as day`)
  const later = (day: unknown) => new Date((day as Date).getTime() + 1)
  const changed = (day: unknown) => {
    ;(day as Date).setUTCHours(5)
    return day
  }
  expect((await stored(table.map(({ day }) => ({ day: later(day) })))).types).toEqual(['TIMESTAMP'])
  expect((await stored(table.map(({ day }) => ({ day: structuredClone(day) })))).types).toEqual(['TIMESTAMP'])
  const { types: set, rows } = await stored(table.map(({ day }) => ({ day: changed(day) })))
  expect([set, rows]).toEqual([
    ['TIMESTAMP'],
    [{ day: new Date('2026-01-31T05:00Z') }, { day: new Date('2026-02-01T05:00Z') }],
  ])
  const beside = [...(await table.all()), { day: new Date(5) }]
  expect((await stored(beside)).types).toEqual(['TIMESTAMP'])
  expect((await stored(beside)).rows).toStrictEqual(beside)
})

test('nothing of a user sees what a Date was read of', async () => {
  const { rows } = await stored(sql`select date '2026-01-31' as day`)
  const { day } = rows[0] as { day: Date }
  assert.deepStrictEqual(day, new Date('2026-01-31'))
  expect([Reflect.ownKeys(day), Object.getPrototypeOf(day) === Date.prototype, JSON.stringify(day)]).toEqual([
    [],
    true,
    '"2026-01-31T00:00:00.000Z"',
  ])
})

test('rows that stay and rows that are computed are of one type, whichever each had', async () => {
  const { table } = await stored(sql`select unnest([date '2026-01-31', date '2026-02-01']) as day`)
  const days = (await table.all()).map((row, id) => ({ id, ...row }))
  const plain = days.map((row) => structuredClone(row))
  const once = (rows: readonly Row[], previous?: Awaited<ReturnType<WorkRig['compute']>>) =>
    work.compute(rows, (input) => input.map({ key: 'id' }, (row) => row), { previous: previous?.previous })
  const typesOf = ({ previous }: Awaited<ReturnType<WorkRig['compute']>>) => previous.columns.map(({ type }) => type)
  const first = await once(days.slice(0, 1))
  expect(typesOf(first)).toEqual(['DOUBLE', 'DATE'])
  const second = await once(days, first)
  expect([typesOf(second), second.counts.computed]).toEqual([['DOUBLE', 'DATE'], 1])
  const third = await work.compute(
    days,
    (input) => input.map({ key: 'id' }, (row) => (row.id === 1 ? { ...row, day: new Date(86_400_001) } : row)),
    { previous: first.previous },
  )
  expect(typesOf(third)).toEqual(['DOUBLE', 'TIMESTAMP'])
  expect(third.rows).toStrictEqual([plain[0], { id: 1, day: new Date(86_400_001) }])
})

test('rows that were written down to be taken up again know it as well', async () => {
  const { table } = await stored(moments)
  const rows = [...(await table.all()), { at: new Date(1) }]
  const copy = deserialize(serialize(rows)) as Row[]
  expect(datesIn(copy)).toBe(undefined)
  markDatesIn(copy, datesIn(rows) ?? [])
  expect(datesIn(copy)).toEqual(datesIn(rows))
  expect((await stored(copy.slice(0, 2))).types).toEqual(types)
})
