import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { globMatcher } from '../../src/util/glob.ts'
import { editDistance, suggest } from '../../src/util/suggest.ts'

describe('a suggestion', () => {
  test.each([
    ['raw_document', 'raw_documents'],
    ['rawDocuments', 'raw_documents'],
    ['RAW_DOCUMENTS', 'raw_documents'],
    ['raw-documents', 'raw_documents'],
    ['row_dcouments', 'raw_documents'],
    ['customers', 'crm.customers'],
    ['reprot', 'report'],
    ['xyz', undefined],
    ['documents_of_another_kind', undefined],
    ['b', undefined],
  ])('for %s is %s', (wanted, expected) => {
    expect(suggest(wanted, ['raw_documents', 'crm.customers', 'report', 'a'])).toBe(expected)
  })

  test('is never the name itself', () => {
    expect(suggest('a1', ['a1'])).toBeUndefined()
  })

  test('is the first of several that are equally near', () => {
    expect(suggest('test_c', ['test_a', 'test_b'])).toBe('test_a')
  })
})

describe('the distance', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 })

  /** The definition, without a table. */
  function distance(a: string, b: string): number {
    if (a === '' || b === '') return a.length + b.length
    const swapped = a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0]
    return Math.min(
      distance(a.slice(1), b) + 1,
      distance(a, b.slice(1)) + 1,
      distance(a.slice(1), b.slice(1)) + (a[0] === b[0] ? 0 : 1),
      swapped ? distance(a.slice(2), b.slice(2)) + 1 : Number.POSITIVE_INFINITY,
    )
  }

  test('counts insertions, deletions, substitutions and swaps', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 5 }), text, fc.nat(6), (a, b, limit) => {
        const expected = distance(a, b.slice(0, 5))
        expect(editDistance(a, b.slice(0, 5))).toBe(expected)
        expect(editDistance(a, b.slice(0, 5), limit)).toBe(expected <= limit ? expected : Number.POSITIVE_INFINITY)
      }),
    )
  })
})

describe('a glob', () => {
  test.each([
    ['*', '', true],
    ['raw_*', 'raw_documents', true],
    ['raw_*', 'raw_', true],
    ['*a*b*', 'xxaxxbxx', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['crm.*', 'crm.customers', true],
    ['crm.*', 'crmxcustomers', false],
    ['?', '🙂', true],
    ['[a]+', 'a', false],
  ])('%s and %s: %s', (pattern, text, expected) => {
    expect(globMatcher(pattern)(text)).toBe(expected)
  })

  test.each([
    ['assets/*.ts', 'assets/a.ts', true],
    ['assets/*.ts', 'assets/crm/a.ts', false],
    ['assets/**', 'assets/crm/a.ts', true],
    ['assets/**/a.ts', 'assets/a.ts', true],
    ['**/a.ts', 'assets/crm/a.ts', true],
    ['assets?a.ts', 'assets/a.ts', false],
  ])('of paths %s and %s: %s', (pattern, text, expected) => {
    expect(globMatcher(pattern, { separator: '/' })(text)).toBe(expected)
  })

  test('agrees with a regular expression, and is quick where one is not', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 12 })
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 }), text, (pattern, name) => {
        const expected = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(name)
        expect(globMatcher(pattern)(name)).toBe(expected)
      }),
    )
    expect(globMatcher(`${'*a'.repeat(200)}b`)('a'.repeat(2_000))).toBe(false)
  })
})
