import { expect, test } from 'vitest'
import { compare } from './compare.ts'
import { generatePair } from './generate.ts'
import { startRecomputation } from './recompute.ts'

const seed = Number(process.env.FUZZ_SEED ?? 1)
/** Few enough to be quick: what is needless is counted where more are asked for. */
const inCi = 200
const count = Number(process.env.FUZZ_PROGRAMS ?? inCi)

test('no edit of a generated program changes what an asset makes and leaves its slice as it was', {
  timeout: 60_000 + count * 500,
}, async () => {
  await using recomputation = startRecomputation()
  const missed: string[] = []
  const counts = { loaded: 0, changed: 0, same: 0, needless: 0, unloadable: 0 }
  for (let one = seed; one < seed + count; one++) {
    const pair = generatePair(one)
    const found = await compare(recomputation, { ...pair, onlyMissed: count === inCi })
    if (found === undefined) {
      counts.unloadable++
      continue
    }
    counts.loaded++
    counts.changed += found.changed.length
    counts.same += found.same.length
    counts.needless += found.needless.length
    for (const asset of found.missed) missed.push(`seed ${one}: ${asset} after ${pair.edit}`)
  }
  console.log(`seeds ${seed} to ${seed + count - 1}: ${JSON.stringify(counts)}, missed ${missed.length}`)
  expect(missed).toEqual([])
  expect(counts.changed).toBeGreaterThan(count / 10)
})
