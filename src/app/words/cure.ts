import { nodeKinds } from '../../define/node-kinds.ts'
import { type Node, namesReadBy } from '../../graph/node.ts'
import { assetOf, type Unit } from '../../unit.ts'
import { isFine } from '../open/fine.ts'
import type { AssetView } from '../open/view.ts'

/**
 * The shortest command that mends it: the assets that no other bad asset reads bring the rest along. A check that has
 * failed over the present tables is not mended by a command.
 *
 * @param all every asset: what holds one of a selection may stand outside of it.
 */
export function fixOf(assets: readonly AssetView[], all: readonly AssetView[]): string {
  const bad = assets.filter((one) => !isFine(one))
  const views = new Map(all.map((view) => [view.node.name, view]))
  const checks = new Set(bad.flatMap((view) => holdersOf(view, views)))
  if (checks.size > 0) return mend([...checks], views)
  const namesRead = new Set(bad.flatMap(({ node }) => namesReadBy(node)))
  const last = bad.flatMap(({ node: { name } }) => (namesRead.has(name) ? [] : [name]))
  return last.length > 3 ? 'assets materialize' : `assets materialize ${last.join(' ')}`
}

function mend(checks: readonly string[], views: ReadonlyMap<string, AssetView>): string {
  const placed = checks.map((name) => `${name} (${views.get(name)?.node.at})`)
  const which = placed.length > 3 ? `the ${placed.length} checks that failed` : checkWords(placed)
  return `mend ${which} or the data, then: assets materialize`
}

const checkWords = (placed: readonly string[]): string =>
  placed.length === 1 ? `the check ${placed[0]}` : `the checks ${placed.slice(0, -1).join(', ')} and ${placed.at(-1)}`

/** The checks that are known to fail and that hold the asset; of a check that failed, itself. */
function holdersOf({ node, status, causes, failure }: AssetView, views: ReadonlyMap<string, AssetView>): string[] {
  const named = causes.flatMap(({ kind, subject }) => (kind === 'check_failed' && subject ? [subject] : []))
  if (status === 'failed' && nodeKinds[node.kind].judges) named.push(node.name)
  if (status === 'failed' && failure?.check !== undefined)
    named.push(failure.check.name, ...failedChecksOf(node, views))
  // A check with partitions is mended at one place, whichever of its partitions fails.
  return named.map((name) => assetOf(name as Unit)).filter((name) => isSettled(views.get(name), views))
}

/** A failure names the first of them. */
function failedChecksOf({ name }: Node, views: ReadonlyMap<string, AssetView>): string[] {
  return [...views.values()].flatMap(({ node, status }) =>
    nodeKinds[node.kind].judges && status === 'failed' && node.upstream.includes(name) ? [node.name] : [],
  )
}

/**
 * Whether a run comes to the same verdict: no table of the check is to be made again, but for one that it holds back.
 */
function isSettled(check: AssetView | undefined, views: ReadonlyMap<string, AssetView>): boolean {
  return (check?.node.upstream ?? []).every((name) => {
    const table = views.get(name)
    return table === undefined || isFine(table) || table.status === 'blocked' || table.failure?.check !== undefined
  })
}
