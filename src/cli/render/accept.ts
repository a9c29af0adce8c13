import type { AcceptReport } from '../../app/accept/accept.ts'
import { count } from '../text/count.ts'
import type { Style } from '../text/style.ts'
import { padEnd, width } from '../text/width.ts'
import { whyOf } from './why.ts'

export interface AcceptView extends AcceptReport {
  readonly by: string
  readonly because: string
}

export function renderAccept({ assets, by, because }: AcceptView, { paint, symbols }: Style): string {
  const nameWidth = Math.max(0, ...assets.map(({ asset }) => width(asset)))
  const lines = assets.map(({ asset, outcome, reason, causes }) => {
    const mark = outcome === 'accepted' ? paint.good(symbols.good) : paint.faint(symbols.dot)
    return `${mark} ${padEnd(asset, nameWidth)}  ${outcome}  ${reason ?? whyOf(causes)}`
  })
  const amount = assets.filter(({ outcome }) => outcome === 'accepted').length
  const last = amount === 0 ? 'nothing to accept' : `${count(amount, 'asset')} accepted by ${by}: ${because}`
  return [...lines, last].join('\n')
}

export function acceptDocument({ run, assets, by, because }: AcceptView): object {
  return {
    run,
    by,
    because,
    assets: assets.map(({ asset, outcome, reason, causes, record }) => ({
      asset,
      outcome,
      ...(reason === undefined ? {} : { reason }),
      causes,
      ...(record === undefined ? {} : { key: record.key, version: record.version, rows: record.rows }),
    })),
  }
}
