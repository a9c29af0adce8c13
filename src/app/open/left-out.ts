import { nodeKinds } from '../../define/node-kinds.ts'
import { defaultEnvironment } from '../../define/project/environment.ts'
import type { Graph } from '../../graph/graph.ts'
import { type Node, namesReadBy } from '../../graph/node.ts'
import { namesIn } from '../../graph/select.ts'
import type { SelectionWords } from './selection.ts'
import type { AssetView } from './view.ts'

export interface EffectWords extends SelectionWords {
  /** `false`: nothing leaves the machine. */
  readonly effects?: boolean
}

/** Effects that are no part of a run. */
export interface LeftOut extends ReadonlySet<string> {
  /** Effects that only other environments do, even where they are named. */
  readonly elsewhere: ReadonlyMap<string, readonly string[]>
}

/**
 * The effects that these words leave out: all of them where nothing is to be done outside, else those to be named, and
 * those of other environments.
 */
export function effectsLeftOut(
  { nodes }: Pick<Graph, 'nodes'>,
  { words, select = [], effects = true }: EffectWords,
  environment: string = defaultEnvironment,
): LeftOut {
  const named = namesIn([...words, ...select])
  const elsewhere = doneElsewhere(nodes, environment)
  const out = nodes.flatMap(({ kind, name, manual }) =>
    nodeKinds[kind].actsOutside && (!effects || elsewhere.has(name) || (manual && !named.has(name))) ? [name] : [],
  )
  return Object.assign(new Set(out), { elsewhere })
}

/** The effects that this environment does not do, with the environments that do. */
function doneElsewhere(nodes: Iterable<Node>, environment: string): ReadonlyMap<string, readonly string[]> {
  const reasons = new Map<string, readonly string[]>()
  for (const { name, environments } of nodes)
    if (environments !== undefined && !environments.includes(environment)) reasons.set(name, environments)
  return reasons
}

/**
 * Leaves out the effects of other environments and what reads their missing receipts, since these cannot become fresh
 * here. Named assets stay.
 */
export function ofEnvironment(
  views: readonly AssetView[],
  {
    nodes,
    environment,
    words,
  }: { readonly nodes: Iterable<Node>; readonly environment: string } & {
    readonly words: SelectionWords
  },
): readonly AssetView[] {
  const absent = new Set(doneElsewhere(nodes, environment).keys())
  if (absent.size === 0) return views
  const named = namesIn([...words.words, ...(words.select ?? [])])
  return views.filter(({ node, record }) => {
    if (namesReadBy(node).some((one) => absent.has(one)) && record === undefined) absent.add(node.name)
    return named.has(node.name) || !absent.has(node.name)
  })
}

/**
 * The selected effects that were left out and are not fresh.
 *
 * @param ran What was made meanwhile: whatever reads it is not fresh any more.
 */
export function waitingEffects(
  selected: readonly string[],
  { leftOut, views, ran = new Set() }: WaitingQuestion,
): readonly string[] {
  return selected.filter((name) => {
    const view = views.get(name)
    if (view === undefined || !leftOut.has(name) || leftOut.elsewhere.has(name)) return false
    return view.status !== 'fresh' || namesReadBy(view.node).some((one) => ran.has(one))
  })
}

interface WaitingQuestion {
  readonly leftOut: LeftOut
  readonly views: ReadonlyMap<string, AssetView>
  readonly ran?: ReadonlySet<string>
}

/** An effect that is done in other environments alone. */
export interface Elsewhere {
  readonly name: string
  readonly environments: readonly string[]
}

export const selectedElsewhere = (selected: readonly string[], { elsewhere }: LeftOut): readonly Elsewhere[] =>
  selected.flatMap((name) => {
    const environments = elsewhere.get(name)
    return environments === undefined ? [] : [{ name, environments }]
  })

export interface NotDone {
  /** Effects that were left out and are not up to date. */
  readonly waiting: readonly string[]
  /** Effects that were left out because they are done in other environments. */
  readonly elsewhere: readonly Elsewhere[]
}

/** The fields of a document. An empty list has no field. */
export const notDoneFields = ({ waiting, elsewhere }: NotDone): Partial<NotDone> => ({
  ...(waiting.length === 0 ? {} : { waiting }),
  ...(elsewhere.length === 0 ? {} : { elsewhere }),
})
