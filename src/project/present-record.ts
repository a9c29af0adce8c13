import { keyScheme } from '../discover/facts.ts'
import { keyOf } from '../plan/key.ts'
import type { BlobState } from '../plan/world.ts'
import type { Catalog, Stored } from '../store/interface.ts'
import { type AssetRecord, hasTable, type InputVersion } from '../store/record.ts'
import { rowsScheme, rowsScheme1 } from '../store/row-schemes.ts'
import { columnsThatCount } from './rejected-version.ts'
import type { ComputeVersion, TableVersions } from './table-versions.ts'

export interface PresenterOptions {
  readonly catalog: Catalog | undefined
  readonly blob: (stored: Stored) => Promise<BlobState>
  readonly versions: TableVersions
  readonly computeVersion: ComputeVersion
}

export interface Presenter {
  /**
   * A record of 0.1.0 in the form in which this release would have written it: its file is hashed again, and so are the
   * versions of its inputs, from the inputs' own files. Nothing is made again. Where a file is gone, the version stays
   * as it is, and equals no other.
   */
  present(stored: Stored): Promise<Stored>
  /** The reverse: a table's versions as 0.1.0 would have written them, for lines of a lock that 0.1.0 wrote. */
  past(stored: Stored): Promise<Stored>
}

/** Whether its rows were hashed by the scheme of 0.1.0. */
export const isOlder = ({ record }: Pick<Stored, 'record'>): boolean => record.schemes.rows === rowsScheme1

export function presenter(options: PresenterOptions): Presenter {
  const { catalog, blob, versions } = options
  const tables = new Map<number, Promise<Stored>>()
  const records = new Map<string, Promise<readonly Stored[]>>()
  const tableOf = (stored: Stored): Promise<Stored> =>
    memo(tables, stored.id, async () => ({ ...stored, record: await underScheme(stored, rowsScheme, options) }))
  const recordsOf = (asset: string) => memo(records, asset, async () => (await catalog?.versionsOf(asset)) ?? [])

  const inputOf = async <Input extends Omit<InputVersion, 'asset'>>(id: number, asset: string, input: Input) => {
    for (const upstream of await recordsOf(asset)) {
      if (upstream.id >= id || (await blob(upstream)) !== 'ok') continue
      if ((await versionIn(versions, upstream, input.columns)) !== input.version) continue
      const present = isOlder(upstream) ? await tableOf(upstream) : upstream
      return { ...input, version: await versionIn(versions, present, input.columns) }
    }
    return input
  }
  const present = async (stored: Stored): Promise<Stored> => {
    if ((await blob(stored)) !== 'ok') return stored
    const { record } = await tableOf(stored)
    const inputs: InputVersion[] = []
    for (const input of record.ingredients.inputs) inputs.push(await inputOf(stored.id, input.asset, input))
    const ingredients = { ...record.ingredients, inputs }
    const key = record.schemes.key === keyScheme ? keyOf({ ...record, ingredients }) : record.key
    const { rowMap } = record
    if (rowMap === undefined) return { ...stored, record: { ...record, key, ingredients } }
    const beside: (typeof rowMap.beside)[number][] = []
    for (const [ordinal, input] of rowMap.beside.entries())
      beside.push(input && (await inputOf(stored.id, inputs[ordinal]?.asset ?? '', input)))
    return { ...stored, record: { ...record, key, ingredients, rowMap: { ...rowMap, beside } } }
  }
  return {
    present,
    past: async (stored) => ({ ...stored, record: await underScheme(stored, rowsScheme1, options) }),
  }
}

function versionIn(
  versions: TableVersions,
  stored: Stored,
  columns: readonly string[] | null,
): Promise<string> | string {
  return columns === null ? stored.record.version : versions.now(stored, columns)
}

/** A record with the versions of its rows and of its refused rows by another scheme. */
async function underScheme(
  { record }: Stored,
  scheme: string,
  { versions, computeVersion }: PresenterOptions,
): Promise<AssetRecord> {
  const other = { ...record, schemes: { ...record.schemes, rows: scheme } }
  if (!hasTable(record)) return other
  const version = await versions.ofWhole({ id: 0, record: other })
  if (record.rejected === undefined) return { ...other, version }
  const { schema } = record.rejected
  const columns = scheme === rowsScheme1 ? columnsThatCounted : columnsThatCount
  const rejected = await computeVersion({
    asset: record.asset,
    partition: record.partition,
    parts: [record.rejected],
    schema,
    columns,
    ordered: false,
    scheme,
  })
  return { ...other, version, rejected: { ...record.rejected, version: rejected } }
}

/** The columns of rejected rows that counted in 0.1.0. */
const columnsThatCounted = ['record', 'errors']

function memo<Key, Value>(cache: Map<Key, Promise<Value>>, key: Key, make: () => Promise<Value>): Promise<Value> {
  const existing = cache.get(key)
  if (existing !== undefined) return existing
  const value = make()
  cache.set(key, value)
  return value
}
