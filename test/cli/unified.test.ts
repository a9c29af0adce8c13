import { describe, expect, test } from 'vitest'
import { unifiedLines } from '../../src/app/explain/unified.ts'

describe('a unified diff', () => {
  test('has two lines about a change, and a sign where lines are left out', () => {
    const before = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k']
    const after = before.with(1, 'B').with(9, 'J')
    expect(unifiedLines(before.join('\n'), after.join('\n'))).toEqual([
      ...[' a', '-b', '+B', ' c', ' d'],
      '  ⋯',
      ...[' h', ' i', '-j', '+J', ' k'],
    ])
  })

  test('shows a function that begins in the middle of a line where it stands', () => {
    const text = (by: number) => `async () => {\n      return ${by}\n    }`
    expect(unifiedLines(text(1), text(2))).toEqual([' async () => {', '-  return 1', '+  return 2', ' }'])
  })

  test('of what is new is all of it', () => {
    expect(unifiedLines('', 'a\nb')).toEqual(['+a', '+b'])
    expect(unifiedLines('a', '')).toEqual(['-a'])
  })

  test('of texts that have nothing in common sets one below the other', () => {
    const [before, after] = ['a', 'b'].map((letter) => Array.from({ length: 3_000 }, (_, at) => `${letter}${at}`))
    const lines = unifiedLines(before!.join('\n'), after!.join('\n'))
    expect(lines).toHaveLength(6_000)
    expect([lines[0], lines[3_000]]).toEqual(['-a0', '+b0'])
  })
})
