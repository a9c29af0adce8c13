import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chunkDocument } from '../../assets/text/chunk.ts'
import { countWords } from '../../assets/text/span.ts'

const limits = { minWords: 40, maxWords: 80 }
const word = fc.constantFrom(
  'we',
  'the',
  'people',
  'Union',
  'U.S.',
  'Mr.',
  '3.5',
  '“quoted”',
  '—',
  'naïve',
  '🦅',
  'work,',
  'so;',
)
const sentence = fc
  .tuple(fc.array(word, { minLength: 1, maxLength: 30 }), fc.constantFrom('.', '!', '?', '."'))
  .map(([words, stop]) => `Then ${words.join(' ')}${stop}`)
const text = fc
  .array(fc.tuple(sentence, fc.constantFrom(' ', ' ', ' ', '\n\n')), { maxLength: 40 })
  .map((parts) => parts.flat().join('').trim())
const endless = fc.array(word, { minLength: 81, maxLength: 400 }).map((words) => words.join(' '))

/** Sentences that are all different, so that a chunk that is gone was changed and not just found elsewhere. */
function speech(count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const length = 6 + ((index * 7) % 19)
    return `Sentence ${index} ${Array.from({ length }, (_, word) => `word${(index * 31 + word * 17) % 97}`).join(' ')}.`
  })
}

describe('chunking a document', () => {
  it('gives offsets that cut every chunk out of the document', () => {
    fc.assert(
      fc.property(fc.oneof(text, endless), (content) => {
        for (const chunk of chunkDocument({ id: 'd', content }, limits)) {
          expect(content.slice(chunk.start_offset, chunk.end_offset)).toBe(chunk.content)
          expect(chunk.content).toBe(chunk.content.trim())
        }
      }),
    )
  })

  it('never takes more words than allowed, not even from a sentence without an end', () => {
    fc.assert(
      fc.property(fc.oneof(text, endless), fc.integer({ min: 1, max: 80 }), (content, maxWords) => {
        for (const chunk of chunkDocument({ id: 'd', content }, { minWords: Math.min(40, maxWords), maxWords })) {
          expect(chunk.words).toBe(countWords(chunk.content))
          expect(chunk.words).toBeLessThanOrEqual(maxWords)
          expect(chunk.words).toBeGreaterThan(0)
        }
      }),
    )
  })

  it('loses nothing, repeats nothing and keeps the order', () => {
    fc.assert(
      fc.property(fc.oneof(text, endless), (content) => {
        const together = chunkDocument({ id: 'd', content }, limits).map((chunk) => chunk.content)
        expect(together.join('').replace(/\s/g, '')).toBe(content.replace(/\s/g, ''))
      }),
    )
  })

  it('names every chunk differently, also when a document repeats itself', () => {
    const content = `${speech(6).join(' ')}\n\n`.repeat(5)
    const ids = chunkDocument({ id: 'd', content }, limits).map((chunk) => chunk.chunk_id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.some((id) => id.endsWith(':2'))).toBe(true)
  })

  it('names a chunk for its document, its text and its occurrence', () => {
    const [chunk] = chunkDocument({ id: 'speech', content: 'We the people.' }, limits)
    expect(chunk!.chunk_id).toBe('speech:31ee324a6f311266:1')
  })

  it('keeps the ids of the chunks above an inserted sentence, and of nearly all below it', () => {
    const sentences = speech(300)
    const before = new Set(
      chunkDocument({ id: 'd', content: sentences.join(' ') }, limits).map((chunk) => chunk.chunk_id),
    )
    const made: number[] = []
    for (let place = 0; place < sentences.length; place += 3) {
      const content = sentences.toSpliced(place, 0, 'This was never said before in this place.').join(' ')
      const after = chunkDocument({ id: 'd', content }, limits)
      const fresh = after.filter((chunk) => !before.has(chunk.chunk_id))
      made.push(fresh.length)
      // Nothing above the chunk before the one that was touched can see the new sentence.
      const inserted = content.indexOf('This was never said')
      expect(fresh.every((chunk) => chunk.end_offset > inserted - 80 * 12)).toBe(true)
    }
    const average = made.reduce((sum, count) => sum + count, 0) / made.length
    expect(average).toBeLessThan(4)
    expect(Math.max(...made)).toBeLessThan(25)
  })

  it('cuts at the end of a paragraph where there is one in reach', () => {
    const first = speech(4).join(' ')
    const content = `${first}\n\n${speech(30).slice(4).join(' ')}`
    expect(countWords(first)).toBeGreaterThan(limits.minWords)
    expect(chunkDocument({ id: 'd', content }, limits)[0]!.content).toBe(first)
  })

  it('makes no chunk out of nothing', () => {
    expect(chunkDocument({ id: 'd', content: ' \n ' }, limits)).toEqual([])
  })
})
