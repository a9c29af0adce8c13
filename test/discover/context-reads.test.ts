import { describe, expect, it } from 'vitest'
import type { AnyFunction } from '../../src/define/definition.ts'
import { contextReads } from '../../src/discover/options/context-reads.ts'

/** What is read alone, and what makes a read whole: `a.b` is the member b of the resource a; `undefined` is all of the context. */
const functions: readonly (readonly [text: string, reads: readonly string[] | undefined])[] = [
  ['() => 1', []],
  ['(_, { a }) => a.b', ['a.b']],
  ["(_, { a }) => a.b.c + a.list[0] + a['b'].c", ['a.b.c', 'a.list.0', 'a.b.c']],
  ['(_, { a: { b } }) => b.c', ['a.b.c']],
  ['(_, { a: other }) => [other?.b?.c, () => other.text]', ['a.b.c', 'a.text']],
  ['(_, ctx) => ctx.a.b.c', ['a.b.c']],
  ['(_, ctx) => { const { b, text: t } = ctx.a; return use(b, t) }', ['a.b', 'a.text']],
  ['(_, ctx) => { const { a } = ctx; return a.b.c }', ['a']],
  ['function* (_, { a }) { yield a.text }', ['a.text']],
  ['async (_, { a }) => (await a.text) ?? 1', ['a.text']],
  ['(_, { a }) => a.list.length', ['a.list.length']],
  // A method is given what it is called on, as is a helper; what is gone through or asked under a computed name is read whole.
  ['(_, { a }) => a.list.map((n) => n)', ['a.list']],
  ["(_, { a }) => a.hasOwnProperty('b')", ['a']],
  ['(_, { a }) => use(a)', ['a']],
  ['(_, { a }) => use(a.b)', ['a.b']],
  ['(_, { a }) => ({ ...a })', ['a']],
  ['(_, { a }) => ({ a })', ['a']],
  ['(_, { a }) => Object.keys(a)', ['a']],
  ['(_, { a }) => { for (const key in a) if (key) return key }', ['a']],
  ["(_, { a }) => a[String('text')]", ['a']],
  ["(_, { a }) => 'text' in a", ['a']],
  ['(_, { a }) => { const { text, ...rest } = a; return use(text, rest) }', ['a.text', 'a']],
  ['(_, { a }) => { let text; ({ text } = a); return text }', ['a']],
  ['(_, { a }) => { const again = a; return again.text }', ['a']],
  ["(_, { a }) => { a.text = 'other'; return a.text }", ['a', 'a.text']],
  ['(_, { a }) => a.__proto__.x', ['a']],
  // Another thing of the same name is taken for it.
  ['(_, { a }) => [1].map((a) => a) && a.text', ['a', 'a', 'a.text']],
  ["(_, { a = { text: '' } }) => a.text", undefined],
  ['(_, { a, b = a.text }) => b', undefined],
  ['(_, { a, ...rest }) => use(a.text, rest)', undefined],
  ['(_, ctx) => use(ctx)', undefined],
  ['(_, ctx) => { const { ...all } = ctx; return use(all) }', undefined],
  ['function (_, { a }) { return use(a.text, arguments[1]) }', undefined],
  ["(_, { a }) => eval('a').text", undefined],
]

const use = (...values: unknown[]) => JSON.stringify(values)
const functionOf = (text: string): AnyFunction => new Function('use', `return (${text})`)(use)

/** As an asset has it, noting each member that is read. */
function recorded(value: object, path: string, seen: Set<string>): object {
  return new Proxy(value, {
    get(target, key, receiver) {
      const found = Reflect.get(target, key, receiver)
      if (typeof key === 'symbol' || !Object.hasOwn(target, key)) return found
      const at = path === '' ? key : `${path}.${key}`
      if (typeof found === 'object' && found !== null) return recorded(found, at, seen)
      seen.add(at)
      return found
    },
  })
}

describe('what a function reads of its context', () => {
  it.each(functions)('%s', (text, reads) => {
    expect(contextReads(functionOf(text))?.map(({ path }) => path.join('.'))).toEqual(reads)
  })

  it('has everything that is read when it is called', async () => {
    for (const [text, reads] of functions) {
      const seen = new Set<string>()
      const settings = { a: { b: { c: 1 }, list: [1, 2], text: 'x' } }
      const result = await functionOf(text)({}, recorded(settings, '', seen))
      if (typeof result === 'object' && result !== null && 'next' in result) (result as Iterator<unknown>).next()
      const isRead = (one: string) => reads?.some((read) => one === read || one.startsWith(`${read}.`)) ?? true
      expect([text, [...seen].filter((one) => !isRead(one))]).toEqual([text, []])
    }
  })
})
