import { nodeKinds } from '../../define/node-kinds.ts'
import { ancestors } from '../../graph/walk.ts'
import type { Basis } from '../../project/check-basis.ts'
import type { AskedTime } from '../../store/interface.ts'
import { unitOf } from '../../unit.ts'
import { isFine } from '../open/fine.ts'
import type { Overview } from '../open/overview.ts'
import type { AssetView } from '../open/view.ts'

/** A source that only a run asks whether it moved: what is below it is up to date as of then. */
export interface Unasked {
  readonly asset: string
  /** When it was asked, or read, the last time: ms since 1970. A lock does not know it. */
  readonly at: number | undefined
}

interface Judged {
  readonly assets: readonly AssetView[]
  /** The assets of the whole project. */
  readonly all: readonly AssetView[]
  readonly basis: Basis
}

/** The sources among the selected assets and everything that these are made from. */
export async function unaskedAmong(
  overview: Pick<Overview, 'graph' | 'askedTimes' | 'session'>,
  { assets, all, basis }: Judged,
): Promise<readonly Unasked[]> {
  const outside = all.filter(({ node }) => nodeKinds[node.kind].readsOutside)
  if (outside.length === 0) return []
  const names = assets.map(({ node }) => node.name)
  const relevant = new Set([...names, ...ancestors(overview.graph, names)])
  const inScope = outside.filter(({ node }) => relevant.has(node.name))
  const sources =
    basis === 'store' ? inScope.filter(({ status }) => status === 'unknown') : await ofCode(overview, inScope)
  if (sources.length === 0) return []
  const askedAt = new Map((await overview.askedTimes()).map((one: AskedTime) => [one.unit, one.at]))
  return sources.map(({ node: { name }, record }) => {
    const readAt = record === undefined || basis === 'lock' ? undefined : record.startedAt + record.durationMs
    return { asset: name, at: askedAt.get(unitOf(name)) ?? readAt }
  })
}

/** By the lock such a source counts as unchanged. */
async function ofCode({ session }: Pick<Overview, 'session'>, sources: readonly AssetView[]) {
  if (sources.length === 0) return []
  const { functionsOf } = await import('../../discover/kinds/source-kinds.ts')
  const { workspace } = await session()
  return sources.filter(({ node, status }) => {
    const definition = workspace.definition(node.name)
    return isFine({ status }) && functionsOf(definition) !== undefined
  })
}

export interface UnaskedField {
  /** Sources that only a run asks, and when they were asked the last time, where they ever were. */
  readonly unasked?: readonly { readonly asset: string; readonly askedAt?: string; readonly agoMs?: number }[]
}

export function unaskedField(unasked: readonly Unasked[], now: number): UnaskedField {
  if (unasked.length === 0) return {}
  return {
    unasked: unasked.map(({ asset, at }) =>
      at === undefined
        ? { asset }
        : { asset, askedAt: new Date(at).toISOString(), agoMs: Math.max(0, Math.round(now - at)) },
    ),
  }
}
