import { partsOf, type Unit } from '../../unit.ts'
import type { Stored } from '../interface.ts'
import { type Connection, prepared } from './connection.ts'
import { fromRow, type RecordRow } from './record-row.ts'

/**
 * The current record of one unit. Plain SQL: a command that explains an asset or follows an edit needs no more, and
 * does not load the query builder. Call it inside a transaction.
 */
export function currentOf(connection: Connection, unit: Unit): Stored | undefined {
  const { asset, partition } = partsOf(unit)
  const row = prepared(
    connection,
    // An asset that took over the record of another name gets it under its own name.
    `SELECT records.*, pointers.asset, pointers.partition FROM pointers JOIN records ON records.id = pointers.record
      WHERE pointers.environment = ? AND pointers.asset = ? AND pointers.partition = ?`,
  ).get(connection.environment, asset, partition) as RecordRow | undefined
  return row === undefined ? undefined : fromRow(row)
}
