import { type Connection, duck } from '../../engine/bindings.ts'
import type { Engine } from '../../engine/open.ts'
import { type Field, quoteId } from '../types/data-type.ts'
import type { ColumnBuffer } from './column-buffer.ts'
import {
  chunkTypes,
  definitionOf,
  fillChunk,
  type Segment,
  segmentOf,
  segmentOfFields,
  selectSegment,
  storageType,
  withAdded,
} from './segments.ts'

/**
 * Rows on their way to a file, in DuckDB tables, which spill when memory is short: for rows that are joined with other
 * rows. A new column is added to the table; a new segment goes to a new table.
 */
export interface Staging {
  /** Adds the batch. `grown` tells whether it has a type that earlier batches had not. */
  append(root: ColumnBuffer, grown: boolean): Promise<void>
  /** One SELECT over all rows, in order, as columns of these types. */
  select(fields: readonly Field[]): string
  flush(): void
  drop(): Promise<void>
}

interface Staged {
  readonly table: string
  readonly segment: Segment
}

/** More tables than this are merged into one: a query over thousands of them would take longer to plan than to run. */
const mostTables = 32

export function openStaging(engine: Engine, connection: Connection): Staging {
  const prefix = engine.uniqueName('rows')
  let tables: Staged[] = []
  let writer: ReturnType<typeof openWriter> | undefined
  let count = 0

  const close = () => {
    writer?.close()
    writer = undefined
  }
  const select = (fields: readonly Field[]) =>
    tables.map(({ table, segment }) => selectSegment(table, segment, fields)).join('\nUNION ALL ')

  const start = async (root: ColumnBuffer) => {
    close()
    const latest = tables.at(-1)
    const segment = latest && withAdded(latest.segment, root)
    if (latest !== undefined && segment !== undefined) {
      for (const [name, { id, type }] of segment) {
        if (latest.segment.has(name)) continue
        await duck.query(connection, `ALTER TABLE ${latest.table} ADD COLUMN ${id} ${storageType(type)}`)
      }
      const widened = { table: latest.table, segment }
      tables[tables.length - 1] = widened
      return openWriter(connection, widened)
    }
    const staged = { table: `${prefix}_${++count}`, segment: segmentOf(root) }
    if (tables.length >= mostTables) await merge(staged.segment)
    await duck.query(connection, `CREATE TEMP TABLE ${staged.table} (${definitionOf(staged.segment)})`)
    tables.push(staged)
    return openWriter(connection, staged)
  }
  const merge = async (latest: Segment) => {
    const fields = [...latest].map(([name, { type }]) => ({ name, type }))
    const merged = { table: `${prefix}_${++count}`, segment: segmentOfFields(fields) }
    const columns = fields.map((field, index) => `${quoteId(field.name)} AS c${index}`)
    const rows = `SELECT ${columns.join(', ')} FROM (${select(fields)})`
    await duck.query(connection, `CREATE TEMP TABLE ${merged.table} AS ${rows}`)
    await dropAll()
    tables = [merged]
  }
  const dropAll = async () => {
    for (const { table } of tables) await duck.query(connection, `DROP TABLE IF EXISTS ${table}`)
  }
  return {
    async append(root, grown) {
      if (grown || writer === undefined) writer = await start(root)
      writer.append(root)
    },
    select,
    flush: close,
    async drop() {
      close()
      await dropAll()
      tables = []
    },
  }
}

function openWriter(connection: Connection, { table, segment }: Staged) {
  const appender = duck.appender_create(connection, null, table)
  const chunk = duck.create_data_chunk(chunkTypes(segment))
  return {
    append(root: ColumnBuffer) {
      duck.data_chunk_reset(chunk)
      duck.data_chunk_set_size(chunk, root.count)
      fillChunk(chunk, segment, root)
      duck.append_data_chunk(appender, chunk)
    },
    close() {
      duck.appender_close_sync(appender)
      // Freed by hand: the garbage collector does not know the size of what the appender and the chunk hold.
      duck.data_chunk_reset(chunk)
    },
  }
}
