import type { DefinitionKind } from '../../define/definition.ts'
import { nodeKinds } from '../../define/node-kinds.ts'
import { AssetError } from '../../errors.ts'
import { setOf } from '../../project/table-versions.ts'
import type { Workspace } from '../../project/workspace.ts'
import type { Stored } from '../../store/interface.ts'
import { type AssetRecord, bytesOf, hasTable, type InputVersion, type RowMap } from '../../store/record.ts'
import type { Store } from '../../store/store.ts'
import { type FoundRow, originOf, rowAt, rowsWith } from '../../table/rows/find-row.ts'
import { type Unit, unitAt } from '../../unit.ts'
import { partitionWords } from '../../util/text/partition-words.ts'
import { type UnitFields, unitFields } from '../documents/unit.ts'

/** One row on the way back. */
export interface RowHop extends UnitFields {
  readonly kind: DefinitionKind
  readonly version: string
  /** Whether this version is the asset's current one. */
  readonly current: boolean
  /** Where it stands in the table, counted from 0. */
  readonly place: number
  readonly row: Readonly<Record<string, unknown>>
}
export interface RowChain {
  /** From the row that was asked for to the first row that it came from. */
  readonly hops: readonly RowHop[]
  readonly end: { readonly asset: string; readonly reason: string }
}
export interface RowLineage {
  /** The table that was searched: the asset, or what an effect reads first. */
  readonly asset: string
  /** The partition, where the asset has some. */
  readonly partition?: string
  readonly column: string
  readonly value: string
  /** How many rows have the value; the first of them are followed. */
  readonly matches: number
  readonly chains: readonly RowChain[]
}

const mostChains = 5

/** What reads rows that are stored, and the maps beside them. */
export type RowReading = Pick<Workspace, 'engine' | 'verifiedFile' | 'store'>

/**
 * Follows the rows of a table back through the maps of what was computed row by row.
 *
 * @param wanted a value of the key column, or `column=value`.
 * @throws AssetError `CLI_USAGE` where there is no column to find it by, `SELECTION_EMPTY` where no row is found,
 * `STORE_BLOB_MISSING`, `STORE_BLOB_CORRUPT`.
 */
export async function rowLineage(
  workspace: RowReading,
  { stored, wanted, current }: { stored: Stored; wanted: string; current: ReadonlyMap<Unit, Stored> },
): Promise<RowLineage> {
  const { asset, partition, schema } = stored.record
  const engine = await workspace.engine()
  const file = await workspace.verifiedFile(stored)
  const questions = questionsOf(stored, wanted, current)
  for (const { column, value } of questions) {
    const { rows, count } = await rowsWith(engine, { file, schema }, { column, value, limit: mostChains })
    if (count === 0) continue
    const chains: RowChain[] = []
    for (const row of rows) chains.push(await chainOf(workspace, { stored, row, current }))
    return { ...unitFields(unitAt(stored.record)), column, value, matches: count, chains }
  }
  const { column, value } = questions[0] as Question
  throw new AssetError({
    code: 'SELECTION_EMPTY',
    message: `no row of ${unitAt(stored.record)} has ${column} ${JSON.stringify(value)}`,
    fix: `see the rows: assets show ${asset}${partitionWords(partition)}`,
  })
}

interface Question {
  readonly column: string
  readonly value: string
}

/**
 * What is computed of the table row by row knows its rows by a key; the key that it was computed by may name several.
 */
function questionsOf({ record }: Stored, wanted: string, current: ReadonlyMap<Unit, Stored>): Question[] {
  const { asset, schema, rowMap } = record
  const has = (column: string) => schema.some(({ name }) => name === column)
  const at = wanted.indexOf('=')
  if (at > 0 && has(wanted.slice(0, at))) return [{ column: wanted.slice(0, at), value: wanted.slice(at + 1) }]
  const readers = [...current.values()].flatMap(({ record: { rowMap, ingredients } }) =>
    rowMap !== undefined && ingredients.inputs[rowMap.input]?.asset === asset ? [rowMap.key] : [],
  )
  const keys = new Set([...readers, rowMap?.key ?? null].filter((key) => key !== null && has(key)) as string[])
  if (keys.size > 0) return [...keys].map((column) => ({ column, value: wanted }))
  const names = schema.map(({ name }) => name).join(', ')
  throw new AssetError({
    code: 'CLI_USAGE',
    message: `the rows of ${asset} have no key to be found by`,
    facts: { asset, row: wanted },
    fix: `name a column and its value: --row <column>=<value>; its columns are ${names}`,
  })
}

interface Start {
  readonly stored: Stored
  readonly row: FoundRow
  readonly current: ReadonlyMap<Unit, Stored>
}

async function chainOf(workspace: RowReading, start: Start): Promise<RowChain> {
  const hops: RowHop[] = []
  let { stored, row } = start
  for (;;) {
    const { record } = stored
    const { asset, kind, version, rowMap } = record
    const now = start.current.get(unitAt(record))?.record
    const isCurrent = now !== undefined && bytesOf(now) === bytesOf(record)
    hops.push({ ...unitFields(unitAt(record)), kind, version, current: isCurrent, place: row.place, row: row.row })
    if (rowMap === undefined) return { hops, end: { asset, reason: unmapped(record) } }
    const before = await rowBefore(workspace, { record: { ...record, rowMap }, row })
    if (before === undefined) {
      const above = record.ingredients.inputs[rowMap.input]?.asset ?? ''
      const reason = `the ${above} that this row was computed from is no longer in the store`
      return { hops, end: { asset: above, reason } }
    }
    stored = before.stored
    row = before.row
  }
}

function unmapped({ asset, kind }: AssetRecord): string {
  return nodeKinds[kind].readsOutside
    ? `${asset} is ${nodeKinds[kind].title}: its rows come from outside`
    : `${asset} is not computed row by row: its rows cannot be told apart from here`
}

export type MappedRecord = AssetRecord & { readonly rowMap: RowMap }

async function rowBefore(workspace: RowReading, { record, row }: { record: MappedRecord; row: FoundRow }) {
  const engine = await workspace.engine()
  const { columns, scheme } = record.rowMap
  const mark = await originOf(engine, await verifiedMap(workspace, record), row.place)
  if (mark === undefined) return undefined
  for (const stored of await inputsOf(workspace, record)) {
    const table = { file: await workspace.verifiedFile(stored), schema: stored.record.schema }
    const match = await rowAt(engine, table, { mark: { ...mark, scheme }, columns })
    if (match !== undefined) return { stored, row: match }
  }
  return undefined
}

/** The tables that may be the one that was mapped, the likeliest first; the content of a row tells whether it is. */
export async function inputsOf({ store }: Pick<Workspace, 'store'>, record: MappedRecord): Promise<readonly Stored[]> {
  const input = record.ingredients.inputs[record.rowMap.input]
  if (input === undefined) return []
  const { asset, columns } = input
  const versionRead = partitionsRead(input, record.partition)
  const versions = (await store.catalog.versionsOf(asset)).filter(
    (one) => hasTable(one.record) && versionRead(one.record.partition) !== undefined,
  )
  const columnVersions = await store.catalog.columnVersions(versions.map((one) => setOf(one, columns ?? [])))
  const likely = versions.filter((one, at) =>
    (columns === null ? one.record.version : columnVersions[at])?.startsWith(
      versionRead(one.record.partition) as string,
    ),
  )
  const others = versions.filter(
    (one, at) => columns !== null && columnVersions[at] === undefined && !likely.includes(one),
  )
  const blobs = new Set<string | undefined>()
  const there: Stored[] = []
  // Where many partitions were read as one table, each of them may have the row.
  for (const one of [...likely, ...others.slice(0, mostOthers)]) {
    const bytes = bytesOf(one.record)
    if (blobs.has(bytes) || !(await isWhole(store, one.record))) continue
    blobs.add(bytes)
    there.push(one)
  }
  return there
}

const mostOthers = 20

/** What is known of the version of a partition that was read; `undefined` for one that was not read. */
function partitionsRead(input: InputVersion, own: string): (partition: string) => string | undefined {
  const { partitions, version } = input
  if (partitions === undefined) return (partition) => (partition === own || partition === '' ? version : undefined)
  const versions = new Map(partitions)
  return (partition) => versions.get(partition)
}

async function isWhole({ objects }: Store, { parts }: AssetRecord): Promise<boolean> {
  for (const { blob } of parts) if ((await objects.localFile(blob)).state !== 'ok') return false
  return true
}

async function verifiedMap(
  { store }: Pick<Workspace, 'store'>,
  { asset, partition, rowMap }: MappedRecord,
): Promise<string> {
  const { state, path } = await store.objects.localFile(rowMap.blob)
  if (state === 'ok') return path
  throw new AssetError({
    code: state === 'missing' ? 'STORE_BLOB_MISSING' : 'STORE_BLOB_CORRUPT',
    message: `which row of ${asset} came of which ${state === 'missing' ? 'is gone from the store' : 'is damaged in the store'}`,
    facts: { asset, file: path },
    fix: `assets materialize ${asset}${partitionWords(partition)} --force computes all of its rows again`,
  })
}
