import { sentenceSpans } from './sentences.ts'
import { countWords, cutAt, type Span } from './span.ts'

/** How good a place the end of a unit is to cut at: the greater, the better. */
export const border = { word: 0, clause: 1, sentence: 2, paragraph: 3 } as const
export type Border = (typeof border)[keyof typeof border]

/** The smallest part of a text that is never cut. */
export interface Unit extends Span {
  readonly words: number
  /** What ends here. */
  readonly border: Border
}

/** Sentences; where one has more than `maxWords` words, its clauses; where one of these has, runs of its words. */
export function unitsOf(text: string, maxWords: number): Unit[] {
  const paragraphs = cutAt(text, { start: 0, end: text.length }, positionsAfter(text, /\n\s*\n/g))
  return paragraphs.flatMap((paragraph) =>
    ending(
      border.paragraph,
      sentenceSpans(text, paragraph).flatMap((sentence) => partsOfSentence(text, sentence, maxWords)),
    ),
  )
}

function partsOfSentence(text: string, sentence: Span, maxWords: number): Unit[] {
  const whole = unit(text, sentence, border.sentence)
  if (whole.words <= maxWords) return [whole]
  const clauses = cutAt(text, sentence, positionsWithin(text, sentence, /[,;:—–][”’"')\]]*\s+|[—–]/g))
  const parts = clauses.flatMap((clause) => partsOfClause(text, clause, maxWords))
  return ending(border.sentence, parts)
}

function partsOfClause(text: string, clause: Span, maxWords: number): Unit[] {
  const whole = unit(text, clause, border.clause)
  if (whole.words <= maxWords) return [whole]
  const words = positionsWithin(text, clause, /\s+/g)
  const runs = cutAt(
    text,
    clause,
    words.filter((_, index) => (index + 1) % maxWords === 0),
  )
  return ending(
    border.clause,
    runs.map((run) => unit(text, run, border.word)),
  )
}

function unit(text: string, span: Span, kind: Border): Unit {
  return { ...span, words: countWords(text.slice(span.start, span.end)), border: kind }
}

/** The last of the units also ends what they are parts of. */
function ending(kind: Border, units: readonly Unit[]): Unit[] {
  return units.map((each, index) => (index === units.length - 1 ? { ...each, border: kind } : each))
}

function positionsWithin(text: string, span: Span, pattern: RegExp): number[] {
  return positionsAfter(text.slice(span.start, span.end), pattern).map((position) => span.start + position)
}

function positionsAfter(text: string, pattern: RegExp): number[] {
  return Array.from(text.matchAll(pattern), (match) => match.index + match[0].length)
}
