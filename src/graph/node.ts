import type { Exposure, Labels, Meta } from '../define/declaration/place.ts'
import type { Definition, DefinitionKind } from '../define/definition.ts'

/** An asset, a source, a check or an effect, as the graph knows it. */
export interface Node {
  /** The export's name, verbatim; `crm.customers` for a member of a namespace. */
  readonly name: string
  readonly kind: DefinitionKind
  /** The assets that the first parameter names, in the order of the pattern: the ordinals of the key. */
  readonly upstream: readonly string[]
  /** For a check: the assets in `upstream` that it judges, where it reads others as well. */
  readonly judged?: readonly string[]
  /**
   * For a check: the assets that it holds back where it fails, beside what reads `judged`. `after-all` stands for what
   * comes after all of its tables, until the graph is known.
   */
  readonly holds?: 'after-all' | readonly string[]
  /** The resources that the second parameter names; `all` where it is taken whole. */
  readonly resources: readonly string[] | 'all'
  /** `assets/documents.ts:12`, relative to the project's root, with `/`. */
  readonly at: string
  readonly description?: string
  readonly group?: string
  readonly tags: readonly string[]
  readonly owners: readonly string[]
  readonly partitioned: boolean
  /** The context of the asset's function has `previous`. */
  readonly previous?: true
  /** The assets that its keys come from, where data decides them: it is made after these, and is given none of them. */
  readonly keysFrom?: readonly string[]
  /** The node is the keys of the asset of this name: it reads what the keys come from. */
  readonly keys?: true
  /** What else selections can pick it by. */
  readonly labels?: Labels
  /** What its project notes of it for people and other programs. */
  readonly meta?: Meta
  /** Who uses it outside of the project. */
  readonly exposures?: readonly Exposure[]
  /** A member of a set of definitions: none of its code is at its export. */
  readonly ofSet?: true
  /** An effect that is done only where it is named has this. */
  readonly manual?: true
  /** An effect that is done only in some environments has these. */
  readonly environments?: readonly string[]
}

/** What it is made after: what its function reads, and what its keys come from. */
export const namesReadBy = ({ upstream, keysFrom }: Pick<Node, 'upstream' | 'keysFrom'>): readonly string[] =>
  keysFrom === undefined ? upstream : [...upstream, ...keysFrom]

/** A node with the function behind it: what a run needs and a remembered graph does not have. */
export interface LoadedNode extends Node {
  readonly definition: Definition
}
