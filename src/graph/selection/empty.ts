import { AssetError } from '../../errors.ts'
import { didYouMean, suggest } from '../../util/suggest.ts'
import type { Graph } from '../graph.ts'
import { attributes, type Leaf } from './grammar.ts'
import { labels } from './values.ts'

const listNames = 'run `assets list` to see every name'

interface Texts {
  readonly select: readonly string[]
  readonly exclude: readonly string[]
}
export interface EmptyResult extends Texts {
  readonly graph: Graph
  /** What was looked up and found nothing, first to last. */
  readonly unmatched: readonly Leaf[]
}

/** An unknown name is an error wherever it stands: with a typo in an excluded name the asset would run. */
export function unknownName(graph: Graph, name: string): AssetError {
  return new AssetError({
    code: 'SELECTION_EMPTY',
    message: `there is no asset "${name}"`,
    facts: { name },
    fix: didYouMean(name, graph.ids.keys(), listNames),
  })
}

export function emptySelection({ graph, select, exclude, unmatched }: EmptyResult): AssetError {
  const [first] = unmatched
  return new AssetError({
    code: 'SELECTION_EMPTY',
    message: `no asset matches ${select.join(' ')}`,
    facts: { select, exclude },
    fix:
      first === undefined
        ? 'each part matches something, but nothing matches all: try a space, which is "or"'
        : cure(first, graph),
  })
}

export function emptyAfterExclude(graph: Graph, { select, exclude }: Texts): AssetError {
  const all = graph.nodes.length === 1 ? 'the one asset' : `all ${graph.nodes.length.toLocaleString('en-US')} assets`
  return new AssetError({
    code: 'SELECTION_EMPTY',
    message: (option) =>
      `${option('exclude')} ${exclude.join(' ')} leaves nothing of ${select.length === 0 ? all : select.join(' ')}`,
    facts: { select, exclude },
    fix: 'exclude less, or select more',
  })
}

function cure(leaf: Leaf, graph: Graph): string {
  if (leaf.kind !== 'attribute') return listNames
  const { attribute, value } = leaf
  switch (attribute) {
    case 'status':
    case 'state':
      return 'run `assets status` to see what is true of each asset'
    case 'changed':
      return `nothing differs from ${value}: name another git ref, or select by status:stale`
    case 'config': {
      const path = leaf.path as string
      return cureValue({ attribute: path, value }, [...new Set(graph.nodes.flatMap(labels(path)))])
    }
    case 'kind':
      return `the project declares no ${value}: run \`assets list\` to see what it declares`
    default: {
      const { of } = attributes[attribute]
      return cureValue({ attribute, value }, [...new Set(graph.nodes.flatMap((node) => of(node)))])
    }
  }
}

function cureValue({ attribute, value }: { attribute: string; value: string }, values: readonly string[]): string {
  const suggestion = suggest(value, values)
  if (suggestion !== undefined) return `did you mean "${attribute}:${suggestion}"?`
  if (values.length === 0) return `nothing has ${attribute === 'owner' ? 'an' : 'a'} ${attribute} yet: ${listNames}`
  const examples = values.slice(0, 8).map((each) => `${attribute}:${each}`)
  return `there is ${examples.join(', ')}${values.length > examples.length ? `, and ${values.length - examples.length} more` : ''}`
}
