import type { HistoryEntry } from '../../store/interface.ts'
import { thousands } from '../text/count.ts'
import { ago, duration } from '../text/duration.ts'
import { size } from '../text/size.ts'
import { markOutcome, type Style } from '../text/style.ts'
import { table } from '../text/table.ts'
import { whyOf } from './why.ts'

export interface HistoryView {
  readonly records: readonly HistoryEntry[]
  readonly now: number
}

export function renderHistory({ records, now }: HistoryView, style: Style): string {
  if (records.length === 0) return 'nothing has been made yet'
  const rows = records.map((entry) => [
    markOutcome(entry.outcome, style),
    ago(entry.startedAt, now),
    entry.asset,
    entry.outcome,
    entry.rows === null ? '' : thousands(entry.rows),
    entry.sizeBytes === null ? '' : size(entry.sizeBytes),
    duration(entry.durationMs),
    entry.run,
    entry.error?.message.split('\n')[0] ?? whyOf(entry.causes),
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

export function historyDocument(records: readonly HistoryEntry[]): object {
  return {
    records: records.map(({ partition, startedAt, ...entry }) => ({
      run: entry.run,
      asset: entry.asset,
      ...(partition === '' ? {} : { partition }),
      version: entry.version,
      key: entry.key,
      rows: entry.rows,
      sizeBytes: entry.sizeBytes,
      startedAt: new Date(startedAt).toISOString(),
      durationMs: entry.durationMs,
      outcome: entry.outcome,
      causes: entry.causes,
      ...(entry.error === undefined ? {} : { error: entry.error }),
    })),
  }
}
