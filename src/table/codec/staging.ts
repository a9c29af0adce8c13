import { dateNames } from '../../util/date-origin.ts'
import { offerBatch } from '../engine/batch-function.ts'
import { type Connection, type DataChunk, duck, type LogicalType } from '../engine/bindings.ts'
import type { Engine } from '../engine/open.ts'
import { bufferType, type ColumnBuffer } from './column-buffer.ts'
import {
  type DataType,
  type Field,
  listOf,
  mapOf,
  quoteId,
  required,
  sameType,
  scalar,
  sqlType,
  structOf,
  toLogical,
} from './data-type.ts'
import { fillVector } from './fill-vector.ts'
import { widen } from './widen.ts'

/**
 * Rows on their way to a file, in tables of DuckDB's, which spill when memory is short. A new column is added to the
 * table; when a row teaches a new field of an old column, what follows goes to a new table of the wider type, so that
 * no row is rewritten.
 */
export interface Staging {
  /** Adds the batch. `grown` says that it has a type that the batches before had not. */
  append(root: ColumnBuffer, grown: boolean): Promise<void>
  /** Takes the last batch as it is: it must stay as it is until the rows were read. */
  appendLast(root: ColumnBuffer, grown: boolean): Promise<void>
  /** Where the rows are one batch: the engine that it is offered to, which is `single` of the one that was given. */
  offeredTo(): Engine | undefined
  /** One SELECT over all rows, in order, as columns of these types. */
  select(fields: readonly Field[]): string
  /** The statements that `drop` runs, for whoever saves a round trip by sending them with others; then `forget`. */
  dropText(): string
  forget(): void
  flush(): void
  drop(): Promise<void>
}

interface Segment {
  readonly table: string
  /** By the column's position; a column of no type yet is not stored. */
  readonly stored: ReadonlyMap<string, StoredColumn>
}
interface StoredColumn {
  readonly id: string
  readonly type: DataType
  readonly position: number
}

/** More tables than this are joined into one: a query over thousands of them would take longer to plan than to run. */
const mostSegments = 32

export function openStaging(engine: Engine, connection: Connection): Staging {
  const prefix = engine.uniqueName('rows')
  let withdraw = (): void => undefined
  let offeredTo: Engine | undefined
  let segments: Segment[] = []
  let writer: ReturnType<typeof openWriter> | undefined
  let made = 0

  const close = () => {
    writer?.close()
    writer = undefined
  }
  const selectFrom = (segment: Segment, fields: readonly Field[]) =>
    `SELECT ${fields.map((field) => `${storedValue(segment, field)} AS ${quoteId(field.name)}`).join(', ')} FROM ${segment.table}`
  const select = (fields: readonly Field[]) =>
    segments.map((segment) => selectFrom(segment, fields)).join('\nUNION ALL ')

  const start = async (root: ColumnBuffer) => {
    close()
    const latest = segments.at(-1)
    const stored = latest === undefined ? undefined : storedWithAdded(latest, root)
    if (latest !== undefined && stored !== undefined) {
      for (const [name, { id, type }] of stored) {
        if (latest.stored.has(name)) continue
        await duck.query(connection, `ALTER TABLE ${latest.table} ADD COLUMN ${id} ${storageType(type)}`)
      }
      const widened = { table: latest.table, stored }
      segments[segments.length - 1] = widened
      return openWriter(connection, widened)
    }
    const segment = segmentOf(`${prefix}_${++made}`, root)
    if (segments.length >= mostSegments) await merge(segment)
    await duck.query(connection, `CREATE TEMP TABLE ${segment.table} (${definitionOf(segment)})`)
    segments.push(segment)
    return openWriter(connection, segment)
  }
  const merge = async (latest: Segment) => {
    const fields = [...latest.stored].map(([name, { type }]) => ({ name, type }))
    const merged = { table: `${prefix}_${++made}`, stored: byName(fields) }
    const columns = fields.map((field, index) => `${quoteId(field.name)} AS c${index}`)
    const rows = `SELECT ${columns.join(', ')} FROM (${select(fields)})`
    await duck.query(connection, `CREATE TEMP TABLE ${merged.table} AS ${rows}`)
    await dropAll()
    segments = [merged]
  }
  // A batch that is read as it is has no table, but a call in its place.
  const tables = () => segments.map(({ table }) => table).filter((table) => !table.endsWith(')'))
  const dropAll = async () => {
    for (const table of tables()) await duck.query(connection, `DROP TABLE IF EXISTS ${table}`)
  }
  const append = async (root: ColumnBuffer, grown: boolean) => {
    if (grown || writer === undefined) writer = await start(root)
    writer.append(root)
  }
  return {
    append,
    async appendLast(root, grown) {
      if (segments.length > 0) return append(root, grown)
      const segment = segmentOf('', root)
      offeredTo = await engine.single()
      const offer = offerBatch(offeredTo, {
        types: chunkTypes(segment),
        count: root.count,
        fill: filler(segment, root),
      })
      withdraw = offer.withdraw
      segments.push({ ...segment, table: offer.table })
    },
    offeredTo: () => offeredTo,
    select,
    dropText: () =>
      tables()
        .map((table) => `DROP TABLE ${table}; `)
        .join(''),
    forget() {
      withdraw()
      segments = []
    },
    flush: close,
    async drop() {
      close()
      withdraw()
      await dropAll()
      segments = []
    },
  }
}

function storedValue(segment: Segment, field: Field): string {
  const stored = segment.stored.get(field.name)
  return stored === undefined ? `NULL::${sqlType(field.type)}` : widen(stored.id, stored.type, field.type)
}

function segmentOf(table: string, root: ColumnBuffer): Segment {
  return {
    table,
    stored: byName(
      root.children.map((child, index) => ({ name: root.names[index]!, type: heldType(bufferType(child)) })),
    ),
  }
}

/**
 * The columns of the segment, which may have learnt that rows lack a field, and those that the batch has more;
 * `undefined` where a column of the segment is held in another form by now.
 */
function storedWithAdded(segment: Segment, root: ColumnBuffer): ReadonlyMap<string, StoredColumn> | undefined {
  if (segment.stored.size === 0) return undefined
  // In the order of the table: what is new stands behind what it has, wherever it stands in the rows.
  const columns = new Map(segment.stored)
  for (const [position, child] of root.children.entries()) {
    const name = root.names[position]!
    const type = heldType(bufferType(child))
    const stored = segment.stored.get(name)
    if (stored !== undefined && !sameType(required(stored.type), required(type))) return undefined
    if (stored === undefined && type.kind === 'unknown') continue
    columns.set(name, { id: stored?.id ?? `c${columns.size}`, type, position })
  }
  return columns
}

/** How a buffer holds its values: whatever a Date was read of, it is microseconds until the rows are read. */
function heldType(type: DataType): DataType {
  switch (type.kind) {
    case 'scalar':
      return dateNames.has(type.name) ? scalar('TIMESTAMP') : type
    case 'list':
      return listOf(heldType(type.of))
    case 'map':
      return mapOf(heldType(type.of))
    case 'struct':
      return structOf(type.fields.map((field) => ({ ...field, type: heldType(field.type) })))
    default:
      return type
  }
}

function byName(fields: readonly Field[]): ReadonlyMap<string, StoredColumn> {
  const stored = new Map<string, StoredColumn>()
  fields.forEach(({ name, type }, position) => {
    if (type.kind !== 'unknown') stored.set(name, { id: `c${stored.size}`, type, position })
  })
  return stored
}

// A placeholder column keeps the rows of a segment in which no column has a type yet: they still count.
const definitionOf = (segment: Segment): string =>
  segment.stored.size === 0
    ? 'rows BOOLEAN'
    : [...segment.stored.values()].map(({ id, type }) => `${id} ${storageType(type)}`).join(', ')

// A struct whose fields are not known yet stands as TRUE; DuckDB has no struct without fields.
function storageType(type: DataType): string {
  if (type.kind === 'struct') {
    if (type.fields.length === 0) return 'BOOLEAN'
    return `STRUCT(${type.fields.map((field) => `${quoteId(field.name)} ${storageType(field.type)}`).join(', ')})`
  }
  if (type.kind === 'map') return `MAP(VARCHAR, ${storageType(type.of)})`
  return type.kind === 'list' ? `${storageType(type.of)}[]` : sqlType(type)
}

function chunkTypes({ stored }: Segment): LogicalType[] {
  if (stored.size === 0) return [duck.create_logical_type(duck.Type.BOOLEAN)]
  return [...stored.values()].map(({ type }) => toLogical(type))
}

function filler({ stored }: Segment, root: ColumnBuffer) {
  return (chunk: DataChunk): void => {
    let index = 0
    for (const column of stored.values()) {
      fillVector(duck.data_chunk_get_vector(chunk, index++), root.children[column.position]!)
    }
  }
}

function openWriter(connection: Connection, segment: Segment) {
  const appender = duck.appender_create(connection, null, segment.table)
  const chunk = duck.create_data_chunk(chunkTypes(segment))
  return {
    append(root: ColumnBuffer) {
      duck.data_chunk_reset(chunk)
      duck.data_chunk_set_size(chunk, root.count)
      filler(segment, root)(chunk)
      duck.append_data_chunk(appender, chunk)
    },
    close() {
      duck.appender_close_sync(appender)
      // What the appender and the chunk hold is freed by the garbage collector, which does not see its size.
      duck.data_chunk_reset(chunk)
    },
  }
}
