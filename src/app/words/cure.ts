import { nodeKinds } from '../../define/node-kinds.ts'
import { type Node, namesReadBy } from '../../graph/node.ts'
import { isUnkept } from '../../plan/refused-receipt.ts'
import { assetOf, type Unit } from '../../unit.ts'
import { isFine } from '../open/fine.ts'
import type { AssetView } from '../open/view.ts'
import { environmentWords } from './environment-words.ts'

/**
 * The shortest command that mends it: the assets that no other bad asset reads bring the rest along. A check that has
 * failed over the present tables is not mended by a command.
 *
 * @param all every asset: what holds one of a selection may stand outside of it.
 */
export function fixOf(assets: readonly AssetView[], all: readonly AssetView[], environment?: string): string {
  return `${cureOf(assets, all)}${environmentWords(environment)}`
}

/** It ends with a command. */
function cureOf(assets: readonly AssetView[], all: readonly AssetView[]): string {
  const bad = assets.filter((one) => !isFine(one))
  const views = new Map(all.map((view) => [view.node.name, view]))
  const checks = new Set(bad.flatMap((view) => holdersOf(view, views)))
  const effects = new Set(bad.flatMap((view) => refusedEffectsOf(view, views)))
  if (checks.size + effects.size > 0) return mend([...checks], [...effects], views)
  const namesRead = new Set(bad.flatMap(({ node }) => namesReadBy(node)))
  const last = bad.flatMap(({ node: { name } }) => (namesRead.has(name) ? [] : [name]))
  return last.length > 3 ? 'assets materialize' : `assets materialize ${last.join(' ')}`
}

function mend(checks: readonly string[], effects: readonly string[], views: ReadonlyMap<string, AssetView>): string {
  const placed = (name: string) => `${name} (${views.get(name)?.node.at})`
  const which = checks.length > 3 ? `the ${checks.length} checks that failed` : checkWords(checks.map(placed))
  const isUnkeptOf = (name: string) => isUnkept(views.get(name)?.failure ?? { code: '' })
  if (checks.length === 0 && effects.every(isUnkeptOf))
    return `see whether what ${effects.join(' and ')} ${effects.length === 1 ? 'does' : 'do'} is to be done again, then: assets materialize ${effects.join(' ')} --force`
  const parts = [
    ...(checks.length === 0 ? [] : [`${which} or the data`]),
    ...(effects.length === 0
      ? []
      : [`what ${effects.map(placed).join(' and ')} ${effects.length === 1 ? 'returns' : 'return'}`]),
  ]
  return `mend ${parts.join(', and ')}, then: assets materialize`
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

/** The effects that are done and whose receipts were refused, where no run does them again. */
function refusedEffectsOf(
  { node, status, causes, failure }: AssetView,
  views: ReadonlyMap<string, AssetView>,
): string[] {
  const named = causes.flatMap(({ kind, subject }) => (kind === 'receipt_refused' && subject ? [subject] : []))
  if (status === 'failed' && failure?.done) named.push(node.name)
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
