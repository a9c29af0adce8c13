import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanText } from '../../assets/text/clean.ts'

describe('cleaning a speech', () => {
  it.each([
    ['Thank you. (Applause.) Thank you.', 'Thank you. Thank you.'],
    ['Please. [Laughter] Yes, it is true.', 'Please. Yes, it is true.'],
    ['It is [applause] done.', 'It is done.'],
    ['Madam Vice President—(applause)—no President has', 'Madam Vice President—no President has'],
    ['or a lot of gray- [laughter]-and we watch', 'or a lot of gray-and we watch'],
    ['a great job. (Laughter and applause.) Next', 'a great job. Next'],
    ['Welcome. [At this point, audience members responded.] Good.', 'Welcome. Good.'],
  ])('takes out the stage direction of %j', (text, clean) => {
    expect(cleanText(text)).toBe(clean)
  })

  it.each([
    'the agreement (USMCA) is signed',
    'section 401(k) plans',
    'we put people [under] God',
    '(responding to Republican members of Congress: I know, because I won both of them.)',
    'the applause (which was loud) went on',
    'their laughter [sic] was heard',
  ])('keeps the words in brackets of %j', (text) => {
    expect(cleanText(text)).toBe(text)
  })

  it('composes letters and drops characters that nobody sees', () => {
    expect(cleanText('re\u0301sume\u0301 co\u00adoper\u200bation\ufeff')).toBe('résumé cooperation')
  })

  it('leaves one space between words and one empty line between paragraphs', () => {
    expect(cleanText('  One\ttwo\nthree. \r\n \r\n\r\n Four\u00a0five.\n')).toBe('One two three.\n\nFour five.')
  })

  it('changes nothing the second time', () => {
    const piece = fc.constantFrom(
      'word',
      ' ',
      '\n',
      '\n\n',
      '—',
      '-',
      '(applause)',
      '[Laughter.]',
      '(USMCA)',
      'e\u0301',
      '\u200b',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const clean = cleanText(pieces.join(''))
        expect(cleanText(clean)).toBe(clean)
      }),
    )
  })
})
