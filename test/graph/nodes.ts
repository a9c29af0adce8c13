import fc from 'fast-check'
import type { Node } from '../../src/graph/node.ts'

/** A node as the loader would make it; the line is the place in the list. */
export function node(name: string, upstream: readonly string[] = [], more: Partial<Node> = {}): Node {
  return {
    name,
    kind: 'asset',
    upstream,
    resources: [],
    at: `assets/${name}.ts:1`,
    tags: [],
    owners: [],
    partitioned: false,
    ...more,
  }
}

export const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`)

/** Any directed graph, cycles and loops included, declared in any order. */
export const anyGraph = fc.integer({ min: 1, max: 14 }).chain((count) =>
  fc.array(fc.array(fc.nat(count - 1), { maxLength: 4 }), { minLength: count, maxLength: count }).map((upstream) =>
    names(count).map((name, index) =>
      node(
        name,
        upstream[index]!.map((id) => `n${id}`),
      ),
    ),
  ),
)

/** A graph without cycles, declared in any order. */
export const acyclicGraph = fc.integer({ min: 1, max: 16 }).chain((count) =>
  fc
    .tuple(
      fc.array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: count, maxLength: count }),
      fc.shuffledSubarray(names(count), { minLength: count, maxLength: count }),
    )
    .map(([edges, declared]) => {
      const nodes = new Map(
        names(count).map((name, index) => {
          const upstream = index === 0 ? [] : edges[index]!.map((edge) => `n${edge % index}`)
          return [name, node(name, [...new Set(upstream)], { tags: index % 3 === 0 ? ['third'] : [] })]
        }),
      )
      return declared.map((name) => nodes.get(name)!)
    }),
)

/** The errors a call throws, as the user sees them. */
export function mistakesOf(call: () => unknown): readonly { code: string; at: string | undefined; text: string }[] {
  try {
    call()
  } catch (error) {
    const errors = error instanceof Error && 'errors' in error ? (error.errors as readonly unknown[]) : [error]
    return errors.map((each) => {
      const { code, at, message, fix } = each as { code: string; at?: string; message: string; fix: string }
      return { code, at, text: `${message}\n${fix}` }
    })
  }
  return []
}
