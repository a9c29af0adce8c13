import type { Status } from '../../causes.ts'
import { count, thousands } from '../text/count.ts'
import { markStatus, type Style } from '../text/style.ts'
import { padEnd, width } from '../text/width.ts'
import type { AssetView } from '../view.ts'
import { rootLines } from './roots.ts'
import { onceEach, whyNot } from './why.ts'

const fine: ReadonlySet<Status> = new Set(['fresh', 'pinned', 'unknown'])

/** Whether `check` is content with it. A source nobody asked and a volatile asset are no reason to fail a build. */
export function isFine({ status }: AssetView): boolean {
  return fine.has(status)
}

/** More lines than a person reads at a failed build; `status` tells the rest. */
const mostLines = 40

export function renderCheck(assets: readonly AssetView[], style: Style): string {
  const bad = assets.filter((one) => !isFine(one))
  const { paint, symbols } = style
  if (bad.length === 0) return `${paint.good(symbols.good)} ${upToDateText(assets.length)}`
  const verb = bad.length === 1 ? 'is' : 'are'
  const head = `${paint.bad(symbols.bad)} ${thousands(bad.length)} of ${count(assets.length, 'asset')} ${verb} not up to date`
  const nameWidth = Math.max(...bad.map(({ node }) => width(node.name)))
  const statusWidth = Math.max(6, ...bad.map(({ status }) => status.length))
  const tell = onceEach()
  const lines = bad.map((one) => {
    const { name } = one.node
    const cells = [padEnd(name, nameWidth), padEnd(one.status, statusWidth), whyNot(one, tell)]
    return `  ${markStatus(one.status, style)} ${cells.join('  ')}`.trimEnd()
  })
  const more =
    lines.length > mostLines ? [`  ${symbols.ellipsis} and ${lines.length - mostLines} more: assets status`] : []
  const roots = rootLines(
    bad.map(({ node, causes }) => ({ name: node.name, causes })),
    style,
  )
  return [head, ...lines.slice(0, mostLines), ...more, ...roots, `fix: ${fixOf(assets)}`].join('\n')
}

export function upToDateText(amount: number): string {
  if (amount === 0) return 'no asset has changed'
  return amount === 1 ? '1 asset is up to date' : `all ${thousands(amount)} assets are up to date`
}

/**
 * The shortest command that mends it: what nothing else that is bad reads brings the rest along. Where a check has said its word, no command
 * makes it say another.
 */
export function fixOf(assets: readonly AssetView[]): string {
  const views = assets.filter((one) => !isFine(one))
  const failed = views.filter(({ node, status }) => node.kind === 'check' && status === 'failed')
  const held = ({ status, failure }: AssetView) => status === 'blocked' || failure?.code === 'CHECK_FAILED'
  if (failed.length > 0 && views.every((one) => held(one) || failed.includes(one))) {
    const [{ node }] = failed as [AssetView]
    const which =
      failed.length === 1 ? `the check ${node.name} (${node.at})` : `the ${failed.length} checks that failed`
    return `mend ${which} or the data, then: assets materialize`
  }
  const bad = views.map(({ node }) => node)
  const read = new Set(bad.flatMap(({ upstream }) => upstream))
  const last = bad.filter(({ name }) => !read.has(name)).map(({ name }) => name)
  return last.length > 3 ? 'assets materialize' : `assets materialize ${last.join(' ')}`
}
