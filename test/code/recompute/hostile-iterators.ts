// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of programs
import { elsewhere, type Programs } from './hostile.ts'

const obj = 'export const all = { v: 0, list: [] }'

/** Iterators, which whoever iterates them has used up. */
export const iterators: Programs = {
  'iterator map': elsewhere(obj, '[11].values().map((x) => { all.v = x }).toArray()', 'all.v'),
  'iterator map of function by name': elsewhere(
    `${obj}\nexport const put = (x) => { all.v = x }`,
    '[11].values().map(put).toArray()',
    'all.v',
  ),
  'iterator assigned to symbol': elsewhere(obj, 'all[Symbol.iterator] = function* () { yield 11 }', '[...all].join()'),
  'a loop over an iterator of its own': elsewhere(
    obj,
    '{ const o = { *[Symbol.iterator]() { all.v = 11; yield 1 } }\n  for (const x of o); }',
    'all.v',
  ),
  'a loop that consumes a generator': elsewhere(
    'export const all = { v: 0 }\nfunction* gen() { for (;;) yield all.v++ }\nexport const g = gen()',
    'for (const x of g) if (x >= 11) break',
    'all.v',
  ),
  'a pattern that consumes a generator': elsewhere(
    'export const all = { v: 0 }\nfunction* gen() { for (;;) yield all.v++ }\nexport const g = gen()',
    'const [a, b, ...[]] = [1]\nif (11 > 50) { const [x, y] = g }',
    'all.v',
  ),
  'a pattern at the top that consumes a generator': elsewhere(
    'export const all = { v: 0 }\nfunction* gen() { for (;;) yield all.v++ }\nexport const g = gen()',
    'const [a, b = 11] = g',
    '[all.v, 11]',
  ),
  'a spread that consumes a generator': elsewhere(
    'export const all = { v: 0 }\nfunction* gen() { for (let i = 0; i < 3; i++) yield all.v++ }\nexport const g = gen()',
    'const x = 11 > 50 ? [...g] : []',
    'all.v',
  ),
  'a generator that is handed': elsewhere(
    'export const all = { v: 0 }\nfunction* gen() { for (let i = 0; i < 3; i++) yield all.v++ }\nexport const g = gen()',
    'const x = 11 > 50 ? new Set(g) : 0',
    'all.v',
  ),
  'a generator that is taken from': elsewhere(
    'export const all = { v: 0 }\nfunction* gen() { for (;;) yield all.v++ }\nexport const g = gen()',
    'Array.from(g.take(11))',
    'all.v',
  ),
  'values that a loop consumes': elsewhere(
    'export const all = [1, 2, 3, 4].values()',
    'for (const x of all) if (x * 50 > 11 * 2) break',
    '[...all].join()',
  ),
  'values of a map that a loop in a function consumes': elsewhere(
    'const map = new Map([[1, 2], [3, 4], [5, 6]])\nexport const all = { ids: map.keys() }\nexport const eat = (n) => { for (const x of all.ids) if (x * 40 > n) break }',
    'eat(11)',
    '[...all.ids].join()',
  ),
  'an iterator by its symbol': elsewhere(
    'export const all = [1, 2, 3, 4][Symbol.iterator]()',
    'const [a, b] = 11 > 50 ? all : [1, 2]',
    '[...all].join()',
  ),
  'matches that are consumed': elsewhere(
    "export const all = 'a1b2'.matchAll(/\\d/g)",
    'if (11 > 50) { const [a] = all }',
    '[...all].length',
  ),
  'an iterator that is handed to Math.max': elsewhere(
    'export const all = [1, 2, 3, 4].values()',
    'const m = 11 > 50 ? Math.max(...all) : 0',
    '[...all].join()',
  ),
  'an iterator that is handed to a set': elsewhere(
    'export const all = [1, 2, 3, 4].values()',
    'const m = 11 > 50 ? new Set(all) : 0',
    '[...all].join()',
  ),
  'an iterator that is handed to Array.from': elsewhere(
    'export const all = [1, 2, 3, 4].values()',
    'const m = 11 > 50 ? Array.from(all) : 0',
    '[...all].join()',
  ),
  'an iterator that is handed to fromEntries': elsewhere(
    'export const all = new Map([[1, 2], [3, 4]]).entries()',
    'const m = 11 > 50 ? Object.fromEntries(all) : 0',
    '[...all].length',
  ),
  'an iterator that is handed to Promise.all': elsewhere(
    'export const all = [1, 2, 3, 4].values()',
    'const m = 11 > 50 ? await Promise.all(all) : 0',
    '[...all].join()',
  ),
  'an iterator that is joined by toArray': elsewhere(
    'export const all = [1, 2, 3, 4].values()',
    'const m = 11 > 50 ? all.toArray() : 0',
    '[...all].join()',
  ),
  'an iterator that is yielded': elsewhere(
    'export const all = [1, 2, 3, 4].values()',
    'function* g() { yield* all }\nif (11 > 50) g().next()',
    '[...all].join()',
  ),
  'an iterator that is handed to the project': elsewhere(
    'export const all = [1, 2, 3, 4].values()\nexport const first = (it) => { for (const x of it) return x }',
    'if (11 > 50) first(all)',
    '[...all].join()',
  ),
  'a counting generator that is handed to a set': elsewhere(
    'function* gen() { let i = 0; while (i < 3) yield i++ }\nexport const all = gen()',
    'const m = 11 > 50 ? new Set(all) : 0',
    '[...all].join()',
  ),
  'a counting generator in a box that is handed to a set': elsewhere(
    'function* gen() { let i = 0; while (i < 3) yield i++ }\nexport const all = { g: gen() }',
    'const m = 11 > 50 ? new Set(all.g) : 0',
    '[...all.g].join()',
  ),
  'a counting iterator by hand': elsewhere(
    'const from = (n) => { let i = 0; return { [Symbol.iterator]() { return this }, next: () => ({ done: i >= n, value: i++ }) } }\nexport const all = from(4)',
    'for (const x of all) if (x * 50 > 11 * 2) break',
    '[...all].join()',
  ),
}
