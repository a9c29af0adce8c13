import { describe, expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'
import { documentOf } from './mistakes.ts'

describe('what a table can be made of, however odd', () => {
  test.each([
    ['fifty million characters', "[{ s: 'x'.repeat(50 * 1024 * 1024) }]", 'length(s)::int', 50 * 1024 * 1024],
    ['2,000 columns', "[Object.fromEntries(Array.from({ length: 2000 }, (_, i) => ['c' + i, i]))]", 'c1999', 1999],
    ['a column named __proto__', '[JSON.parse(\'{"__proto__":7}\')]', '"__proto__"', 7],
    ['columns named as what objects have', '[{ constructor: 1, toString: 2, hasOwnProperty: 3 }]', '"toString"', 2],
    ['quotes in a name', "[{ 'a\"b;c': 5 }]", '"a""b;c"', 5],
    ['the largest bigint', '[{ n: 9223372036854775807n }]', 'n', '9223372036854775807'],
    ['a null character', "[{ s: 'a\\0b' }]", 'length(s)::int', 3],
    ['rows without a prototype', '[Object.assign(Object.create(null), { n: 4 })]', 'n', 4],
    [
      'a column that comes late',
      'Array.from({ length: 5000 }, (_, i) => (i < 4999 ? { n: i } : { n: i, m: 6 }))',
      'max(m)',
      6,
    ],
  ])('%s', async (_, rows, expression, expected) => {
    await using project = await createProject(oneFile(`export const a = asset(() => (${rows}))`))
    expect((await documentOf(project, ['materialize'])).exitCode).toBe(0)
    const { rows: found } = await project.json('query', `select ${expression} as v from a`)
    expect(found).toEqual([{ v: expected }])
  })
})
