import { whyOf } from '../../../app/words/why.ts'
import type { HistoryEntry } from '../../../store/interface.ts'
import type { Acceptance } from '../../../store/record.ts'
import { thousands } from '../../../util/text/count.ts'
import { ago, duration } from '../../../util/text/duration.ts'
import { size } from '../../../util/text/size.ts'
import { markOutcome, type Style } from '../../text/style.ts'
import { table } from '../../text/table.ts'

export interface HistoryView {
  readonly records: readonly HistoryEntry[]
  readonly now: number
}

export function renderHistory({ records, now }: HistoryView, style: Style): string {
  if (records.length === 0) return 'nothing has been made yet'
  const rows = records.map((entry) => [
    markOutcome(entry.outcome, style),
    ago(acceptanceOf(entry)?.at ?? entry.startedAt, now),
    entry.unit,
    entry.outcome,
    entry.rows === null ? '' : thousands(entry.rows),
    entry.sizeBytes === null ? '' : size(entry.sizeBytes),
    duration(entry.durationMs),
    entry.run,
    whyEntry(entry),
  ])
  const columns = [
    {},
    { head: 'WHEN' },
    { head: 'ASSET' },
    { head: 'OUTCOME' },
    { head: 'ROWS', align: 'right' as const },
    { head: 'SIZE', align: 'right' as const },
    { head: 'TOOK' },
    { head: 'RUN' },
    { head: 'WHY', shrink: true },
  ]
  const { paint, symbols } = style
  return table(columns, rows, { columns: style.columns, paintHead: paint.faint, ellipsis: symbols.ellipsis }).join('\n')
}

/**
 * The acceptance, for the entry that records it. A record that is taken over under another name or scheme carries it
 * too.
 */
function acceptanceOf({ outcome, accepted }: HistoryEntry): Acceptance | undefined {
  return outcome === 'accepted' ? accepted : undefined
}

/** The person and the reason of an acceptance say more than what had changed. */
function whyEntry(entry: HistoryEntry): string {
  const { error, causes, work } = entry
  const accepted = acceptanceOf(entry)
  if (accepted !== undefined) return `accepted by ${accepted.by}: ${accepted.because}`
  if (error !== undefined) return error.message.split('\n')[0] ?? ''
  const computed = work === undefined ? [] : [`computed ${thousands(work.computed)}, reused ${thousands(work.reused)}`]
  return [...computed, whyOf(causes)].filter((part) => part !== '').join('; ')
}
