import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evenLineEnds } from '../../src/util/line-ends.ts'

/** Chunks as a file is read: where each begins in its buffer is arbitrary. */
const chunks = fc.array(
  fc.record({
    text: fc.string({ unit: fc.constantFrom('\r', '\n', '"', "'", 'a', '\r\n', '"a\r\nb"', '\u00a2'), maxLength: 40 }),
    before: fc.nat(5),
  }),
)

test('only the carriage returns of line ends outside of quotes are gone, however the bytes are cut', () => {
  fc.assert(
    fc.property(chunks, fc.constantFrom('"', "'", ''), (all, quote) => {
      const ends = evenLineEnds(quote)
      const parts = all.map(({ text, before }) => {
        const bytes = Buffer.from(text, 'latin1')
        const buffer = new Uint8Array(before + bytes.length)
        buffer.set(bytes, before)
        return Buffer.from(ends.next(buffer.subarray(before)))
      })
      const even = Buffer.concat([...parts, ends.end()]).toString('latin1')
      expect(even).toBe(model(all.map(({ text }) => text).join(''), quote))
    }),
    { numRuns: 2_000 },
  )
})

/** Every second piece between two quotes is inside of them. */
function model(text: string, quote: string): string {
  const pieces = quote === '' ? [text] : text.split(quote)
  return pieces.map((piece, index) => (index % 2 === 0 ? piece.replaceAll('\r\n', '\n') : piece)).join(quote)
}
