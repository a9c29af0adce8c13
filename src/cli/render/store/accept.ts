import type { AcceptView } from '../../../app/documents/accept.ts'
import { whyOf } from '../../../app/words/why.ts'
import { unitOf } from '../../../unit.ts'
import { count } from '../../../util/text/count.ts'
import type { Style } from '../../text/style.ts'
import { padEnd, width } from '../../text/width.ts'

export function renderAccept({ assets, by, because }: AcceptView, { paint, symbols }: Style): string {
  const nameWidth = Math.max(0, ...assets.map(({ asset, partition }) => width(unitOf(asset, partition))))
  const lines = assets.map(({ asset, partition, outcome, reason, causes }) => {
    const mark = outcome === 'accepted' ? paint.good(symbols.good) : paint.faint(symbols.dot)
    return `${mark} ${padEnd(unitOf(asset, partition), nameWidth)}  ${outcome}  ${reason ?? whyOf(causes)}`
  })
  const amount = assets.filter(({ outcome }) => outcome === 'accepted').length
  const what = assets.every(({ partition }) => partition !== undefined) ? 'partition' : 'asset'
  const last = amount === 0 ? 'nothing to accept' : `${count(amount, what)} accepted by ${by}: ${because}`
  return [...lines, last].join('\n')
}
