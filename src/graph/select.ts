import { AssetErrors } from '../errors.ts'
import { unreachable } from '../util/unreachable.ts'
import type { Graph } from './graph.ts'
import { emptyAfterExclude, emptySelection, unknownName } from './selection/empty.ts'
import { evaluate } from './selection/evaluate.ts'
import type { Leaf, Selection } from './selection/grammar.ts'
import type { SelectionFacts } from './selection/match.ts'
import { parseSelection } from './selection/parse.ts'
import { type Mask, orderedNames } from './walk.ts'

export type { SelectionFacts } from './selection/match.ts'

export interface SelectionRequest {
  /** One string an argument; they are united. None selects everything. */
  readonly select: readonly string[]
  readonly exclude: readonly string[]
}

export interface Selected {
  /** Each after all that it reads. */
  readonly names: readonly string[]
  /** Parts such as `tag:weekly` that match nothing, while the whole does: worth a word, because it may be a slip. */
  readonly unmatched: readonly string[]
}

/**
 * The names that the arguments of a command mean, upstream first.
 *
 * @throws AssetError (AssetErrors where several names are wrong) `SELECTION_SYNTAX`, `SELECTION_EMPTY`. Without any
 * argument nothing is wrong, not even a project without assets.
 */
export function select(graph: Graph, request: SelectionRequest & { readonly facts: SelectionFacts }): Selected {
  const { facts, ...texts } = request
  const chosen = resolve(texts.select, { graph, facts })
  const removed = resolve(texts.exclude, { graph, facts })
  const unmatched = [...(chosen?.unmatched ?? []), ...(removed?.unmatched ?? [])]
  AssetErrors.throwIfAny(unmatched.flatMap((leaf) => (leaf.kind === 'name' ? unknownName(graph, leaf.name) : [])))
  if (chosen !== undefined && isEmpty(chosen.mask)) {
    throw emptySelection({ graph, ...texts, unmatched: chosen.unmatched })
  }
  const all = chosen?.mask ?? new Uint8Array(graph.nodes.length).fill(1)
  const rest = removed === undefined ? all : all.map((bit, id) => bit & (1 - removed.mask[id]!))
  if (isEmpty(rest) && !isEmpty(all)) throw emptyAfterExclude(graph, texts)
  return { names: orderedNames(graph, rest), unmatched: unmatched.map(({ text }) => text) }
}

/** The names that the arguments say as they are: `deploy` and `+deploy`, and no glob that fits it. */
export function namesIn(select: readonly string[]): ReadonlySet<string> {
  const names = new Set<string>()
  const visit = (selection: Selection): void => {
    if (selection.kind === 'name') names.add(selection.name)
    else if ('of' in selection) for (const one of [selection.of].flat()) visit(one)
  }
  for (const text of select) visit(parseSelection(text))
  return names
}

interface Resolved {
  readonly mask: Mask
  /** What was looked up and found nothing, first to last. */
  readonly unmatched: readonly Leaf[]
}

function resolve(
  texts: readonly string[],
  { graph, facts }: { readonly graph: Graph; readonly facts: SelectionFacts },
): Resolved | undefined {
  if (texts.length === 0) return undefined
  const unmatched: Leaf[] = []
  const mask = evaluate({ kind: 'union', of: texts.map(parseSelection) }, { graph, facts, unmatched })
  return { mask, unmatched }
}

function isEmpty(mask: Mask): boolean {
  return !mask.includes(1)
}

export interface SelectionNeeds {
  readonly status: boolean
  /** Git refs, each once. */
  readonly changedSince: readonly string[]
}

/**
 * Which facts `select` will ask for, so that a caller can gather them (which takes waiting) before, and only then.
 *
 * @throws AssetError `SELECTION_SYNTAX`
 */
export function selectionNeeds({ select: included, exclude }: SelectionRequest): SelectionNeeds {
  const leaves = [...included, ...exclude].flatMap((text) => leavesOf(parseSelection(text)))
  const valuesOf = (attribute: string) =>
    leaves.flatMap((leaf) => (leaf.kind === 'attribute' && leaf.attribute === attribute ? [leaf.value] : []))
  return {
    status: [...valuesOf('status'), ...valuesOf('state')].length > 0,
    changedSince: [...new Set(valuesOf('changed'))],
  }
}

function leavesOf(selection: Selection): readonly Leaf[] {
  switch (selection.kind) {
    case 'name':
    case 'glob':
    case 'attribute':
      return [selection]
    case 'union':
    case 'intersection':
      return selection.of.flatMap(leavesOf)
    case 'not':
    case 'near':
    case 'closure':
    case 'roots':
    case 'sinks':
      return leavesOf(selection.of)
    default:
      return unreachable(selection)
  }
}
