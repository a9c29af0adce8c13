import type { Encoder } from '../encoder/encoder.ts'
import { type GoldQuestion, goldQuestions } from './gold-questions.ts'
import { type Embedded, nearest } from './nearest.ts'

interface Chunk extends Embedded {
  readonly content: string
}

export interface HitRate {
  /** From 0 to 1; 1 where there is no question. */
  readonly rate: number
  readonly questions: number
  /** The questions that found no answer. */
  readonly missed: readonly string[]
}

/**
 * The share of the gold questions with an answer among the `count` nearest chunks. Only years that are in the index are
 * asked about.
 */
export async function hitRate(
  chunks: readonly Chunk[],
  { embed, count }: { readonly embed: Encoder; readonly count: number },
): Promise<HitRate> {
  const years = new Set(chunks.map(yearOf))
  const asked = goldQuestions.filter((gold) => gold.years.every((year) => years.has(year)))
  const queries = await embed(asked.map((gold) => gold.question))
  const missed = asked.filter(
    (gold, index) => !nearest(chunks, queries[index]!.vector, count).some((chunk) => answers(chunk, gold)),
  )
  return {
    rate: asked.length === 0 ? 1 : 1 - missed.length / asked.length,
    questions: asked.length,
    missed: missed.map((gold) => gold.question),
  }
}

function answers(chunk: Chunk, { years, answer }: GoldQuestion): boolean {
  return years.includes(yearOf(chunk)) && answer.test(chunk.content)
}

/** The documents are named for their year, and the chunks for their documents. */
function yearOf({ chunk_id }: Chunk): number {
  return Number.parseInt(chunk_id, 10)
}
