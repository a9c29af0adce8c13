import type { Action, Cause, RootCause } from '../../causes.ts'
import type { CodeFacts, NodeFacts } from '../../discover/facts.ts'
import type { StepError } from '../../events.ts'
import type { Assessed } from '../../plan/assess.ts'
import { type CodeChange, codeChanges } from '../../plan/code-changes.ts'
import type { Note } from '../../project/notes.ts'
import type { Catalog } from '../../store/interface.ts'
import type { RowChanges } from '../rows/row-changes.ts'

/** One asset against what it was made from: everything that `explain` shows. */
export interface Explanation {
  /** With the causes against the record of the comparison, which is `current` here. */
  readonly assessed: ExplainedAsset
  /** Whether it is compared with another record than the current one. */
  readonly versus: boolean
  /** The partition that it explains, where the asset has several. */
  readonly partition?: string
  /** The action of a run of the asset and what it reads. */
  readonly action: Action
  /** The checks that it waits for, where that is `blocked`. */
  readonly blockers: readonly Cause[]
  /** Causes of assets above, each once: the same edit reaches an asset on many ways. */
  readonly roots: readonly RootCause[]
  /** The changes of its own declarations and of those at the root causes. */
  readonly changes: readonly SourceChange[]
  readonly notes: readonly Note[]
  /** The failure of the last attempt, where nothing has been made since. */
  readonly failure?: StepError
  /**
   * For an asset that is computed row by row and would run; `null` where the number is known only after what it reads
   * has run.
   */
  readonly rows?: RowChanges | null
}
/** The part of an assessment that `explain` shows. The memory keeps no more of it. */
export interface ExplainedAsset extends Omit<Assessed, 'facts'> {
  readonly facts: ExplainedFacts
}
export interface ExplainedFacts extends Pick<NodeFacts, 'node' | 'config' | 'packages'> {
  readonly code: Pick<CodeFacts, 'parts'>
}
/** A changed declaration with its texts, where they are kept. */
export interface SourceChange extends CodeChange {
  readonly asset: string
  readonly text: { readonly before?: string; readonly after?: string }
}

/** Where an explanation is made from: an open project, or what is remembered of it. */
export interface Material {
  readonly catalog: Pick<Catalog, 'sources'> | undefined
  assessed(name: string): Promise<ExplainedAsset | undefined>
  /** The present texts of the asset's changed declarations. */
  texts(name: string): Readonly<Record<string, string>>
}

/** @param told what is known of the asset itself besides. */
export async function explanationOf(
  material: Material,
  assessed: ExplainedAsset,
  verdict: Pick<Explanation, 'versus' | 'partition' | 'action' | 'blockers' | 'notes' | 'failure' | 'rows'>,
): Promise<Explanation> {
  const roots = rootsOf(assessed.causes)
  const above = new Set(roots.map(({ asset }) => asset))
  above.delete(assessed.facts.node.name)
  const all = [assessed]
  for (const name of above) {
    const root = await material.assessed(name)
    if (root !== undefined) all.push(root)
  }
  return { assessed, roots, changes: await sourceChanges(material, all), ...verdict }
}

function rootsOf(causes: readonly Cause[]): readonly RootCause[] {
  const roots = new Map<string, RootCause>()
  for (const cause of causes) {
    for (const root of cause.roots ?? []) roots.set(`${root.asset} ${root.kind} ${root.subject ?? ''}`, root)
  }
  return [...roots.values()]
}

/** The declarations that changed since the record; none without a record. */
export function changedDeclarations({ facts, current, causes }: ExplainedAsset): readonly CodeChange[] {
  if (current === undefined || !causes.some(({ kind }) => kind === 'code_changed')) return []
  const changes = codeChanges(current.record.ingredients.code, facts.code.parts)
  return changes.filter(({ change }) => change !== 'unchanged')
}

async function sourceChanges(material: Material, all: readonly ExplainedAsset[]): Promise<SourceChange[]> {
  const changes = all.flatMap((one) => {
    const asset = one.facts.node.name
    return changedDeclarations(one).map((change) => ({ ...change, asset }))
  })
  const names = changes.flatMap(({ label, was = label, before: hash }) =>
    hash === undefined ? [] : [{ label: was, hash }],
  )
  const sources = names.length > 0 ? ((await material.catalog?.sources(names)) ?? []) : []
  const texts = new Map(sources.map(({ label, hash, text }) => [`${hash} ${label}`, text]))
  return changes.map((one) => {
    const { label, was = label, asset } = one
    const before = one.before === undefined ? undefined : texts.get(`${one.before} ${was}`)
    const after = one.after === undefined ? undefined : material.texts(asset)[label]
    return { ...one, text: { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) } }
  })
}
