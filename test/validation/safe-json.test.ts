import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { safeJsonText } from '../../src/util/safe-json.ts'
import { brokenProxy, hostileRecords } from './hostile-records.ts'

describe('any value as JSON', () => {
  test('is a text, whatever the value is', () => {
    fc.assert(
      fc.property(hostileRecords, (value) => {
        const text = safeJsonText(value)
        expect(text === null || JSON.parse(text) !== undefined).toBe(true)
        expect(text?.isWellFormed() ?? true).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  test('is what JSON itself makes of what it can hold', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(safeJsonText(value)).toBe(JSON.stringify(JSON.parse(JSON.stringify(value).toWellFormed())))
      }),
    )
  })

  test.each([
    ['a list that says it is longer than any memory', Object.assign([], { length: 4_000_000_000 }), '{}'],
    ['a proxy', brokenProxy(), '"[proxy]"'],
    ['a map', new Map([[1, 2n]]), '[[1,"2"]]'],
    ['nothing', undefined, null],
  ])('%s', (_, value, text) => {
    expect(safeJsonText(value)).toBe(text)
  })

  test('is cut off where it is deep, and where it is long', () => {
    let deep: unknown = 1
    for (let level = 0; level < 100_000; level++) deep = { deep }
    expect(safeJsonText(deep)).toContain('[too deep]')
    expect(safeJsonText('x'.repeat(100), 10)).toBe('"xxxxxxxx…')
  })
})
