import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readParsedParameters } from '../../src/discover/parameters/parsed-parameters.ts'
import { readPlainParameters } from '../../src/discover/parameters/plain-parameters.ts'
import { readParameters } from '../../src/discover/parameters/upstream-names.ts'
import { AssetError } from '../../src/errors.ts'

/** Functions of the running engine, written as text so that no compiler's idea of them is in the way. */
function evaluate(text: string): (...args: unknown[]) => unknown {
  return new Function(`return ${text}`)()
}
const read = (text: string) => readParameters(evaluate(text), { name: 'report', at: 'assets/report.ts:3' })

describe('what the parameters of a function name', () => {
  it.each<[text: string, upstream: string[], resources: string[] | 'all']>([
    ['() => []', [], []],
    ['({}) => []', [], []],
    ['(_) => []', [], []],
    ['_ => []', [], []],
    ['_tables => []', [], []],
    ['(_, context) => []', [], 'all'],
    ['(_, { embed, log, signal, now, partition, run, env }) => []', [], ['embed']],
    ['({ a, b }) => []', ['a', 'b'], []],
    ['({ b, a, }, ) => []', ['b', 'a'], []],
    ['({ a: renamed, b: { c, d: deep } }) => []', ['a', 'b.c', 'b.d'], []],
    ['({ crm: { customers } }, { db: { query }, s3: bucket }) => []', ['crm.customers'], ['db', 's3']],
    ['({ a, a: again }) => []', ['a', 'a'], []],
    [`({ 'a': x, "b": { 'c': y } }) => []`, ['a', 'b.c'], []],
    ['async ({ a }) => "({ b })"', ['a'], []],
    ['function ({ a }) { return "}" }', ['a'], []],
    ['function* named({ a }) { yield /[})]/ }', ['a'], []],
    ['async function* ({ a }, ctx) { yield `{ctx}, {` }', ['a'], 'all'],
    ['({ method({ a }, { embed }) {} }).method', ['a'], ['embed']],
    ['({ async *method({ a }) {} }).method', ['a'], []],
    [`({ 'a, { b }'({ a }) {} })['a, { b }']`, ['a'], []],
    [`({ ['x' + ')']({ a }) {} })['x)']`, ['a'], []],
    ['Object.getOwnPropertyDescriptor({ get x() { return 1 } }, "x").get', [], []],
    ['new (class { method({ a }) {} })().method', ['a'], []],
    ['(class { static async method({ a }) {} }).method', ['a'], []],
    ['(class { static #hidden({ a }) {}; static get it() { return this.#hidden } }).it', ['a'], []],
    ['({ class({ a }) {} }).class', ['a'], []],
    ['({ async({ a }) {} }).async', ['a'], []],
    ['(/* { x }, ( */ { a /* : y */, // }\n b }) => []', ['a', 'b'], []],
    ['({ ünïcode, $dollar, _under }) => []', ['ünïcode', '$dollar', '_under'], []],
    ['({ \\u0061bc }) => []', ['abc'], []],
    ['({ a }, { embed, ...rest }) => []', ['a'], 'all'],
    ['({ a }, { [`x`]: y }) => []', ['a'], 'all'],
    ['({ a }, { embed = () => "}" }) => []', ['a'], ['embed']],
    ['({ a }, { embed } = {}) => []', ['a'], ['embed']],
    ['({ a }, ...rest) => []', ['a'], 'all'],
    ['({ a }, { embed }, more) => []', ['a'], ['embed']],
  ])('%s', (text, upstream, resources) => {
    expect(read(text)).toEqual({ upstream, resources })
  })
})

describe('parameters that do not say what is read are refused', () => {
  const example = '({ raw_documents }) => …'
  const none = `name the assets: ${example}; where it reads none write () or (_, context)`
  const always = 'remove the default: every asset that is named is always given'
  it.each<[text: string, message: string, fix: string]>([
    [
      'tables => []',
      'report takes its first parameter whole, as "tables", which does not say which assets it reads',
      none,
    ],
    ['({ a } = {}) => []', 'report gives its first parameter a default: "{ a } = {}"', always],
    ['(...all) => []', 'report takes its parameters as "...all", which does not say which assets it reads', none],
    [
      '([a, b]) => []',
      'report takes its first parameter apart as a list, "[a, b]", but assets are given by name',
      `name the assets: ${example}`,
    ],
    ['({ a = "x, {}" }) => []', 'report gives an asset that it reads a default: "a = "x, {}""', always],
    ['({ crm: { a } = {} }) => []', 'report gives an asset that it reads a default: "crm: { a } = {}"', always],
    [
      '({ a, ...rest }) => []',
      'report collects assets with "...rest", which does not say which assets it reads',
      'name each asset, such as ({ raw_documents, customers }) => …',
    ],
    [
      '({ a: [first] }) => []',
      'report takes an asset apart as a list: "a: [first]"',
      'name the asset alone and read its rows in the body, with all() or for await',
    ],
    ['({ ["a"]: b }) => []', 'report computes the name of an asset it reads: "["a"]: b"', "write the asset's name"],
    [
      '(({ a }) => []).bind(null)',
      'report is a bound or native function, whose parameter names cannot be read',
      `pass the function itself, such as ${example}`,
    ],
    [
      'Math.max',
      'report is a bound or native function, whose parameter names cannot be read',
      `pass the function itself, such as ${example}`,
    ],
    [
      'class { constructor({ a }) {} }',
      'report is a class, and an asset is made by a function',
      `pass a function, such as ${example}`,
    ],
  ])('%s', (text, message, fix) => {
    let thrown: unknown
    try {
      read(text)
    } catch (error) {
      thrown = error
    }
    expect(AssetError.is(thrown)).toBe(true)
    expect(thrown).toMatchObject({ code: 'ASSET_PARAMETERS', message, fix, at: 'assets/report.ts:3' })
  })
})

describe('the plain reader and the full parser', () => {
  const word = fc.constantFrom('a', 'b_1', '$c', '_d', 'async', 'get', 'of', 'ünï', 'function')
  const binding = fc.constantFrom('x', '$y', '_z')
  const gap = fc.constantFrom('', ' ', '\n', '/* , } ) */', '// { (\n', '\t ')
  const entry = fc.letrec<{ entry: string; pattern: string }>((tie) => ({
    entry: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom('a', 'b_1', '$c', '_d'),
      fc.tuple(word, gap, gap, binding).map(([name, g, h, local]) => `${name}${g}:${h}${local}`),
      fc.tuple(word, gap, tie('pattern')).map(([name, g, nested]) => `${name}${g}:${nested}`),
      fc.constantFrom('"q": x', 'a = 1', '...rest', '[k]: x', 'a: [x]', 'a: { b } = {}'),
    ),
    pattern: fc.tuple(fc.array(tie('entry'), { maxLength: 3 }), gap, fc.boolean()).map(([entries, g, trailing]) => {
      const comma = trailing && entries.length > 0 && !entries.at(-1)?.startsWith('...') ? ',' : ''
      return `{${g}${entries.join(`${g},${g}`)}${comma}${g}}`
    }),
  }))
  const parameters = fc.tuple(
    fc.oneof(entry.pattern, fc.constantFrom('', '_', 'tables', '_, ctx', '[a]', '{ a } = {}')),
    fc.oneof(
      fc.constant(''),
      entry.pattern.map((pattern) => `, ${pattern}`),
    ),
    gap,
  )
  const shape = fc.constantFrom<(parameters: string) => string>(
    (p) => `(${p}) => 1`,
    (p) => `async(${p})=>({ b: 1 })`,
    (p) => `function (${p}) { return ({ z }) => z }`,
    (p) => `async function* name(${p}) { yield '(' }`,
    (p) => `method(${p}) { }`,
    (p) => `async *method(${p}) { }`,
    (p) => `class X extends mix(${p}) { }`,
  )

  it('agree wherever the plain reader has an answer', () => {
    let plainAnswers = 0
    fc.assert(
      fc.property(shape, parameters, (write, [first, second, g]) => {
        const text = write(first === '' ? g : `${g}${first}${second}${g}`)
        const plain = readPlainParameters(text)
        if (plain === undefined) return
        const parsed = readParsedParameters(text)
        // A name that is bound twice is no function at all, so that no engine could hand its text over.
        if ('kind' in parsed && parsed.kind === 'unreadable') return
        plainAnswers++
        expect(plain).toEqual(parsed)
      }),
      { numRuns: 3_000 },
    )
    expect(plainAnswers).toBeGreaterThan(300)
  })
})
