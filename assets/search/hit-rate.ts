import { search, type VectorTarget } from 'assetstore/vector-index'
import type { Encoder } from '../encoder/encoder.ts'
import { type GoldQuestion, goldQuestions } from './gold-questions.ts'
import { yearOf } from './speech-index.ts'

export interface HitRate {
  /** From 0 to 1; 1 where there is no question. */
  readonly rate: number
  readonly questions: number
  /** The questions that found no answer. */
  readonly missed: readonly string[]
}
export interface Asking {
  readonly embed: Encoder
  /** Among how many of the best an answer counts. */
  readonly count: number
  /** The speeches that are in the index: only of these is anything asked. */
  readonly years: ReadonlySet<number>
}

/** The share of the gold questions with an answer among the best of the index, by vectors and words together. */
export async function hitRate(index: VectorTarget, { embed, count, years }: Asking): Promise<HitRate> {
  const asked = goldQuestions.filter((gold) => gold.years.every((year) => years.has(year)))
  const queries = await embed(asked.map((gold) => gold.question))
  const missed: string[] = []
  for (const [place, gold] of asked.entries()) {
    const hits = await search(index, { text: gold.question, vector: queries[place]!.vector, k: count })
    if (!hits.some((hit) => answers(hit, gold))) missed.push(gold.question)
  }
  return { rate: asked.length === 0 ? 1 : 1 - missed.length / asked.length, questions: asked.length, missed }
}

function answers({ id, text }: { readonly id: string; readonly text: string }, gold: GoldQuestion): boolean {
  return gold.years.includes(yearOf(id)) && gold.answer.test(text)
}
