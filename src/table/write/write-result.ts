import type { StandardSchema } from '../../define/validation/row-schema.ts'
import { columnsOfSchema } from '../codec/types/schema-columns.ts'
import { withDiskErrors } from '../engine/disk-error.ts'
import { type Engine, withConnection } from '../engine/open.ts'
import { withViews } from '../engine/views.ts'
import { resultKind, type Tables } from './result-kind.ts'
import { writeQuery, writeQueryOn } from './write-query.ts'
import { writeRows } from './write-rows.ts'
import type { WriteOptions, Written } from './written.ts'

export interface WriteResultOptions extends WriteOptions {
  /** The awaited result of the asset's function. */
  readonly result: unknown
  /** The asset's parameters, by the names of the assets. */
  readonly tables?: Tables | undefined
  readonly schema?: StandardSchema | undefined
}

/**
 * Writes any result of an asset: a query runs in DuckDB and none of its rows passes through JavaScript; rows stream.
 *
 * @throws AssetError `ASSET_RESULT` for any other result, `STORE_DISK_FULL`, and errors of `writeRows` and
 * `writeQuery`.
 */
export function writeResult(engine: Engine, options: WriteResultOptions): Promise<Written> {
  return withDiskErrors(options.file, () => writeFound(engine, options))
}

async function writeFound(engine: Engine, options: WriteResultOptions): Promise<Written> {
  const { result, tables, schema, ...shared } = options
  const kindOfResult = resultKind(result, { asset: shared.asset, tables })
  if (kindOfResult.kind === 'rows') {
    return writeRows(engine, {
      ...shared,
      rows: kindOfResult.rows,
      schemaHint: schema === undefined ? undefined : columnsOfSchema(schema),
    })
  }
  const { statement, standIns, fields, files, same = shared.same, untyped } = kindOfResult
  const query = { ...shared, statement, standIns, fields, same, untyped }
  if (files === undefined) return writeQuery(engine, query)
  return withConnection(engine, (connection) =>
    withViews(engine, { connection, files }, () => writeQueryOn(engine, connection, query)),
  )
}
