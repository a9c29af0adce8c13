import { expect, test } from 'vitest'
import { basis, fingerprints } from './project.ts'

const names = ['a', 'b', 'crm']
const patterns = permutations(['a', 'b', 'crm: { c }'])
/** Over the locals of the pattern, which are `a`, `b` and `c`. */
const ofAll = [
  'a - b - c',
  'b - a - c',
  'c - b - a',
  '[a, { b }, c.a]',
  '[c, { b: a }, b.a]',
  "a.get('b') - b - c",
  "b.get('b') - a - c",
]
const bodies = [...ofAll, 'a - a - b', 'b', '((b) => b - a)(c)', '((x) => a - x)(c)', 'arguments[0].a - b']

test('what a function does by the order of use is one thing, whatever order its tables are named in', async () => {
  const programs = bodies.flatMap((body) => patterns.map((pattern) => ({ pattern, body })))
  const index = programs.map(({ pattern, body }, at) => `export const it${at} = asset(({ ${pattern} }) => ${body})`)
  const found = await fingerprints(
    { ...basis, 'assets/index.ts': `import { asset } from '#project'\n${index.join('\n')}\n` },
    programs.map((_, at) => `it${at}`),
  )
  const bodiesOf = new Map<string, Set<string>>()
  for (const [at, { pattern, body }] of programs.entries()) {
    const { digest, byUse } = found[`it${at}`] ?? {}
    const named = names.toSorted((one, other) => pattern.indexOf(one) - pattern.indexOf(other))
    const order = byUse?.order ?? named.map((_, position) => position)
    // The tables that it is given, by their positions in that order.
    const tables = order.map((position) => named[position])
    const identity = `${byUse?.digest ?? digest} ${tables}`
    bodiesOf.set(identity, (bodiesOf.get(identity) ?? new Set()).add(body))
  }
  expect([...bodiesOf.values()].filter(({ size }) => size > 1)).toEqual([])
  const countOf = (body: string) => [...bodiesOf.values()].filter((one) => one.has(body)).length
  expect(ofAll.map((body) => [body, countOf(body)])).toEqual(ofAll.map((body) => [body, 1]))
})

function permutations(of: readonly string[]): string[] {
  if (of.length < 2) return [of.join()]
  return of.flatMap((first, at) => permutations(of.toSpliced(at, 1)).map((rest) => `${first}, ${rest}`))
}
