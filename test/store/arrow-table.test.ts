import * as arrow from 'apache-arrow'
import { expect, test } from 'vitest'
import { writeResult } from '../../src/table/write/write-result.ts'
import { mistakeOf, rowsRig } from './rows-engine.ts'

const rig = rowsRig()
const write = async (result: unknown) => {
  const file = rig.file()
  await writeResult(rig.engine(), { result, file, asset: 'summary', tables: {} })
  return rig.read(file)
}

test('an Arrow table is rows', async () => {
  const numbers = arrow.tableFromArrays({
    id: Int32Array.of(1, 2),
    big: BigInt64Array.of(1n, 2n),
    score: Float64Array.of(0.5, 1.5),
  })
  expect(await write(numbers)).toEqual([
    { id: 1, big: 1n, score: 0.5 },
    { id: 2, big: 2n, score: 1.5 },
  ])
  const mixed = arrow.tableFromJSON([{ text: 'a', list: [1, 2], when: new Date(5), deep: { ok: true } }])
  expect(await write(mixed)).toEqual([{ text: 'a', list: [1, 2], when: new Date(5), deep: { ok: true } }])
})

test('a value of an Arrow table that JavaScript has no exact one for is refused with its column', async () => {
  const column = (type: arrow.DataType, values: readonly bigint[]) => {
    const data = BigInt64Array.from(values)
    return new arrow.Vector([arrow.makeData({ type, length: data.length, nullCount: 0, data } as never)])
  }
  const us = (...values: bigint[]) => column(new arrow.TimestampMicrosecond('UTC'), values)
  const ns = (...values: bigint[]) => column(new arrow.TimestampNanosecond('UTC'), values)
  const whole = new arrow.Table({ us: us(1_700_000_000_000_000n), ns: ns(1_700_000_000_000_000_000n) } as never)
  const when = new Date(1_700_000_000_000)
  expect(await write(whole)).toEqual([{ us: when, ns: when }])
  const finer = 'holds a moment finer than a millisecond, of which a value of JavaScript is not exact'
  const nested = (vector: arrow.Vector) =>
    new arrow.Table(
      new arrow.Schema([new arrow.Field('deep', new arrow.Struct([new arrow.Field('at', vector.type)]), false)]),
      {
        deep: arrow.makeData({
          type: new arrow.Struct([new arrow.Field('at', vector.type)]),
          length: 1,
          nullCount: 0,
          children: [vector.data[0]!],
        }),
      } as never,
    )
  const cases = [
    ['us', new arrow.Table({ us: us(0n, 1_700_000_000_000_001n) } as never), finer],
    ['ns', new arrow.Table({ ns: ns(1_700_000_000_000_000_001n) } as never), finer],
    ['deep', nested(ns(1_700_000_000_000_000_001n)), finer],
    [
      'time',
      new arrow.Table({ time: column(new arrow.TimeMicrosecond(), [5n]) } as never),
      'holds times of day, of which',
    ],
  ] as const
  for (const [name, table, what] of cases)
    expect(await mistakeOf(write(table))).toContain(`column "${name}" of the Arrow table that was returned ${what}`)
})
