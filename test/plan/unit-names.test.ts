import fc from 'fast-check'
import { expect, test } from 'vitest'
import { unitNames } from '../../src/project/unit-names.ts'
import { unitAt } from '../../src/unit.ts'

test('the text of a unit is its own, in whatever order records come and whatever their keys hold', () => {
  const parts = fc.record({
    asset: fc.constantFrom('a', 'aa', 'b'),
    partition: fc.constantFrom('', 'b', '[b', 'b]', ']', '[', 'a[b]', '2026-01-05', '2026-01-06'),
  })
  const lists = fc.tuple(fc.array(parts), fc.array(parts))
  fc.assert(
    fc.property(lists, ([known, records]) => {
      const nameOf = unitNames([...new Set(known.map(unitAt))])
      expect(records.map(nameOf)).toEqual(records.map(unitAt))
    }),
  )
})

test('of records in the order of the units it is the very text', () => {
  const units = ['2026-01-05', '2026-01-06', '2026-01-07'].map((partition) => unitAt({ asset: 'days', partition }))
  const nameOf = unitNames(['alone' as never, ...units])
  const found = units.map((_, place) => nameOf({ asset: 'days', partition: `2026-01-0${place + 5}` }))
  expect(found).toEqual(units)
})
