import { describe, expect, test } from 'vitest'
import { rowMaker } from '../../src/table/codec/decode/row-maker.ts'
import { batchesIn, rowsOfBatches } from '../../src/table/write/rows-of-batches.ts'
import { rowsRig } from './rows-engine.ts'

const rig = rowsRig()

/** Batches of rows that are numbered from 0, and whether their reading was ended. */
function source(sizes: readonly number[], failure?: Error) {
  const state = { ended: 0 }
  async function* batches(): AsyncGenerator<object[]> {
    let n = 0
    try {
      for (const size of sizes) {
        await Promise.resolve()
        yield Array.from({ length: size }, () => ({ n: n++ }))
      }
      if (failure !== undefined) throw failure
    } finally {
      state.ended += 1
    }
  }
  return { batches: batches(), state }
}
const numbersTo = (count: number) => Array.from({ length: count }, (_, n) => ({ n }))

describe('rows out of batches', () => {
  test.each([[[]], [[0, 0]], [[1]], [[3, 0, 2, 1]]])('are all of them, in order: %j', async (sizes) => {
    const { batches, state } = source(sizes)
    expect(await Array.fromAsync(rowsOfBatches(batches))).toEqual(numbersTo(sizes.reduce((sum, size) => sum + size, 0)))
    expect(state.ended).toBe(1)
  })

  test('are given in order to whoever does not wait for one before asking for the next', async () => {
    const rows = rowsOfBatches(source([2, 1, 3]).batches)
    const answers = await Promise.all(Array.from({ length: 8 }, () => rows.next()))
    expect(answers.map(({ value, done }) => (done ? 'over' : value))).toEqual([...numbersTo(6), 'over', 'over'])
  })

  test('are not read on when their reader stops', async () => {
    const { batches, state } = source([2, 2, 2])
    for await (const row of rowsOfBatches(batches)) if ((row as { n: number }).n === 2) break
    expect(state.ended).toBe(1)
    expect(await batches.next()).toEqual({ value: undefined, done: true })
  })

  test('fail where their batches do, and are over then', async () => {
    const rows = rowsOfBatches(source([1], new Error('gone')).batches)
    expect(await rows.next()).toEqual({ value: { n: 0 }, done: false })
    await expect(rows.next()).rejects.toThrow('gone')
    expect(await rows.next()).toEqual({ value: undefined, done: true })
  })

  test('are written whole, also those behind the ones that somebody took out', async () => {
    const rows = rowsOfBatches(source([3, 4000]).batches)
    expect(batchesIn(rows)).toBeDefined()
    await rows.next()
    expect(batchesIn(rows)).toBeUndefined()
    const { file } = await rig.write(rows)
    expect(await rig.read(file)).toEqual(numbersTo(4003).slice(1))
    const whole = await rig.write(rowsOfBatches(source([3, 4000]).batches))
    expect(await rig.read(whole.file)).toEqual(numbersTo(4003))
  })
})

test.each([
  [
    'names of every kind',
    ['a', '__proto__', 'constructor', 'it\'s "x"', 'a\nb', '\u2028', '2', '1', '', 'ž', '$`x`', '\\'],
  ],
  [
    'more names than a shape has',
    Array.from({ length: 1200 }, (_, index) => (index === 7 ? '__proto__' : `c${index}`)),
  ],
  ['no names', []],
])('a row has its fields as they are called: %s', (_, names) => {
  const columns = names.map((name) => [`1 ${name}`, `2 ${name}`])
  const rows = rowMaker(names.map((name) => ({ name })))(columns, 2)
  expect(rows.map(Object.getPrototypeOf)).toEqual([Object.prototype, Object.prototype])
  for (const [index, row] of rows.entries()) {
    expect(new Map(Object.entries(row))).toEqual(new Map(names.map((name) => [name, `${index + 1} ${name}`])))
  }
})
