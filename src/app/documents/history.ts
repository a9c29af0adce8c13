import type { HistoryEntry } from '../../store/interface.ts'
import type { Acceptance } from '../../store/record.ts'
import { unitFields } from './unit.ts'

export type HistoryDocument = ReturnType<typeof historyDocument>

/** The document of `history`. */
export function historyDocument(records: readonly HistoryEntry[]) {
  return {
    records: records.map(({ startedAt, ...entry }) => ({
      run: entry.run,
      ...unitFields(entry.unit),
      version: entry.version,
      key: entry.key,
      rows: entry.rows,
      sizeBytes: entry.sizeBytes,
      startedAt: new Date(startedAt).toISOString(),
      durationMs: entry.durationMs,
      outcome: entry.outcome,
      causes: entry.causes,
      ...(entry.accepted === undefined ? {} : { accepted: acceptedDocument(entry.accepted) }),
      ...(entry.metadata === undefined ? {} : { metadata: entry.metadata }),
      ...(entry.work === undefined ? {} : { work: entry.work }),
      ...(entry.error === undefined ? {} : { error: entry.error }),
    })),
  }
}

export function acceptedDocument({ at, ...accepted }: Acceptance) {
  return { ...accepted, at: new Date(at).toISOString() }
}
