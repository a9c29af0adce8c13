import type { EmbedderOptions } from '../../src/integrations/embedder/embedder.ts'
import { openEmbedder } from '../../src/integrations/embedder/open-embedder.ts'
import { sharedLimiters, type World } from '../../src/integrations/embedder/world.ts'

export interface TestWorld extends World {
  /** The waits so far, in ms. */
  readonly slept: number[]
  readonly lines: string[]
}

export const began = Date.UTC(2026, 0, 1)

/** A world in which every wait is over at once, and the clock has moved by it. */
export function testWorld(variables: Readonly<Record<string, string>> = {}): TestWorld {
  let now = began
  const slept: number[] = []
  const lines: string[] = []
  const clock = {
    now: () => now,
    async sleep(ms: number, signal: AbortSignal) {
      await Promise.resolve()
      signal.throwIfAborted()
      slept.push(ms)
      now += ms
    },
  }
  return {
    ...clock,
    slept,
    lines,
    random: () => 0.5,
    limiterOf: sharedLimiters(clock),
    variable: (name) => variables[name],
    log: (line) => lines.push(line),
  }
}

export async function opened(options: EmbedderOptions, world: World = testWorld()) {
  return openEmbedder(options, world)
}

export const lists = (vectors: readonly Float32Array[]): number[][] => vectors.map((vector) => [...vector])

/** What a user is told of a mistake. */
export async function mistakeOf(work: Promise<unknown>) {
  const { code, message, fix, facts } = await work.then(
    () => {
      throw new Error('it succeeded')
    },
    (error) => error,
  )
  return { code, message, fix, facts }
}
