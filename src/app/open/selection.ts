import { AssetError } from '../../errors.ts'
import type { Node } from '../../graph/node.ts'
import { type SelectionFacts, type SelectionNeeds, select, selectionNeeds } from '../../graph/select.ts'
import { unknownName } from '../../graph/selection/empty.ts'
import type { Overview } from './overview.ts'
import type { Session } from './session.ts'
import type { AssetView } from './view.ts'

/** What is selected: `words` and `select` are one union, and `exclude` is taken from it. */
export interface SelectionWords {
  readonly words: readonly string[]
  readonly select?: readonly string[]
  readonly exclude?: readonly string[]
}

/** What a selection needs to know about a project, open or remembered. */
export type Selectable = Pick<Overview, 'graph' | 'names' | 'root' | 'warn' | 'views' | 'assess'>

/** The names that are selected, upstream first. Without any word that is everything. */
export async function selectNames(session: Selectable, words: SelectionWords): Promise<readonly string[]> {
  if (session.names !== undefined && isEverything(words)) return session.names
  const request = requestOf(words)
  const { names, unmatched } = select(session.graph, {
    ...request,
    facts: await factsFor(session, selectionNeeds(request)),
  })
  for (const part of unmatched) session.warn(`"${part}" matches nothing`)
  return names
}

/** Resolves a selection that stands in the project file: by statuses or by git it may select nothing today. */
export async function selectNamesNow(session: Selectable, words: SelectionWords): Promise<readonly string[]> {
  try {
    return await selectNames(session, words)
  } catch (error) {
    if (AssetError.is(error) && error.code === 'SELECTION_EMPTY') return []
    throw error
  }
}

/** Judges only the selected assets, where the selection itself needs no statuses. */
export function narrowTo({ graph, narrow }: Pick<Session, 'graph' | 'narrow'>, words: SelectionWords): void {
  const request = requestOf(words)
  const { status, changedSince } = selectionNeeds(request)
  if (status || changedSince.length > 0) return
  const facts: SelectionFacts = { status: () => undefined, changed: () => new Set() }
  narrow(select(graph, { ...request, facts }).names)
}

export const isEverything = ({ words, select = [], exclude = [] }: SelectionWords): boolean =>
  words.length + select.length + exclude.length === 0

const requestOf = ({ words, select: more = [], exclude = [] }: SelectionWords) => ({
  select: [...words, ...more],
  exclude,
})

export async function selectNodes(session: Selectable, words: SelectionWords): Promise<readonly Node[]> {
  const { graph } = session
  return (await selectNames(session, words)).map((name) => graph.nodes[graph.ids.get(name) as number] as Node)
}

export async function assessSelected(session: Selectable, words: SelectionWords): Promise<readonly AssetView[]> {
  const names = await selectNames(session, words)
  const views = await session.views(names)
  return names.flatMap((name) => views.get(name) ?? [])
}

/**
 * The one asset that a command is about.
 *
 * @throws AssetError `SELECTION_EMPTY`, with the name that was probably meant.
 */
export function assetNamed({ graph }: Pick<Selectable, 'graph'>, name: string): Node {
  const id = graph.ids.get(name)
  if (id !== undefined) return graph.nodes[id] as Node
  throw unknownName(graph, name)
}

/** Statuses and git are asked only where the selection speaks of them: most do not. */
async function factsFor(session: Selectable, needs: SelectionNeeds): Promise<SelectionFacts> {
  const views = needs.status ? await session.views() : undefined
  const changed = new Map<string, ReadonlySet<string>>()
  for (const ref of needs.changedSince) {
    const { assetsIn, filesChangedSince } = await import('./changed.ts')
    changed.set(ref, assetsIn(await filesChangedSince(session.root, ref), (await session.assess()).values()))
  }
  return {
    status: (name) => views?.get(name)?.status,
    changed: (ref) => changed.get(ref) ?? new Set(),
  }
}
