import type { Status } from '../../causes.ts'
import { globMatcher, isGlob } from '../../util/glob.ts'
import type { Node } from '../node.ts'
import { type AttributeLeaf, attributes, type GlobLeaf } from './grammar.ts'
import { fileNamesOf, filesOf, fqnsOf, statesOf } from './values.ts'

/** Facts that the definitions do not have. Each is asked for only where the selection needs it. */
export interface SelectionFacts {
  /** The status of each asset. */
  status(name: string): Status | undefined
  /** The names of all assets that differ from what they were at this git ref. */
  changed(ref: string): ReadonlySet<string>
}

type Matches = (node: Node) => boolean

export function leafMatcher(leaf: GlobLeaf | AttributeLeaf, facts: SelectionFacts): Matches {
  if (leaf.kind === 'glob') {
    const fits = globMatcher(leaf.pattern)
    return (node) => fits(node.name)
  }
  const { attribute, value } = leaf
  switch (attribute) {
    case 'status':
      return (node) => facts.status(node.name) === value
    case 'state': {
      const meant: readonly (Status | undefined)[] = statesOf[value as keyof typeof statesOf]
      return (node) => meant.includes(facts.status(node.name))
    }
    case 'changed': {
      const changed = facts.changed(value)
      return (node) => changed.has(node.name)
    }
    case 'config':
      return (node) =>
        (node.labels?.[leaf.path as string] ?? usualConfig(node, leaf)).some((text) => isValue(text, value))
    default: {
      const fits = attribute === 'path' ? pathMatcher(leaf) : textMatcher(leaf)
      const { of } = attributes[attribute]
      return (node) => of(node).some(fits)
    }
  }
}

/** A boolean of dbt's configuration is written in any case. */
const isValue = (text: string, value: string): boolean =>
  text === value || (/^(?:true|false)$/.test(text) && value.toLowerCase() === text)

/** What dbt's configuration says of every node that says nothing else. */
const usual: Readonly<Record<string, string>> = {
  'config.enabled': 'true',
  'config.docs.show': 'true',
  'config.contract.enforced': 'false',
}

const usualConfig = ({ labels }: Node, { path = '' }: AttributeLeaf): readonly string[] => {
  const value = labels?.fqn === undefined ? undefined : usual[path]
  return value === undefined ? [] : [value]
}

/** A word that is no name of the graph, as dbt takes it: a folder or package of its nodes, a path, or a file. */
export function dbtMatcher(value: string): Matches {
  const leaf = { kind: 'attribute', value, exact: false, text: value } as const
  const path = pathMatcher({ ...leaf, attribute: 'path' })
  const text = textMatcher({ ...leaf, attribute: 'fqn' })
  const isFile = /\.(?:sql|py|csv)$/.test(value)
  return (node) =>
    node.labels?.fqn !== undefined &&
    (value.includes('/') ? filesOf(node).some(path) : isFile ? fileNamesOf(node).some(text) : fqnsOf(node).some(text))
}

function textMatcher({ value, exact }: AttributeLeaf): (text: string) => boolean {
  return !exact && isGlob(value) ? globMatcher(value) : (text) => text === value
}

/**
 * Matches a file, or every file below a folder. A shell completes paths with `./` in front and `/` at the end, so both
 * are ignored.
 */
function pathMatcher({ value, exact }: AttributeLeaf): (path: string) => boolean {
  const place = value
    .replaceAll('\\', '/')
    .replace(/^(\.\/)+/, '')
    .replace(/\/+$/, '')
  if (place === '.' || place === '') return () => true
  if (exact || !isGlob(place)) return (path) => path === place || path.startsWith(`${place}/`)
  const file = globMatcher(place, { separator: '/' })
  const below = globMatcher(`${place}/**`, { separator: '/' })
  return (path) => file(path) || below(path)
}
