import { describe, expect, it } from 'vitest'
import { sentenceSpans } from '../../assets/text/sentences.ts'

function sentences(text: string): string[] {
  return sentenceSpans(text, { start: 0, end: text.length }).map(({ start, end }) => text.slice(start, end))
}

describe('splitting sentences', () => {
  it.each([
    [['We won.', 'We go on!', 'Do we?', 'Yes.']],
    [['Mr. Speaker, Dr. King and Gen. Powell spoke.', 'They agreed.']],
    [['The U.S. Army is strong.', 'It stands in the U.S.', 'We thank it.']],
    [['John F. Kennedy said so.', 'And so did I.', 'Congress did not.']],
    [['It costs 3.5 million dollars.', '40 States pay.']],
    [['He said, "We will win."', '"When?" she asked.']],
    [['They met at 9 a.m. on Monday.', 'At 5 p.m. Eastern time they left.']],
    [['The report (see No. 5) is long.', 'Read it…', 'Twice.']],
  ])('gives %j back', (expected) => {
    expect(sentences(expected.join(' '))).toEqual(expected)
  })

  it('finds nothing in white space', () => {
    expect(sentences(' \n ')).toEqual([])
  })
})
