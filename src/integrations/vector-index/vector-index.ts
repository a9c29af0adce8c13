import { indexPlace } from './index-place.ts'
import type { LanceOptions } from './lance/lance-target.ts'
import { lazyTarget } from './lazy-target.ts'
import { type OptionNames, refuseUnknown } from './options.ts'
import { checkHnsw } from './postgres/hnsw.ts'
import type { PostgresOptions } from './postgres/postgres-target.ts'
import { invalid, type ShapeOptions, shapeOf } from './shape.ts'
import type { VectorTarget } from './target.ts'

export type { Condition, Filter } from './filter.ts'
export type { IndexRow } from './index-row.ts'
export { type Fused, reciprocalRankFusion } from './reciprocal-rank-fusion.ts'
export type { RemovalLimit } from './removal-limit.ts'
export { type SearchHit, type SearchQuery, search } from './search.ts'
export type { ColumnType, Metric, Scalar, ShapeOptions, Stemming } from './shape.ts'
export { type Synced, type SyncOptions, syncIndex } from './sync.ts'
export type { Receipt, VectorTarget } from './target.ts'
export { type IndexReceipt, type VectorIndexOptions, vectorIndex } from './vector-index-effect.ts'
export { type Verified, verifyIndex } from './verify.ts'
export type { LanceOptions, PostgresOptions }

const shapeNames: OptionNames<ShapeOptions> = { dimensions: true, metric: true, metadata: true, stemming: true }
const sqliteNames: OptionNames<SqliteOptions & ShapeOptions> = { file: true, ...shapeNames }
const postgresNames: OptionNames<PostgresOptions & ShapeOptions> = {
  ...{ connection: true, table: true, hnsw: true },
  ...shapeNames,
}
const lanceNames: OptionNames<LanceOptions & ShapeOptions> = { uri: true, table: true, ...shapeNames }

export interface SqliteOptions {
  /**
   * The file of this index alone, relative to `index` in the store's folder. The first write makes it and its folder.
   */
  readonly file: string
}

/**
 * An index in one file of SQLite: sqlite-vec for vectors, searched through exactly, and FTS5 for words. The rows and
 * the receipt are one transaction, and who reads meanwhile reads the last state without waiting. Needs the package
 * `sqlite-vec`.
 *
 * @throws AssetError `PROJECT_INVALID` where an option is wrong.
 */
export function sqliteIndex(options: SqliteOptions & ShapeOptions): VectorTarget {
  refuseUnknown(options, sqliteNames)
  const { file } = options
  const shape = shapeOf(options)
  if (typeof file !== 'string' || file === '')
    throw invalid('has no `file`', "give the path of a file: file: 'speeches.sqlite'")
  const place = indexPlace(file)
  return lazyTarget({
    label: `SQLite (${file})`,
    place: () => `sqlite ${place()}`,
    file: place,
    shape,
    open: async () => (await import('./sqlite/sqlite-target.ts')).sqliteTarget(place(), shape),
  })
}

/**
 * An index in tables of PostgreSQL with pgvector, and its own search for words. The rows and the receipt are one
 * transaction. Needs the package `pg`.
 *
 * @throws AssetError `PROJECT_INVALID` where an option is wrong.
 */
export function postgresIndex(options: PostgresOptions & ShapeOptions): VectorTarget {
  refuseUnknown(options, postgresNames)
  const { connection, table, hnsw } = options
  const shape = shapeOf(options)
  checkName(table)
  checkHnsw(hnsw)
  if (connection === undefined || connection === '') {
    throw invalid(
      'has no `connection`',
      "give a connection string, the name of a variable such as 'DATABASE_URL', or a pool of pg",
    )
  }
  return lazyTarget({
    label: `PostgreSQL (${table})`,
    place: () => (typeof connection === 'string' ? `postgres ${connection} ${table}` : undefined),
    shape,
    open: async () => {
      const { postgresTarget } = await import('./postgres/postgres-target.ts')
      return postgresTarget({ connection, table, ...(hnsw === undefined ? {} : { hnsw }) }, shape)
    },
  })
}

/**
 * An index in tables of LanceDB, in a folder or an object store. LanceDB has no transactions over several writes: a
 * reader may see new rows beside old ones, and a writer that is ended is put right by the next. Needs the packages
 * `@lancedb/lancedb` and `apache-arrow`.
 *
 * @throws AssetError `PROJECT_INVALID` where an option is wrong.
 */
export function lanceIndex(options: LanceOptions & ShapeOptions): VectorTarget {
  refuseUnknown(options, lanceNames)
  const { uri, table } = options
  const shape = shapeOf(options)
  checkName(table)
  if (typeof uri !== 'string' || uri === '')
    throw invalid('has no `uri`', "give a folder, or such as 's3://bucket/path'")
  const place = /^[a-z][a-z0-9+.-]+:/i.test(uri) ? () => uri : indexPlace(uri)
  return lazyTarget({
    label: `LanceDB (${uri} ${table})`,
    place: () => `lance ${place()} ${table}`,
    file: place,
    shape,
    open: async () => (await import('./lance/lance-target.ts')).lanceTarget({ uri: place(), table }, shape),
  })
}

function checkName(table: unknown): void {
  if (typeof table === 'string' && /^[a-z][a-z0-9_]{0,39}$/.test(table)) return
  throw invalid('has a wrong `table`', 'name it with small letters, digits and _, a letter first, at most 40 of them')
}
