import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { table } from '../../src/cli/text/table.ts'
import { padEnd, truncate, width } from '../../src/cli/text/width.ts'
import { count, thousands } from '../../src/util/text/count.ts'
import { ago, duration } from '../../src/util/text/duration.ts'
import { size } from '../../src/util/text/size.ts'

describe('durations', () => {
  test.each([
    [0, '0 ms'],
    [84.4, '84 ms'],
    [99.6, '0.1 s'],
    [400, '0.4 s'],
    [2100, '2.1 s'],
    [9949, '9.9 s'],
    [9950, '10 s'],
    [42_000, '42 s'],
    [59_600, '1 m'],
    [192_300, '3 m 12 s'],
    [3_599_700, '1 h'],
    [7_500_000, '2 h 5 m'],
    [97_200_000, '1 d 3 h'],
  ])('%d ms reads "%s"', (ms, text) => expect(duration(ms)).toBe(text))

  test.each([
    [1000, 'just now'],
    [42_000, '42 s ago'],
    [299_000, '4 m ago'],
    [7_200_000, '2 h ago'],
    [260_000_000, '3 d ago'],
  ])('%d ms before now reads "%s"', (ms, text) => expect(ago(1_000_000_000_000 - ms, 1_000_000_000_000)).toBe(text))
})

describe('sizes and counts', () => {
  test.each([
    [0, '0 B'],
    [812, '812 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [1_234_567, '1.2 MB'],
    [999_600, '1.0 MB'],
    [48_000_000, '48 MB'],
    [3_500_000_000_000_000, '3500 TB'],
  ])('%d bytes read "%s"', (bytes, text) => expect(size(bytes)).toBe(text))

  test('thousands have commas, and one row is no rows', () => {
    expect([thousands(0), thousands(999), thousands(2412), thousands(1234567)]).toEqual([
      '0',
      '999',
      '2,412',
      '1,234,567',
    ])
    expect([count(1, 'row'), count(2412, 'row'), count(2, 'entry', 'entries')]).toEqual([
      '1 row',
      '2,412 rows',
      '2 entries',
    ])
  })
})

describe('widths', () => {
  test('colour takes no column, a Chinese character and a pictograph take two, an accent none', () => {
    expect(width('\x1b[31mred\x1b[39m')).toBe(3)
    expect(width('文書')).toBe(4)
    expect(width('🚀 go')).toBe(5)
    expect(width('e\u0301te\u0301')).toBe(3)
    expect(width('✓ ● ○ ✗ ↻')).toBe(9)
  })

  // As string-width 9 has them.
  test.each([
    ['what has no width: a joiner, a soft hyphen, a null, a tab', 'a\u200bb\u00ad\u0000\t', 2],
    ['kana of half a width, with their marks', '\uff76\uff9e\uff8a\uff9f', 4],
    ['a Thai vowel beside its letter', '\u0e01\u0e33', 2],
    ['an Indic conjunct, letter by letter', '\u0915\u094d\u0937\u093f', 3],
    ['a Korean syllable in its parts', '\u1112\u1161\u11ab', 2],
    ['a family, a flag and a keycap', '\u{1f469}\u200d\u{1f467}\u{1f1e9}\u{1f1ea}1\ufe0f\u20e3', 6],
  ])('%s', (_, text, columns) => expect(width(text)).toBe(columns))

  test('what is cut never is wider than was asked for, and what fits is not touched', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, columns) => {
        const cut = truncate(text, columns)
        expect(width(cut)).toBeLessThanOrEqual(columns)
        if (width(text) <= columns) expect(cut).toBe(text)
      }),
    )
  })

  test('padding reaches the width that was asked for', () => {
    expect(padEnd('文', 4)).toBe('文  ')
    expect(padEnd('long', 2)).toBe('long')
  })
})

describe('tables', () => {
  const columns = [{ head: 'NAME' }, { head: 'WHY', shrink: true }, { head: 'ROWS', align: 'right' as const }]
  const rows = [
    ['raw', 'the source has moved, and so has everything that reads it', '2,412'],
    ['文書', '', '7'],
  ]

  test('columns stand below each other, with no space at the end of a line', () => {
    expect(table(columns, rows)).toEqual([
      '  NAME  WHY                                                         ROWS',
      '  raw   the source has moved, and so has everything that reads it  2,412',
      '  文書                                                                 7',
    ])
  })

  test('a narrow terminal cuts the column that may shrink, and no line is wider', () => {
    const lines = table(columns, rows, { columns: 40 })
    expect(lines).toEqual([
      '  NAME  WHY                         ROWS',
      '  raw   the source has moved, an…  2,412',
      '  文書                                 7',
    ])
    for (const line of lines) expect(width(line)).toBeLessThanOrEqual(40)
  })
})
