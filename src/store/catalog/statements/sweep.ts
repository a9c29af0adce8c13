import { sql } from 'kysely'
import { assetOf, partsOf } from '../../../unit.ts'
import type { StoredObject } from '../../objects/interface.ts'
import { bytesOf } from '../../record.ts'
import type { SweepRules, Swept, SweptAsset } from '../../removal.ts'
import { nextChange } from './counter.ts'
import { heldBlobs } from './holds.ts'
import { leases } from './leases.ts'
import { liveRuns } from './runs.ts'
import { build, raw } from './tables.ts'
import { all, changes, first, type Work } from './work.ts'

/**
 * A run reads records that were current when it began, and it reads the pointers a little before its start is recorded.
 * So records that were current up to an hour before the start are kept while it lives.
 */
const beforeRunMs = 3600_000

/**
 * Records that were current this recently are kept, since a short command, which records no start, may be about to open
 * their files.
 */
const readingMs = 60_000

interface Row {
  readonly id: number
  readonly asset: string
  readonly run: string
  readonly blob: string | null
  readonly rejected: string | null
  readonly row_map: string | null
  readonly parts: string | null
  readonly view: string | null
  readonly file: string | null
  readonly doomed: 0 | 1
}

/**
 * Removes the records that nothing keeps, with everything in the catalog that only they need; with `dry` it only lists
 * them. It is one transaction. If the process is killed after it, files remain that no record names, and the next
 * collection removes them.
 */
export function* sweep(rules: SweepRules, environment: string): Work<Swept> {
  const live = yield* liveRuns()
  const before = Math.min(rules.before, rules.now - readingMs, ...live.map((run) => run.startedAt - beforeRunMs))
  const rows = yield* recordsJudged(rules, before, yield* droppedPairs(rules, environment))
  const doomed = rows.filter((row) => row.doomed === 1)
  const named = blobsOf(rows.filter((row) => row.doomed === 0))
  const over = yield* attemptsOver(rules, before)
  if (!rules.dry) yield* leaveDropped(rules, { environment, before })
  if (!rules.dry) yield* remove(rules, { doomed, over, named, before, isQuiet: live.length === 0 })
  const { change } = (yield* first(build.selectFrom('meta').select('change')))!
  return {
    change,
    before,
    assets: byAsset(rows),
    named,
    files: { kept: filesIn(rows, 0), freed: filesIn(rows, 1) },
    held: yield* heldBlobs(),
    runs: yield* keptRuns({ doomed, over, before, live: live.map(({ id }) => id) }),
  }
}

/** The partitions that are gone for good, as JSON, without those that another environment has. */
function* droppedPairs({ dropped = [] }: SweepRules, environment: string): Work<string> {
  const pairs = JSON.stringify(dropped.map(partsOf))
  const { left } = (yield* first(
    raw(sql<{ left: string }>`
      SELECT json_group_array(json(value)) AS left FROM json_each(${pairs}) WHERE NOT EXISTS (
        SELECT 1 FROM pointers WHERE environment <> ${environment}
          AND asset = value ->> 'asset' AND partition = value ->> 'partition')`),
  ))!
  return left
}

/** Removes the pointers of partitions that are gone for good, so that this or the next collection frees them. */
function* leaveDropped(
  { assets, dropped = [] }: SweepRules,
  { environment, before }: { readonly environment: string; readonly before: number },
): Work<void> {
  const pairs = JSON.stringify(dropped.map(partsOf))
  const left = yield* changes(
    raw(sql`
      DELETE FROM pointers WHERE environment = ${environment} AND ${isWanted(assets)}
        AND (asset, partition) IN (SELECT value ->> 'asset', value ->> 'partition' FROM json_each(${pairs}))
        AND record IN (SELECT id FROM records WHERE max(change / 1000.0, coalesce(left_at, 0)) < ${before})
        AND record NOT IN (SELECT record FROM pins)
        AND asset NOT IN (SELECT value FROM json_each(${yield* busyAssets()}))`),
  )
  if (left > 0) yield* nextChange()
}

function* busyAssets(): Work<string> {
  return JSON.stringify((yield* leases()).map(({ unit }) => assetOf(unit)))
}

function* recordsJudged({ assets, keep }: SweepRules, before: number, dropped: string): Work<readonly Row[]> {
  const isDropped = sql`(asset, partition) IN (
    SELECT value ->> 'asset', value ->> 'partition' FROM json_each(${dropped}))`
  const busy = yield* busyAssets()
  return yield* all(
    raw(sql<Row>`
      SELECT id, asset, run, blob, rejected, row_map, parts, view, file,
        (nth > ${keep} OR ${isDropped}) AND max(change / 1000.0, left_at) < ${before} AND ${isWanted(assets)}
          AND id NOT IN (SELECT record FROM pointers WHERE NOT ${isDropped} UNION SELECT record FROM pins)
          AND asset NOT IN (SELECT value FROM json_each(${busy})) AS doomed
      FROM (
        SELECT id, asset, partition, run, blob, rejected, row_map, parts, view, file, change, coalesce(left_at, 0) AS left_at,
          row_number() OVER (PARTITION BY asset, partition ORDER BY id DESC) AS nth
        FROM records
      )
      ORDER BY asset, id`),
  )
}

const filesIn = (rows: readonly Row[], doomed: Row['doomed']): ReadonlySet<string> =>
  new Set(rows.flatMap((row) => (row.doomed === doomed && row.file !== null ? row.file : [])))

function blobsOf(rows: readonly Row[]): ReadonlyMap<string, string> {
  const blobs = new Map<string, string>()
  for (const row of rows) for (const blob of blobsIn(row)) if (!blobs.has(blob)) blobs.set(blob, row.asset)
  return blobs
}

type Naming = Pick<Row, 'blob' | 'rejected' | 'row_map' | 'parts'>

function blobsIn({ blob, rejected, row_map: rowMap, parts }: Naming): string[] {
  const inside = [rejected, rowMap].flatMap((text) => (text === null ? [] : [JSON.parse(text) as StoredObject]))
  return [...(blob === null ? [] : [blob]), ...[...partsIn(parts), ...inside].map((object) => object.blob)]
}

const partsIn = (parts: string | null): readonly StoredObject[] => (parts === null ? [] : JSON.parse(parts))

/** The key under which versions of a table of several files, or of a view, are cached, besides the files. */
const bytesIn = ({ parts, view }: Row): string =>
  bytesOf({ parts: partsIn(parts), ...(view === null ? {} : { view: JSON.parse(view) }) }) ?? ''

function byAsset(rows: readonly Row[]): readonly SweptAsset[] {
  return [...Map.groupBy(rows, ({ asset }) => asset)].map(([asset, own]) => {
    const freed = own.filter(({ doomed }) => doomed === 1)
    return { asset, kept: own.length - freed.length, freed: freed.length, blobs: [...blobsOf(freed).keys()] }
  })
}

interface Removal {
  readonly doomed: readonly Row[]
  /** Attempts, by their number. */
  readonly over: readonly number[]
  readonly named: ReadonlyMap<string, string>
  readonly before: number
  /** Whether no living run may be about to name a text that it found here. */
  readonly isQuiet: boolean
}

function* remove(rules: SweepRules, { doomed, over, named, before, isQuiet }: Removal): Work<void> {
  const ids = JSON.stringify(doomed.map(({ id }) => id))
  const unnamed = [...blobsOf(doomed).keys()].filter((blob) => !named.has(blob))
  const gone = JSON.stringify([...unnamed, ...doomed.map(bytesIn)])
  yield* changes(raw(sql`DELETE FROM attempts WHERE change IN (SELECT value FROM json_each(${JSON.stringify(over)}))`))
  yield* changes(raw(sql`DELETE FROM records WHERE id IN (SELECT value FROM json_each(${ids}))`))
  yield* changes(raw(sql`DELETE FROM column_versions WHERE blob IN (SELECT value FROM json_each(${gone}))`))
  if (doomed.length > 0 && isQuiet) yield* changes(raw(unusedSources))
  if (rules.assets === undefined) yield* changes(raw(sql`DELETE FROM runs WHERE ${isOver(before)}`))
  if (doomed.length + over.length > 0) yield* nextChange()
}

/**
 * Attempts before that time, except failures that nothing has followed: `status` shows these however old they are. A
 * failure is never younger than the success that settles it, so no settled failure can return.
 */
function* attemptsOver({ assets }: SweepRules, before: number): Work<readonly number[]> {
  const isLater = sql`later.asset = attempts.asset AND later.partition = attempts.partition
    AND later.change > attempts.change`
  const rows = yield* all(
    raw(sql<{ change: number }>`
      SELECT change FROM attempts WHERE change / 1000.0 < ${before} AND ${isWanted(assets)} AND (
        outcome <> 'failed'
        OR EXISTS (SELECT 1 FROM records AS later WHERE ${isLater} AND later.made_in = attempts.environment)
        OR EXISTS (SELECT 1 FROM attempts AS later WHERE ${isLater} AND later.environment = attempts.environment
          AND later.outcome NOT IN ('blocked', 'cancelled')))`),
  )
  return rows.map(({ change }) => change)
}

const isWanted = (assets: SweepRules['assets']) =>
  assets === undefined ? sql`true` : sql`asset IN (SELECT value FROM json_each(${JSON.stringify(assets)}))`

/** Texts of declarations that no record has any more. */
const unusedSources = sql`
  DELETE FROM sources WHERE NOT EXISTS (
    SELECT 1 FROM (
      SELECT DISTINCT part.key AS label, part.value AS hash FROM records, json_each(records.ingredients, '$.code') AS part
    ) AS used WHERE used.label = sources.label AND used.hash = sources.hash)`

/** A run that nothing refers to any more. A killed run never recorded its end. */
const isOver = (before: number) => sql`
  started_at < ${before} AND NOT EXISTS (SELECT 1 FROM records WHERE records.run = runs.id)
    AND NOT EXISTS (SELECT 1 FROM attempts WHERE attempts.run = runs.id)`

interface Remaining extends Pick<Removal, 'doomed' | 'over' | 'before'> {
  readonly live: readonly string[]
}

function* keptRuns({ doomed, over, before, live }: Remaining): Work<Swept['runs']> {
  const young = yield* all(build.selectFrom('runs').select('id').where('started_at', '>=', before))
  const records = yield* all(build.selectFrom('records').select(['id', 'run', 'asset']))
  const tried = yield* all(build.selectFrom('attempts').select(['change', 'run', 'asset']))
  // With `dry`, all of it still exists.
  const gone = { records: new Set(doomed.map(({ id }) => id)), attempts: new Set(over) }
  return new Set([
    ...live,
    ...young.map(({ id }) => id),
    ...records.flatMap(({ id, run, asset }) => (gone.records.has(id) ? [] : [`${run} ${asset}`])),
    ...tried.flatMap(({ change, run, asset }) => (gone.attempts.has(change) ? [] : [`${run} ${asset}`])),
  ])
}

/**
 * Calls `remove` for those objects that no record and no living run names. Only records younger than `since` are looked
 * through, since the caller knows the others. A run that is about to name an object records that first, in a
 * transaction like this one.
 */
export function* removeUnnamed(
  { since, blobs }: { readonly since: number; readonly blobs: readonly string[] },
  remove: (blob: string) => void,
): Work<void> {
  const rows = yield* all(
    build.selectFrom('records').select(['blob', 'rejected', 'row_map', 'parts']).where('change', '>', since),
  )
  const references = new Set(rows.flatMap(blobsIn))
  const holds = yield* heldBlobs()
  for (const blob of blobs) if (!references.has(blob) && !holds.has(blob)) remove(blob)
}
