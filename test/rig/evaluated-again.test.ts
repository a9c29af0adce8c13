import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { evaluatedAgain } from './evaluated-again.ts'

/** A module that was evaluated: what it exports, and what makes its values anew. */
function evaluated<Exports>(text: string): readonly [exports: Exports, again: () => void] {
  const exports = {} as Exports
  const evaluate = new Function('exports', 'require', 'module', evaluatedAgain(text))
  return [exports, evaluate(exports, createRequire(import.meta.url), { exports })]
}

test.each([
  ['a number', 'let state = 0', 'return state++'],
  ['a variable without a value', 'let state', 'const before = state; state = 1; return before'],
  [
    'one of several constants',
    'const one = 1, state = new Set([one])',
    'const { size } = state; state.add(size + 1); return size',
  ],
  ['an array', 'const state = [1]', 'return state.push(2)'],
  ['an object', 'const state = { at: 0 }', 'return state.at++'],
  ['what a function holds', 'const state = ((at) => () => at++)(0)', 'return state()'],
  ['a regular expression', 'const state = /a/g', "state.exec('aa'); return state.lastIndex"],
  ['a value of a class', 'var State = class { static at = 0 }', 'return State.at++'],
  ['parts of a value', 'let [first, { second }] = [0, { second: 0 }]', 'first++; return first + second++'],
  ['what a statement adds', 'const state = []; for (const one of [1, 2]) state.push(one)', 'return state.push(3)'],
  ['what a statement sets', 'const state = {}; state.at = 0', 'return state.at++'],
  ['an export that is a value', 'exports.at = 0', 'return exports.at++'],
])('%s is anew as it was', (_, text, body) => {
  const [{ use }, again] = evaluated<{ use: () => unknown }>(`${text}\nfunction use() { ${body} }\nexports.use = use`)
  const before = use()
  expect(use()).not.toEqual(before)
  again()
  expect(use()).toEqual(before)
})

test('functions, classes and symbols are the same', () => {
  const [exports, again] = evaluated<Record<string, unknown>>(`
    const key = Symbol('key'), arrow = () => key
    function declared() {}
    var Declared = class {}
    for (const [name, value] of Object.entries({ key, arrow, declared, Declared })) exports[name] = value`)
  const before = { ...exports }
  again()
  expect(Object.entries(exports).filter(([name, value]) => value !== before[name])).toEqual([])
})

test('a value that is made of another one of the process is what it is now', () => {
  const named = { name: 'a' }
  const text = `const { named } = require, sum = named.name + "b", text = \`\${named.name}\`, not = !named.name`
  const exports = {} as { all: () => unknown }
  const evaluate = new Function('exports', 'require', evaluatedAgain(`${text}\nexports.all = () => [sum, text, not]`))
  const again = evaluate(exports, { named })
  expect(exports.all()).toEqual(['ab', 'a', false])
  named.name = ''
  again()
  expect(exports.all()).toEqual(['b', '', true])
})

test('what a prototype is given once stays', () => {
  const [{ at }, again] = evaluated<{ at: () => number }>(
    'function Made() {}\nObject.defineProperties(Made.prototype, { at: { get: () => 7 } })\nexports.at = () => new Made().at',
  )
  again()
  expect(at()).toBe(7)
})

test('an export says what the variable is after it was made anew', () => {
  const [exports, again] = evaluated<{ state: Set<number> }>(`const state = new Set()
    Object.defineProperty(exports, "state", {
      enumerable: !0,
      get: function() { return state; }
    })`)
  exports.state.add(1)
  again()
  expect([...exports.state]).toEqual([])
})

test('a statement that may be another one the second time is refused', () => {
  expect(() => evaluatedAgain('if (globalThis.once) exports.one = 1')).toThrow('if (globalThis.once)')
})
