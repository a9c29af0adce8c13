import { nodeKinds } from '../../define/node-kinds.ts'
import type { Graph } from '../../graph/graph.ts'
import { namesIn } from '../../graph/select.ts'
import type { SelectionWords } from './selection.ts'
import type { AssetView } from './view.ts'

export interface EffectWords extends SelectionWords {
  /** `false`: nothing leaves the machine. */
  readonly effects?: boolean
}

/** The effects that these words leave out: all of them where nothing is to be done outside, else those to be named. */
export function effectsLeftOut({ nodes }: Graph, { words, select = [], effects = true }: EffectWords): Set<string> {
  const named = namesIn([...words, ...select])
  return new Set(
    nodes.flatMap(({ kind, name, manual }) =>
      nodeKinds[kind].actsOutside && (!effects || (manual && !named.has(name))) ? [name] : [],
    ),
  )
}

/**
 * Of the selected effects that were left out, those that are not fresh.
 *
 * @param ran what was made meanwhile: what reads it is not fresh any more
 */
export function waitingEffects(
  selected: readonly string[],
  { leftOut, views, ran = new Set() }: WaitingQuestion,
): readonly string[] {
  return selected.filter((name) => {
    const view = views.get(name)
    if (view === undefined || !leftOut.has(name)) return false
    return view.status !== 'fresh' || view.node.upstream.some((one) => ran.has(one))
  })
}

interface WaitingQuestion {
  readonly leftOut: ReadonlySet<string>
  readonly views: ReadonlyMap<string, AssetView>
  readonly ran?: ReadonlySet<string>
}

/** The field of a document; where none waits there is none. */
export const waitingField = (names: readonly string[]): object => (names.length === 0 ? {} : { waiting: names })
