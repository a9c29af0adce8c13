import { expect, test } from 'vitest'
import { compare } from './compare.ts'
import { edits, kinds, places, programOf } from './corpus.ts'
import { startRecomputation } from './recompute.ts'

test('every edit of every kind in every place is called what it is', { timeout: 240_000 }, async () => {
  await using recomputation = startRecomputation()
  const missed: string[] = []
  const needless: string[] = []
  let cases = 0
  for (const kind of kinds) {
    for (const place of places) {
      const before = programOf(kind, place, undefined)
      for (const edit of edits) {
        const found = await compare(recomputation, {
          before,
          after: programOf(kind, place, edit),
        })
        if (found === undefined) throw new Error(`${kind.name}, ${place}, ${edit}: it does not run`)
        cases++
        missed.push(...found.missed.map((asset) => `${asset}: ${kind.name}, ${place}, ${edit}`))
        needless.push(...found.needless.map((asset) => `${asset}: ${kind.name}, ${place}, ${edit}`))
      }
    }
  }
  expect(missed).toEqual([])
  // What is done to a builtin's prototype, and what a package is called for, may concern everybody.
  const told = needless.filter((one) => !/a prototype|a package's own state/.test(one))
  expect(told).toEqual([])
  expect(cases).toBe(kinds.length * places.length * edits.length)
  expect(cases).toBeGreaterThanOrEqual(300)
})
