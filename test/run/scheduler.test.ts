import fc from 'fast-check'
import { expect, test } from 'vitest'
import { schedule } from '../../src/run/queue/scheduler.ts'
import { unitOf } from '../../src/unit.ts'

const unit = (place: number) => unitOf(`n${place}`)

/** For each step the steps that it waits for: any of them, as far as there is no circle. */
const graphs = fc
  .array(fc.tuple(fc.array(fc.nat(30), { maxLength: 3 }), fc.nat()), { minLength: 1, maxLength: 31 })
  .map((drawn) => {
    const order = drawn.map((_, place) => place).toSorted((a, b) => (drawn[a]?.[1] ?? 0) - (drawn[b]?.[1] ?? 0))
    const rank = new Map(order.map((place, at) => [place, at]))
    const before = (place: number, other: number) => (rank.get(other) ?? Infinity) < (rank.get(place) ?? 0)
    return drawn.map(([after], place) => after.filter((other) => before(place, other)))
  })

test('one at a time, the next step is always the first in the given order of those that can begin', async () => {
  await fc.assert(
    fc.asyncProperty(graphs, async (graph) => {
      const begun: number[] = []
      const tasks = graph.map((after, place) => ({
        unit: unit(place),
        after: after.map(unit),
        start: async () => begun.push(place),
      }))
      await schedule(tasks, 1)
      const expected: number[] = []
      while (expected.length < graph.length) {
        const can = (after: readonly number[], place: number) =>
          !expected.includes(place) && after.every((other) => expected.includes(other))
        expected.push(graph.findIndex(can))
      }
      expect(begun).toEqual(expected)
    }),
  )
})
