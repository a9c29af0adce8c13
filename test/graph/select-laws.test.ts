import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AssetError } from '../../src/errors.ts'
import { buildGraph } from '../../src/graph/build.ts'
import type { Node } from '../../src/graph/node.ts'
import { select } from '../../src/graph/select.ts'
import { attributes, forms } from '../../src/graph/selection/grammar.ts'
import { parseSelection } from '../../src/graph/selection/parse.ts'
import { acyclicGraph, node } from './nodes.ts'

const facts = { status: () => 'fresh' as const, changed: () => new Set<string>() }

/** What a selection means, by the slowest and plainest means: sets of names, one step at a time. */
type Model = (nodes: readonly Node[]) => ReadonlySet<string>
interface Term {
  readonly text: string
  readonly model: Model
}

const everything: Model = (nodes) => new Set(nodes.map(({ name }) => name))

function step(nodes: readonly Node[], from: ReadonlySet<string>, direction: 'up' | 'down'): ReadonlySet<string> {
  const next = new Set(from)
  for (const { name, upstream } of nodes) {
    for (const read of upstream) {
      if (direction === 'up' && from.has(name)) next.add(read)
      if (direction === 'down' && from.has(read)) next.add(name)
    }
  }
  return next
}

function steps(nodes: readonly Node[], from: ReadonlySet<string>, direction: 'up' | 'down', count = nodes.length) {
  let reached = from
  for (let done = 0; done < count; done++) reached = step(nodes, reached, direction)
  return reached
}

const filtered = (inner: Model, keep: (node: Node, inside: ReadonlySet<string>, nodes: readonly Node[]) => boolean) =>
  ((nodes) => {
    const inside = inner(nodes)
    const kept = nodes.filter((each) => inside.has(each.name) && keep(each, inside, nodes))
    return new Set(kept.map(({ name }) => name))
  }) satisfies Model

const leaf: fc.Arbitrary<Term> = fc.oneof(
  fc.nat(15).map((id) => ({
    // A glob that fits one name at most: unlike the name itself it may be missing from the graph.
    text: `n${id}*`,
    model: filtered(everything, ({ name }) => name.startsWith(`n${id}`)),
  })),
  fc.constant({ text: 'tag:third', model: filtered(everything, ({ tags }) => tags.includes('third')) }),
  fc.constant({ text: '*', model: everything }),
)

const depth = fc.option(fc.nat(3), { nil: undefined })

const { term } = fc.letrec<{ term: Term }>((tie) => {
  const inner = tie('term')
  const grouped = inner.map(({ text, model }) => ({ text: `(${text})`, model }))
  return {
    term: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.tuple(grouped, grouped, fc.constantFrom(' ', ' or ')).map(([a, b, join]) => ({
        text: `${a.text}${join}${b.text}`,
        model: (nodes: readonly Node[]) => a.model(nodes).union(b.model(nodes)),
      })),
      fc.tuple(grouped, grouped, fc.constantFrom(',', ' and ', ' , ')).map(([a, b, join]) => ({
        text: `${a.text}${join}${b.text}`,
        model: (nodes: readonly Node[]) => a.model(nodes).intersection(b.model(nodes)),
      })),
      grouped.map((a) => ({
        text: `not ${a.text}`,
        model: (nodes: readonly Node[]) => everything(nodes).difference(a.model(nodes)),
      })),
      fc.tuple(grouped, depth, depth).map(([a, up, down]) => ({
        text: `${up ?? ''}+${a.text}+${down ?? ''}`,
        model: (nodes: readonly Node[]) =>
          steps(nodes, a.model(nodes), 'up', up).union(steps(nodes, a.model(nodes), 'down', down)),
      })),
      grouped.map((a) => ({
        text: `@${a.text}`,
        model: (nodes: readonly Node[]) => steps(nodes, steps(nodes, a.model(nodes), 'down'), 'up'),
      })),
      grouped.map((a) => ({
        text: `roots${a.text}`,
        model: filtered(a.model, ({ upstream }, inside) => !upstream.some((read) => inside.has(read))),
      })),
      grouped.map((a) => ({
        text: `sinks${a.text}`,
        model: filtered(
          a.model,
          ({ name }, inside, nodes) => !nodes.some((other) => inside.has(other.name) && other.upstream.includes(name)),
        ),
      })),
    ),
  }
})

/** The names, or none where the selection says that it is empty. */
function chosen(nodes: readonly Node[], included: string[], exclude: string[] = []): ReadonlySet<string> {
  try {
    return new Set(select(buildGraph(nodes), { select: included, exclude, facts }).names)
  } catch (error) {
    if (AssetError.is(error) && error.code === 'SELECTION_EMPTY') return new Set()
    throw error
  }
}

describe('a selection', () => {
  test('means what the plain model of its parts means', () => {
    fc.assert(
      fc.property(acyclicGraph, term, (nodes, { text, model }) => {
        expect(chosen(nodes, [text])).toEqual(model(nodes))
      }),
      { numRuns: 500 },
    )
  })

  test('obeys the laws of sets', () => {
    fc.assert(
      fc.property(acyclicGraph, term, term, term, (nodes, a, b, c) => {
        const [x, y, z] = [a, b, c].map(({ text }) => `(${text})`)
        const same = (one: string, other: string) => expect(chosen(nodes, [one])).toEqual(chosen(nodes, [other]))
        same(`${x} ${y}`, `${y} ${x}`)
        same(`${x},${y}`, `${y},${x}`)
        same(`${x},(${y} ${z})`, `${x},${y} ${x},${z}`)
        same(`not (${x} ${y})`, `not ${x},not ${y}`)
        same(`not not ${x}`, x!)
        same(`${x} ${x},${y}`, x!)
        same(`+(${x} ${y})`, `+${x} +${y}`)
        same(`+(+${x})`, `+${x}`)
        same(`(+${x})+0`, `+${x}`)
        expect(chosen(nodes, [x!, y!])).toEqual(chosen(nodes, [`${x} or ${y}`]))
        expect(chosen(nodes, [x!], [y!])).toEqual(chosen(nodes, [`${x} and not ${y}`]))
      }),
    )
  })

  test('comes with each asset after all that it reads', () => {
    fc.assert(
      fc.property(acyclicGraph, term, (nodes, { text }) => {
        const ordered = [...chosen(nodes, [text])]
        for (const { name, upstream } of nodes) {
          for (const read of upstream) {
            if (ordered.includes(name)) expect(ordered.indexOf(read)).toBeLessThan(ordered.indexOf(name))
          }
        }
      }),
    )
  })
})

describe('the parser', () => {
  const pieces = fc.constantFrom(
    ...[
      'a',
      'crm.b',
      '*',
      '+',
      '2+',
      '@',
      ',',
      ' ',
      '(',
      ')',
      '"',
      "'",
      ':',
      'not ',
      'and',
      'or',
      'roots(',
      'tag:',
      'x',
      '9',
    ],
    ...Object.keys(attributes),
  )
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.array(pieces, { maxLength: 25 }).map((parts) => parts.join('')),
  )

  function readOrPoint(text: string): void {
    try {
      parseSelection(text)
    } catch (error) {
      if (!(error instanceof AssetError)) throw error
      expect(error.code).toBe('SELECTION_SYNTAX')
      expect(error.facts!.column).toBeGreaterThan(0)
      expect(error.facts!.column).toBeLessThanOrEqual([...text].length + 1)
      expect((error.facts!.caret as string).split('\n')).toHaveLength(2)
    }
  }

  test('reads any text or points into it, and never fails otherwise', () => {
    fc.assert(fc.property(anything, readOrPoint), { numRuns: 1_000 })
  })

  test.each(['(', 'not ', '+(', 'roots(', 'a ', 'a,', '"', 'a*', '+1', 'tag:'])('endures 100,000 times %s', (piece) => {
    readOrPoint(piece.repeat(100_000))
  })

  test('reads every example of the manual', () => {
    for (const { example } of [...forms, ...Object.values(attributes)]) {
      expect(() => parseSelection(example)).not.toThrow()
    }
  })
})

test('a wide selection over a large graph is quick to find', () => {
  const nodes = Array.from({ length: 20_000 }, (_, id) => node(`n${id}`, id === 0 ? [] : [`n${id - 1}`]))
  const names = Array.from({ length: 500 }, (_, id) => `n${id * 40}`)
  expect(chosen(nodes, names).size).toBe(500)
})
