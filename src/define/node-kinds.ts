import type { DefinitionKind } from './definition.ts'

/**
 * The properties of a kind of node. Code that plans, runs, keeps and shows nodes asks for these and need not know the
 * kinds.
 */
export interface NodeKind {
  /** With its article, for messages. */
  readonly title: string
  /** It makes a table of data. The receipt of an effect and the verdict of a check are not data. */
  readonly hasRows: boolean
  /**
   * It says whether the tables that it names are right. An asset may read the rows that fail it, and nothing else of it
   * can be read.
   */
  readonly judges: boolean
  /** It does something outside: an earlier record cannot replace it, and two processes never do it at once. */
  readonly actsOutside: boolean
  /** Its rows come from outside: it names no assets, and every run looks whether it has moved. */
  readonly readsOutside: boolean
}

const none = { hasRows: false, judges: false, actsOutside: false, readsOutside: false }

export const nodeKinds: Readonly<Record<DefinitionKind, NodeKind>> = {
  asset: { ...none, title: 'an asset', hasRows: true },
  source: { ...none, title: 'a source', hasRows: true, readsOutside: true },
  check: { ...none, title: 'a check', judges: true },
  effect: { ...none, title: 'an effect', actsOutside: true },
}
