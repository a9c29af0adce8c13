import { isFine } from '../../../app/open/fine.ts'
import type { AssetView } from '../../../app/open/view.ts'
import { fixOf } from '../../../app/words/cure.ts'
import { onceEach, whyNot } from '../../../app/words/why.ts'
import { count, thousands } from '../../../util/text/count.ts'
import { markStatus, type Style } from '../../text/style.ts'
import { padEnd, width } from '../../text/width.ts'
import { rootLines } from './roots.ts'

export interface CheckView {
  readonly assets: readonly AssetView[]
  /** The assets of the whole project. */
  readonly all: readonly AssetView[]
  /** Lines about the sources that only a run asks. */
  readonly unasked?: readonly string[]
  /** Default: `development`. */
  readonly environment?: string | undefined
}

/** More lines than a person reads at a failed build; `status` tells the rest. */
const mostLines = 40

export function renderCheck({ assets, all, unasked = [], environment }: CheckView, style: Style): string {
  const bad = assets.filter((one) => !isFine(one))
  const { paint, symbols } = style
  const pinned = pinnedLines(assets, style)
  if (bad.length === 0)
    return [`${paint.good(symbols.good)} ${upToDateText(assets.length)}`, ...pinned, ...unasked].join('\n')
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
  return [
    head,
    ...lines.slice(0, mostLines),
    ...more,
    ...roots,
    ...pinned,
    ...unasked,
    `fix: ${fixOf(assets, all, environment)}`,
  ].join('\n')
}

/** What is pinned is fine, and may be older than what a run would make. */
function pinnedLines(assets: readonly AssetView[], style: Style): string[] {
  const pinned = assets.filter((one) => one.status === 'pinned')
  const shown = pinned
    .slice(0, mostLines)
    .map((one) => `  ${markStatus('pinned', style)} ${one.node.name}  ${whyNot(one, onceEach()) || 'pinned'}`)
  const more = pinned.length - shown.length
  return more > 0 ? [...shown, `  ${style.symbols.ellipsis} and ${more} more: assets status`] : shown
}

export function upToDateText(amount: number): string {
  if (amount === 0) return 'no asset has changed'
  return amount === 1 ? '1 asset is up to date' : `all ${thousands(amount)} assets are up to date`
}
