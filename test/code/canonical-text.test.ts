import { inspect } from 'node:util'
import { createContext, runInContext } from 'node:vm'
import { expect, test } from 'vitest'
import { parseModule } from '../../src/discover/code/parser.ts'
import { canonicalUnit } from '../../src/discover/code/print/canonical.ts'
import { randomFrom } from './mutate.ts'

const seed = Number(process.env.FUZZ_SEED ?? 20260101)
const count = 4_000 * Number(process.env.FUZZ_TIMES ?? 1)

const around = {
  isDeclared: () => false,
  imported: () => undefined,
  isExported: () => false,
  constant: () => undefined,
  mayRequire: () => false,
  isSloppy: false,
  lineOf: () => 1,
  unitOf: () => undefined,
  bigintsOf: () => [],
}
const context = createContext({ a: 3, b: { a: 4 }, x: 7, log: [] })

function textOf(expression: string): string {
  const unit = canonicalUnit(parseModule('program.js', `(${expression})`).program.body, around)
  return unit.finish(unit.assigned).text
}

/** What it makes, or how it fails: as a module runs it, strictly. Names of functions are not part of the text. */
function behaviourOf(expression: string): string {
  try {
    const made = runInContext(`'use strict'; log = []; [(${expression}), log]`, context, { timeout: 1_000 })
    return inspect(made, { depth: 6 }).replaceAll(/\[(\w*Function|class)\b.*?\]/g, '[$1]')
  } catch (error) {
    return (error as Error).name
  }
}

/** Expressions with one text and two behaviours. */
function confused(expressions: Iterable<string>): { readonly pairs: number; readonly found: readonly string[][] } {
  const byText = Map.groupBy(new Set(expressions), textOf)
  const equal = [...byText.values()].filter((group) => group.length > 1)
  const found = equal.filter((group) => new Set(group.map(behaviourOf)).size > 1)
  return { pairs: equal.length, found }
}

type Random = (below: number) => number

/** Few names and few values, so that two programs often have one text. */
function expressionOf(random: Random, depth: number): string {
  const pick = <T>(of: readonly T[]) => of[random(of.length)] as T
  const name = () => pick(['a', 'b', 'x'])
  const inner = () => expressionOf(random, depth - 1)
  if (depth === 0) return pick([name, () => pick(['0', '-0', '1', '1e999', 'null', "'a'", '`a`'])])()
  return pick<() => string>([
    inner,
    () => `(${inner()}, ${inner()})`,
    () => `[${inner()}, ${inner()}]`,
    () => `({ ${name()}: ${inner()} })`,
    () => `({ ${pick(['get a', 'a', '["a"]', 'static'])}() { return ${inner()} } }).a`,
    () => `(${inner()})${pick(['.', '?.'])}${name()}`,
    () => `(${name()} => ${inner()})(${inner()})`,
    () => `((${name()} = ${inner()}) => { return ${inner()} })(${pick(['', inner()])})`,
    () =>
      `(function ${pick(['', name()])}(${pick(['a', 'b', 'a, b', ''])}) { return ${inner()} })(${pick(['', inner()])})`,
    () => `(() => { ${pick(['let', 'const', 'var'])} ${name()} = ${inner()}; ${name()} = 1; return ${inner()} })()`,
    () => `(() => { ${name()}: for (const ${name()} of [1, 2]) { log.push(${name()}); break } return ${inner()} })()`,
    () => `Object.entries(new class ${pick(['', name()])} { ${name()} = ${inner()} })`,
    () => `Object.entries(class ${pick(['', name()])} { static ${name()} = ${inner()} })`,
    () => `(${inner()} ${pick(['+', '&&', '??', '-'])} ${inner()})`,
  ])()
}

const written: readonly (readonly string[])[] = [
  ['null', 'Infinity', '1e999', '-1e999', 'undefined', 'NaN', '[,]', '[undefined]', '[null]', '[]'],
  ['0', '-0', '+0', '1', '1n', '0x1', '0b1', '1.0', '1e0', '"1"', '0.1', '.1', '0x10n', '16n', '1_6n', 'true', '!0'],
  ['{ __proto__: x }', '{ __proto__: null }', "{ ['__proto__']: null }", "{ '__proto__': null }", '{ __proto__() {} }'],
  [
    '(class a { static a = class { static b = typeof a } }).a.b',
    '(class { static a = class a { static b = a.name } }).a.b',
    '(class a { static a = (class { static b = a === this }) }).a.b',
    '(class { static a = (class a { static b = a === this }) }).a.b',
  ],
  [
    '((__proto__) => ({ __proto__ }))(null)',
    '((__proto__) => ({ __proto__: __proto__ }))(null)',
    "((a) => ({ ['__proto__']: a }))(null)",
  ],
  [
    '((x) => ({ x }))(1)',
    '((y) => ({ x: y }))(1)',
    '((x) => ({ y: x }))(1)',
    "((x) => ({ 'x': x }))(1)",
    '((x) => ({ [x]: x }))(1)',
  ],
  [
    '`a\\n`',
    '"a\\n"',
    '`a\n`',
    'String.raw`a\\n`',
    'String.raw`a\n`',
    `String.raw\`a\${1}\\\\n\``,
    `\`a\${1}\\\\n\``,
    '`a` + 1',
    `\`\${"a"}1\``,
  ],
  [
    '/a/.flags',
    '/a/g.flags',
    '/a/gi.flags',
    '/a/ig.flags',
    '/[/]/.source',
    '/[/ /]/.source',
    '[/a/, /b/]',
    '[/a/g, /b/]',
  ],
  [
    '(null)?.a.b',
    '(null?.a).b',
    'null?.[1]',
    'null?.()',
    '((a) => a?.b.c)()',
    '((a) => (a?.b).c)()',
    '((a) => a?.b?.c)()',
  ],
  [
    '(1, 2)',
    '[1, 2]',
    '[(1, 2)]',
    'Math.max(1, 2)',
    'Math.max((1, 2))',
    '((a, b) => [a, b])(1, 2)',
    '((a, b) => [a, b])((1, 2))',
  ],
  [
    '({ f() { return this } }).f()',
    '(0, ({ f() { return this } }).f)()',
    '(({ f() { return this } }).f)()',
    '({ f: () => typeof this }).f()',
  ],
  [
    '(function f(a) { return a })(5)',
    '(function (f, a) { return a })(5)',
    '(function f(a) { return a }).length',
    '(function (f, a) { return a }).length',
    '(function (a) { return a })(5)',
    '((f, a) => a)(5)',
  ],
  [
    'new class A { constructor(f, a) { this.a = a } }(5)',
    '(function f() { return typeof f })()',
    '(function (f) { return typeof f })()',
    '(function f(f) { return typeof f })()',
  ],
  [
    '(() => { a: for (;;) { for (;;) break a } return 1 })()',
    '(() => { a: for (const i of [1, 2]) { for (const j of [1, 2]) { log.push(j); continue a } } })()',
    '(() => { a: for (const i of [1, 2]) { for (const j of [1, 2]) { log.push(j); continue } } })()',
    '(() => { b: for (const i of [1, 2]) { a: for (const j of [1, 2]) { log.push(j); continue b } } })()',
    '(() => { b: for (const i of [1, 2]) { a: for (const j of [1, 2]) { log.push(j); continue a } } })()',
  ],
  [
    '({ get a() { return 1 } })',
    '({ a() { return 1 } })',
    '({ set a(v) {} })',
    '({ a: 1 })',
    '({ get ["a"]() { return 1 } }).a',
    '({ async a() {} })',
    '({ *a() {} })',
    '({ async *a() {} })',
  ],
  [
    'new class { a = 1 }',
    'new class { static a = 1 }',
    'new class { #a = 1; get a() { return this.#a } }().a',
    'new class { ["a"] = 1 }',
    'new class { a }',
    '(class { static { this.a = 1 } }).a',
    '(class { static a = 1 }).a',
  ],
  [
    'new class { #a = 1; #b = 2; a() { return this.#a } }().a()',
    'new class { #a = 1; #b = 2; a() { return this.#b } }().a()',
    'new class { #b = 1; #a = 2; a() { return this.#b } }().a()',
    'new class { #a; a(o) { return #a in o } }().a({})',
  ],
  [
    '((a, g = () => a) => { var a = 2; return g() })(1)',
    '((a, g = () => a) => { a = 2; return g() })(1)',
    '((a, g = () => a) => { let b = 2; return g() })(1)',
    '((a = x) => { var x = 2; return a })()',
    '((a = x) => { x: for (;;) break x; return a })()',
    '((a, b = a) => b)(1)',
    '((b, a = b) => b)(1)',
  ],
  [
    '(function () { return arguments.length })(1)',
    '((arguments_) => arguments_)(1)',
    '(function () { return (() => arguments[0])() })(1)',
    '(function () { return (function () { return arguments[0] })() })(1)',
  ],
  [
    '(function () { return new.target })()',
    'typeof new (function () { this.a = new.target })().a',
    '(function () { return this })()',
    '(() => { "use strict"; return 1 })()',
    "(() => { 'other'; return 1 })()",
  ],
  [
    '(() => { let a = 1; a = 2; return a })()',
    '(() => { const a = 1; a = 2; return a })()',
    '(() => { const a = 1; (a) = 2; return a })()',
    '(() => { let a = 1; (a) = 2; return a })()',
    '(() => { const a = 1; (a)++; return a })()',
    '(() => { let a = 1; (a)++; return a })()',
    '(() => { let a = 1; [(a)] = [2]; return a })()',
    '(() => { const a = 1; [(a)] = [2]; return a })()',
    '(() => { let a = 1; ({ b: (a) } = { b: 2 }); return a })()',
    '(() => { const a = 1; ({ b: (a) } = { b: 2 }); return a })()',
    '(() => { let a; for ((a) of [1]); return a })()',
    '(() => { const a = 1; for ((a) of [1]); return a })()',
  ],
  [
    '(() => { const f = []; for (let i = 0; i < 2; i++) f.push(() => i); return f.map((g) => g()) })()',
    '(() => { const f = []; for (var i = 0; i < 2; i++) f.push(() => i); return f.map((g) => g()) })()',
  ],
  [
    '(() => { try { throw 1 } catch (e) { var e = 2 } return e })()',
    '(() => { try { throw 1 } catch { var e = 2 } return e })()',
    '(() => { try { throw 1 } catch (f) { var e = 2 } return e })()',
  ],
  [
    '2 ** 3 ** 2',
    '(2 ** 3) ** 2',
    '1 - (2 - 3)',
    '1 - 2 - 3',
    '(1, x)',
    'x ? 1 : 2',
    '!(x ? 1 : 2)',
    'typeof x',
    'typeof (0, x)',
    'void x',
    'x ?? 1',
    'x || 1',
    'x && 1',
  ],
  [
    '(() => { switch (x) { case 7: log.push(1); default: log.push(2) } })()',
    '(() => { switch (x) { default: log.push(2); case 7: log.push(1) } })()',
    '(() => { if (x) if (!x) log.push(1); else log.push(2) })()',
    '(() => { if (x) { if (!x) log.push(1) } else log.push(2) })()',
  ],
  [
    '({ ...[1] })',
    '[...[1]]',
    '[[1]]',
    '((...a) => a)(1)',
    '((a) => a)(1)',
    '((...a) => a)(...[1])',
    '(([a]) => a)([1])',
    '(({ 0: a }) => a)([1])',
    '((a = 1) => a)()',
    '({ a: [] }).a?.length',
  ],
]

test.each(written.map((group) => [group[0] as string, group] as const))(
  '%s, and what is nearly the same',
  (_, group) => {
    expect(group.filter((one) => behaviourOf(one) === 'SyntaxError')).toEqual([])
    expect(confused(group).found).toEqual([])
  },
)

test('what is written in two ways and does the same has one text', () => {
  const { pairs } = confused(written.flat())
  expect(pairs).toBeGreaterThan(8)
})

test(`generated programs with one text behave alike (seed ${seed})`, () => {
  const random = randomFrom(seed)
  const { pairs, found } = confused(Array.from({ length: count }, () => expressionOf(random, 2)))
  expect(found.slice(0, 3)).toEqual([])
  expect(pairs).toBeGreaterThan(count / 200)
})
