import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { compareWithBundler, type Trial } from './differential.ts'

const seed = Number(process.env.FUZZ_SEED ?? 20260101)
/** As many times the mutations: each asks a bundler and the slice, which takes a fifth of a second, of zod's sources most of one. */
const times = Number(process.env.FUZZ_TIMES ?? 1)
const trials: readonly (Omit<Trial, 'countExtras'> & { readonly title: string })[] = [
  { title: 'the sources of this project', sources: 'src', seed, mutations: 100 * times, strict: false },
  {
    title: 'the sources of this project, strictly',
    sources: 'src',
    seed: seed + 1,
    mutations: 50 * times,
    strict: true,
  },
  {
    title: 'the sources that zod ships',
    sources: 'node_modules/zod/src/v4/core',
    seed: seed + 2,
    mutations: 15 * times,
    strict: false,
  },
]

test.each(trials)(
  '$title: whatever changes what a bundler keeps changes the digest',
  { timeout: 480_000 * times },
  async (trial) => {
    const { mutations, changed, misses, extras } = await compareWithBundler({
      ...trial,
      countExtras: times > 1,
      sources: resolve(trial.sources),
    })
    const counted = times > 1 ? `, ${extras.length} extra` : ''
    console.log(
      `${trial.title}: ${mutations} mutations, ${changed} changed the bundle, ${misses.length} missed${counted}`,
    )
    expect(misses).toEqual([])
    expect(changed).toBeGreaterThan(mutations / 20)
  },
)
