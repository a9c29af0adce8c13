import { type Selectable, sql } from 'kysely'
import type { DefinitionKind } from '../../../define/definition.ts'
import { nodeKinds } from '../../../define/node-kinds.ts'
import type { HistoryEntry, HistoryQuery } from '../../interface.ts'
import { expectEntry, expectEntryParts, jsonOf } from '../sound.ts'
import { attemptOf, noLater, reportOf } from './attempts.ts'
import { build, type Tables } from './tables.ts'
import { all, type Work } from './work.ts'

/** The columns that both sides select. An attempt may have no record, and a record has no error. */
type Entry = Pick<
  Selectable<Tables['attempts']>,
  'change' | 'run' | 'asset' | 'partition' | 'key' | 'started_at' | 'duration_ms' | 'outcome' | 'causes' | 'error'
> & {
  accepted: string | null
  metadata: string | null
  work: string | null
  kind: string | null
  version: string | null
  rows: number | null
  size_bytes: number | null
}

/**
 * Records and attempts in one list, newest first. An attempt without a record that did not fail shows the newest record
 * with the same key before it, so that a reuse shows what was reused. A failure shows the record that the same run made
 * before it failed, such as a version that a check holds back, since no other entry shows that.
 */
export function* history({ assets, run, limit }: HistoryQuery, environment: string): Work<readonly HistoryEntry[]> {
  const filter = { assets, run, environment }
  const merged = ofRecords(filter).unionAll(ofAttempts(filter)).orderBy('change', 'desc').limit(limit)
  return (yield* all(merged)).map(sound).map((row) => ({
    ...attemptOf(row),
    version: row.version,
    ...sizeOf(row),
    outcome: row.outcome as HistoryEntry['outcome'],
    ...reportOf(row, `the entry ${row.change}`),
    ...partsOf(row),
  }))
}

/** Checks a whole entry, since all of it is shown. */
function sound(row: Entry): Entry {
  expectEntry(row, `the entry ${row.change}`)
  return row
}

/** The verdict of a check has no rows, and a 0 would be read as the size of a table. */
function sizeOf({ kind, rows, size_bytes: sizeBytes }: Entry): Pick<HistoryEntry, 'rows' | 'sizeBytes'> {
  const isVerdict = kind !== null && nodeKinds[kind as DefinitionKind].judges
  return isVerdict ? { rows: null, sizeBytes: null } : { rows, sizeBytes }
}

function partsOf(row: Entry): Pick<HistoryEntry, 'accepted' | 'metadata' | 'work'> {
  const what = `the entry ${row.change}`
  const parts = Object.fromEntries(
    (['accepted', 'metadata', 'work'] as const).flatMap((name) => {
      const text = row[name]
      return text === null ? [] : [[name, jsonOf(text, `the ${name} of ${what}`)]]
    }),
  )
  expectEntryParts(parts, what)
  return parts
}

interface HistoryScope {
  readonly assets: HistoryQuery['assets']
  readonly run: string | undefined
  readonly environment: string
}

function ofRecords({ assets, run, environment }: HistoryScope) {
  return build
    .selectFrom('records')
    .select(['change', 'run', 'asset', 'partition', 'version', 'key', 'kind', 'rows', 'size_bytes'])
    .select([
      'started_at',
      'duration_ms',
      'outcome',
      'causes',
      sql<string | null>`NULL`.as('error'),
      'accepted',
      'metadata',
      'work',
    ])
    .where('made_in', '=', environment)
    .where(noLater('attempts', 'records', sql`later.outcome = 'failed' AND later.run = records.run`))
    .$if(assets !== undefined, (query) => query.where('asset', 'in', assets!))
    .$if(run !== undefined, (query) => query.where('run', '=', run!))
    .$castTo<Entry>()
}

function ofAttempts({ assets, run, environment }: HistoryScope) {
  return (
    build
      .selectFrom('attempts as tried')
      .leftJoin('records as meant', (join) =>
        join.on('meant.id', '=', ({ selectFrom }) =>
          selectFrom('records as same')
            .select(({ fn }) => fn.max('same.id').as('id'))
            .whereRef('same.key', '=', 'tried.key')
            .whereRef('same.change', '<', 'tried.change')
            .where('tried.outcome', 'not in', ['failed', 'blocked', 'cancelled']),
        ),
      )
      .leftJoin('records as refused', (join) =>
        join.on('refused.id', '=', ({ selectFrom }) =>
          selectFrom('records as own')
            .select(({ fn }) => fn.max('own.id').as('id'))
            .whereRef('own.asset', '=', 'tried.asset')
            .whereRef('own.partition', '=', 'tried.partition')
            .whereRef('own.run', '=', 'tried.run')
            .whereRef('own.change', '<', 'tried.change')
            .where('tried.outcome', '=', 'failed'),
        ),
      )
      .where('tried.environment', '=', environment)
      // In the order of the other side, since a union matches columns by position.
      .select(['tried.change', 'tried.run', 'tried.asset', 'tried.partition'])
      .select(({ fn }) => fn.coalesce('meant.version', 'refused.version').as('version'))
      .select('tried.key')
      .select(({ fn }) => fn.coalesce('meant.kind', 'refused.kind').as('kind'))
      .select(({ fn }) => fn.coalesce('meant.rows', 'refused.rows').as('rows'))
      .select(({ fn }) => fn.coalesce('meant.size_bytes', 'refused.size_bytes').as('size_bytes'))
      .select(['tried.started_at', 'tried.duration_ms', 'tried.outcome'])
      .select([
        'tried.causes',
        'tried.error',
        sql<string | null>`NULL`.as('accepted'),
        sql<string | null>`NULL`.as('metadata'),
        sql<string | null>`NULL`.as('work'),
      ])
      .$if(assets !== undefined, (query) => query.where('tried.asset', 'in', assets!))
      .$if(run !== undefined, (query) => query.where('tried.run', '=', run!))
      .$castTo<Entry>()
  )
}
