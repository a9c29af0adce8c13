import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkRow, type IndexRow, rowHash } from '../../src/integrations/vector-index/index-row.ts'
import { shapeOf } from '../../src/integrations/vector-index/shape.ts'
import { row, shape } from './samples.ts'

const its = shapeOf(shape)
const good = row('a', [1, 2, 3])

const refused: readonly (readonly [given: unknown, message: string, fix: string])[] = [
  [{ ...good, id: 7 }, 'a row has the id 7', 'give every row a text as its id, such as the key of its chunk'],
  [
    { ...good, id: 'a\0b' },
    'the id "a\\u0000b" has a character that no database keeps',
    'make ids of readable characters',
  ],
  [{ ...good, text: 7 }, 'the row "a" has 7 for its text', 'give a text, or none'],
  [{ ...good, vector: undefined }, 'the row "a" has no vector', 'give a list of numbers as its vector'],
  [
    { ...good, vector: [1] },
    'the row "a" has a vector of 1 dimensions, and the index has 3',
    'give the index `dimensions: 1`, or embed with the model that it is for',
  ],
  [
    { ...good, vector: [1, null, 2] },
    'the row "a" has null in dimension 1',
    'see where the vector comes from: a text that a model cannot read is to be left out',
  ],
  [
    { ...good, vector: [0, 1e-30, 0] },
    'the row "a" has a vector without a direction: its length is 0, or too great for a float',
    "leave the row out, or give the index `metric: 'euclidean'`",
  ],
  [
    { ...good, metadata: { toString: 1 } },
    'the row "a" has "toString", which is no column of the index',
    'add it to the `metadata` of the index, or leave it out',
  ],
  [
    { ...good, metadata: { year: Number.NaN } },
    'the row "a" has NaN for year, which is a number',
    'give a number or null; what a column holds is said in the `metadata` of the index',
  ],
]

describe('a row that cannot be indexed is told, with what to do', () => {
  test.each(refused)('%#', (given, message, fix) => {
    const check = () => checkRow(given as IndexRow, its)
    expect(check).toThrow(expect.objectContaining({ code: 'INDEX_ROW', message, fix }))
  })
})

describe('the hash of a row', () => {
  const hash = (given: IndexRow) => checkRow(given, its).hash

  test('is of its vector, its text and its metadata, and not of its id', () => {
    expect(hash({ ...good, id: 'b' })).toBe(hash(good))
    expect(hash({ ...good, vector: [1, 2, 4] })).not.toBe(hash(good))
    expect(hash({ ...good, text: 'other' })).not.toBe(hash(good))
    expect(hash({ ...good, metadata: { year: 1 } })).not.toBe(hash(good))
    expect(hash({ ...good, metadata: { lang: '1' } })).not.toBe(hash({ ...good, metadata: { year: 1 } }))
  })

  test('does not tell apart what every target stores alike', () => {
    expect(hash({ ...good, metadata: { year: null } })).toBe(hash(good))
    expect(hash({ ...good, vector: Float32Array.of(1, 2, 3) })).toBe(hash(good))
    expect(hash({ ...good, vector: [1, 2, 3 + 1e-9] })).toBe(hash(good))
    expect(hash({ ...good, text: null })).toBe(hash({ ...good, text: '' }))
  })

  test('is that of the row as it is stored, in whatever order its columns come', () => {
    const text = fc.string({ unit: 'binary' })
    const metadata = fc.record({ year: fc.double({ noNaN: true, noDefaultInfinity: true }), lang: text })
    fc.assert(
      fc.property(text, metadata, (given, values) => {
        const checked = checkRow({ ...good, text: given, metadata: values }, its)
        const turned = Object.fromEntries(Object.entries(checked.metadata).reverse())
        expect(rowHash({ ...checked, metadata: turned })).toBe(checked.hash)
        expect(checkRow(checked, its)).toEqual(checked)
      }),
    )
  })
})
