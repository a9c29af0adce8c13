import type { Unasked } from '../../../app/check/unasked.ts'
import { environmentWords } from '../../../app/words/environment-words.ts'
import { ago } from '../../../util/text/duration.ts'
import { listed } from '../../../util/text/lines.ts'

/**
 * `sources that only a run asks: feed and rates (last asked 3 h ago); to ask now: assets materialize feed rates`, the
 * longest ago first.
 */
export function unaskedLines(unasked: readonly Unasked[], now: number, environment?: string): string[] {
  if (unasked.length === 0) return []
  const sorted = [...unasked].sort((a, b) => (a.at ?? 0) - (b.at ?? 0))
  const groups = Map.groupBy(sorted, ({ at }) => (at === undefined ? 'never asked here' : `last asked ${ago(at, now)}`))
  const groupTexts = [...groups].map(([when, some]) => `${listed(some.map(({ asset }) => asset))} (${when})`)
  const names = sorted.map(({ asset }) => asset)
  const verb = names.length > 3 ? 'assets materialize' : `assets materialize ${names.join(' ')}`
  const shown = groupTexts.length > 4 ? [...groupTexts.slice(0, 3), `${groupTexts.length - 3} more`] : groupTexts
  return [`sources that only a run asks: ${shown.join(', ')}; to ask now: ${verb}${environmentWords(environment)}`]
}
