import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { codeChanges, splitLabel } from '../../src/plan/code-changes.ts'

const told = (before: Record<string, string>, after: Record<string, string>) =>
  codeChanges(before, after).map(({ label, was, change }) => [label, change, ...(was === undefined ? [] : [was])])

describe('the declarations of two fingerprints', () => {
  test('are edited, added and removed', () => {
    expect(
      told(
        { 'a.ts same': '1', 'a.ts edited': '2', 'a.ts gone': '3' },
        { 'a.ts same': '1', 'a.ts edited': '4', 'a.ts here': '5' },
      ),
    ).toEqual([
      ['a.ts edited', 'edited'],
      ['a.ts gone', 'removed'],
      ['a.ts here', 'added'],
      ['a.ts same', 'unchanged'],
    ])
  })

  test('are the same under another file or another name', () => {
    expect(told({ 'a.ts split': '1' }, { 'b.ts split': '1' })).toEqual([['b.ts split', 'unchanged', 'a.ts split']])
    expect(told({ 'a.ts split': '1' }, { 'a.ts cut': '1' })).toEqual([['a.ts cut', 'unchanged', 'a.ts split']])
  })

  test('whose names were exchanged are the same', () => {
    expect(told({ 'a.ts x': '1', 'a.ts y': '2' }, { 'a.ts x': '2', 'a.ts y': '1' })).toEqual([
      ['a.ts x', 'unchanged', 'a.ts y'],
      ['a.ts y', 'unchanged', 'a.ts x'],
    ])
  })

  test('that are moved and edited are found by their name', () => {
    expect(told({ 'a.ts split': '1', 'a.ts x': '2' }, { 'b.ts split': '3', 'b.ts y': '4' })).toEqual([
      ['a.ts x', 'removed'],
      ['b.ts split', 'edited', 'a.ts split'],
      ['b.ts y', 'added'],
    ])
  })

  test('are each told once, and nothing is told of two equal ones', () => {
    const map = fc.dictionary(
      fc.constantFrom('a.ts x', 'a.ts y', 'b.ts x', 'b.ts z', 'c.ts y'),
      fc.constantFrom('1', '2', '3'),
    )
    fc.assert(
      fc.property(map, map, (before, after) => {
        const changes = codeChanges(before, after)
        const now = changes.filter(({ change }) => change !== 'removed').map(({ label }) => label)
        expect(now.sort()).toEqual(Object.keys(after).sort())
        const then = changes.filter(({ change }) => change !== 'added').map(({ label, was = label }) => was)
        expect(then.sort()).toEqual(Object.keys(before).sort())
        const hashes = [before, after].map((of) => Object.values(of).sort().join())
        if (hashes[0] === hashes[1]) expect(changes.every(({ change }) => change === 'unchanged')).toBe(true)
        for (const one of changes) {
          if (one.change === 'unchanged') expect(one.before).toBe(one.after)
          if (one.change === 'edited') expect(one.before).not.toBe(one.after)
        }
        expect(codeChanges(after, after).every(({ change }) => change === 'unchanged')).toBe(true)
      }),
    )
  })
})

test.each([
  ['assets/a.ts split', 'assets/a.ts', 'split'],
  ['assets/my file.ts split', 'assets/my file.ts', 'split'],
  ['assets/a.ts files argument 1', 'assets/a.ts', 'files argument 1'],
  ['assets/a.ts files.as', 'assets/a.ts', 'files.as'],
  ['data/limits.json chunk.size', 'data/limits.json', 'chunk.size'],
  ['queries/top ten.sql', 'queries/top ten.sql', ''],
])('%s is a file and a declaration', (label, file, declaration) => {
  expect(splitLabel(label)).toEqual({ file, declaration })
})
