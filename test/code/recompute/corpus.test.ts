import { expect, test } from 'vitest'
import { compare, identities } from './compare.ts'
import { edits, kinds, places, programOf } from './corpus.ts'
import { type Program, startRecomputation } from './recompute.ts'

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

/** The same program, whose assets count every file that is loaded. */
function strictly(program: Program): Program {
  const index = program.files['assets/index.ts'] ?? ''
  return {
    ...program,
    files: { ...program.files, 'assets/index.ts': index.replaceAll('asset((', "asset({ fingerprint: 'strict' }, (") },
  }
}

test("under `fingerprint: 'strict'` every edit of a file that is loaded is one of every asset", {
  timeout: 240_000,
}, async () => {
  const missed: string[] = []
  for (const kind of kinds) {
    for (const place of places) {
      const before = await identities(strictly(programOf(kind, place, undefined)))
      const after = await identities(strictly(programOf(kind, place, 'value')))
      for (const asset of ['it', 'apart'])
        if (before[asset] === after[asset]) missed.push(`${asset}: ${kind.name}, ${place}`)
    }
  }
  expect(missed).toEqual([])
})
