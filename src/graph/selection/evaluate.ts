import { nodeKinds } from '../../define/node-kinds.ts'
import { unreachable } from '../../util/unreachable.ts'
import type { Graph } from '../graph.ts'
import type { Node } from '../node.ts'
import { type Mask, reached } from '../walk.ts'
import type { Leaf, Selection } from './grammar.ts'
import { dbtMatcher, leafMatcher, type SelectionFacts } from './match.ts'

export interface Evaluation {
  readonly graph: Graph
  readonly facts: SelectionFacts
  /** Filled while evaluating: what was looked up and found nothing. */
  readonly unmatched: Leaf[]
}

/** The ids that a selection means. Sets are masks, so that every step is one pass over them. */
export function evaluate(selection: Selection, evaluation: Evaluation): Mask {
  const { graph } = evaluation
  switch (selection.kind) {
    case 'name':
    case 'glob':
    case 'attribute':
      return lookUp(selection, evaluation)
    case 'union':
      return selection.of.map((part) => evaluate(part, evaluation)).reduce((a, b) => a.map((bit, id) => bit | b[id]!))
    case 'intersection':
      return selection.of.map((part) => evaluate(part, evaluation)).reduce((a, b) => a.map((bit, id) => bit & b[id]!))
    case 'not':
      return evaluate(selection.of, evaluation).map((bit) => 1 - bit)
    case 'near': {
      const inner = evaluate(selection.of, evaluation)
      return union([inner, reached(graph.up, inner, selection.up), reached(graph.down, inner, selection.down)])
    }
    case 'closure': {
      const inner = evaluate(selection.of, evaluation)
      const below = union([inner, reached(graph.down, inner)])
      return union([below, reached(graph.up, below)])
    }
    case 'roots': {
      const inner = evaluate(selection.of, evaluation)
      return inner.map((bit, id) => (bit === 1 && !graph.upstream(id).some((up) => inner[up] === 1) ? 1 : 0))
    }
    case 'sinks':
      return sinksOf(evaluate(selection.of, evaluation), graph)
    default:
      return unreachable(selection)
  }
}

/** A check makes nothing that could be read: it neither is a sink nor keeps what it tests from being one. */
function sinksOf(inner: Mask, graph: Graph): Mask {
  const makes = (id: number) => inner[id] === 1 && !nodeKinds[graph.nodes[id]!.kind].judges
  return inner.map((_, id) => (makes(id) && !graph.downstream(id).some(makes) ? 1 : 0))
}

function lookUp(leaf: Leaf, { graph, facts, unmatched }: Evaluation): Mask {
  const mask: Mask = new Uint8Array(graph.nodes.length)
  const mark = (matches: (node: Node) => boolean) => {
    graph.nodes.forEach((node, id) => {
      if (matches(node)) mask[id] = 1
    })
  }
  if (leaf.kind === 'name') {
    const id = graph.ids.get(leaf.name)
    if (id === undefined) mark(dbtMatcher(leaf.name))
    else mask[id] = 1
  } else {
    mark(leafMatcher(leaf, facts))
    if (leaf.kind === 'glob' && !mask.includes(1)) mark(dbtMatcher(leaf.pattern))
  }
  if (!mask.includes(1)) unmatched.push(leaf)
  return mask
}

function union([first, ...others]: readonly [Mask, ...Mask[]]): Mask {
  return first.map((bit, id) => bit | (others.some((other) => other[id] === 1) ? 1 : 0))
}
