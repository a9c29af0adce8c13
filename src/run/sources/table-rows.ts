import { join } from 'node:path'
import type { SourceDefinition } from '../../define/definition.ts'
import { sql } from '../../define/sql.ts'
import type { StandardSchema } from '../../define/validation/row-schema.ts'
import type { ReadableFiles } from '../../discover/origins/table-files.ts'
import { AssetError } from '../../errors.ts'
import type { UnitFacts } from '../../plan/units.ts'
import { type Engine, isOfDeadEngine, openEngine } from '../../table/engine/open.ts'
import type { ParquetCodec } from '../../table/engine/parquet.ts'
import { isUneven, withEvenLines } from '../../table/files/csv/even-lines.ts'
import type { DataFiles, UnreadRow } from '../../table/files/data-files.ts'
import { stageJson } from '../../table/files/json/read-json.ts'
import { openFiles } from '../../table/files/open-files.ts'
import { fieldsOfSchema, type SchemaField } from '../../table/files/schema-fields.ts'
import { recordForSchema, rowForSchema } from '../../table/files/schema-rows.ts'
import { misfitMark } from '../../table/files/text-types.ts'
import { rowsOfResult } from '../../table/write/rows-of-result.ts'
import { lineOf } from '../call/line.ts'
import type { CallContext } from '../run-context.ts'
import { tableMistake } from './table-mistake.ts'

export interface TableSource {
  readonly facts: UnitFacts
  readonly definition: SourceDefinition
  readonly readable: ReadableFiles
  readonly signal: AbortSignal
}
export interface TableRows {
  /** The engine that reads the files and writes their rows. */
  readonly engine: Engine
  /** A value that an asset's function could have returned. */
  readonly result: unknown
  readonly unread: readonly UnreadRow[]
  /** A Parquet file with exactly these rows. */
  readonly same?: string | undefined
  readonly codec?: ParquetCodec | undefined
}

/**
 * Reads data files and has their rows written. Types are first inferred from the first rows. If a later row does not
 * fit, they are inferred from all rows, and the files are read once more.
 */
export async function writeTable<Output>(
  context: CallContext,
  source: TableSource,
  write: (rows: TableRows) => Promise<Output>,
): Promise<Output> {
  const { facts, definition, readable } = source
  const { root } = context.workspace.project
  const { schema } = definition.options
  const fields = schema === undefined ? new Map<string, SchemaField>() : fieldsOfSchema(schema as StandardSchema)
  const warned = new Set<string>()
  const files: DataFiles = {
    ...readable,
    placeOf: (path) => `${root}/${path}`,
    exact: schema !== undefined,
    texts: new Set([...fields].filter(([, { takes }]) => takes !== 'other').map(([name]) => name)),
    before: new Map(context.world.current.get(facts.unit)?.record.schema.map(({ name, type }) => [name, type])),
    signal: source.signal,
    // Each warning is given once, however often the files are opened.
    warn: (message) => {
      if (!warned.has(message)) lineOf(context, facts.unit)('warn', message)
      warned.add(message)
    },
  }
  const attempt = (engine: Engine): Promise<Output> =>
    tried(files, (these) => writeOnce(source, { engine, files: these, fields, write }))
  const shared = await context.workspace.filesEngine()
  try {
    return await attempt(shared)
  } catch (error) {
    if (!isOfDeadEngine(error)) throw await mistakeOf(shared, files, error)
  }
  // A corrupt file of another source may have ended the shared instance while both were reading; nobody shares this
  // one.
  using own = await openBeside(shared)
  try {
    return await attempt(own)
  } catch (error) {
    throw await mistakeOf(own, files, error)
  }
}

/** Looks for the mistake in an instance of its own, which no file of another source can end meanwhile. */
async function mistakeOf(engine: Engine, files: DataFiles, error: unknown): Promise<unknown> {
  using own = await openBeside(engine)
  return await tableMistake(own, files, error)
}

const openBeside = ({ tempFolder, uniqueName }: Engine): Promise<Engine> =>
  openEngine({ tempFolder: join(tempFolder, uniqueName('own')) })

/** Reads once more where the user made no mistake: a late value of another type, lines of two kinds. */
async function tried<Output>(
  files: DataFiles,
  attempt: (files: DataFiles) => Promise<Output>,
  isEven = false,
): Promise<Output> {
  try {
    return await attempt(files)
  } catch (error) {
    const detail = AssetError.is(error)
      ? String(error.facts?.detail ?? '')
      : error instanceof Error
        ? error.message
        : ''
    if (detail.includes(misfitMark) && !files.exact && files.read.sampleSize === undefined)
      return tried({ ...files, exact: true }, attempt, isEven)
    if (!isUneven(detail) || files.format !== 'csv' || isEven) throw error
    await using even = await withEvenLines(files)
    return await tried(even.files, attempt, true)
  }
}

interface WriteOnce<Output> {
  readonly engine: Engine
  readonly files: DataFiles
  readonly fields: ReadonlyMap<string, SchemaField>
  readonly write: (rows: TableRows) => Promise<Output>
}

async function writeOnce<Output>(
  { facts, definition }: TableSource,
  { engine, files, fields, write }: WriteOnce<Output>,
): Promise<Output> {
  const asset = facts.node.name
  const isTyped = definition.options.schema !== undefined
  if (isTyped && (files.format === 'json' || files.format === 'ndjson')) {
    const { table, close } = await stageJson(engine, files)
    try {
      return await write({ engine, result: recordsOf(engine, { asset, table, fields }), unread: [] })
    } finally {
      await close()
    }
  }
  const { select, same, unread, close } = await openFiles(engine, files)
  try {
    const result = select === undefined ? [] : sql`${sql.raw(select)}`
    return await write({
      ...{ engine, unread },
      // The files have the same rows, but another program packed them; the store writes its own, which are faster to
      // read.
      ...(isTyped ? { result: rowsFor(engine, { asset, result, fields }) } : { result, same, codec: 'lz4' }),
    })
  } finally {
    await close()
  }
}

interface Reading {
  readonly asset: string
  readonly fields: ReadonlyMap<string, SchemaField>
}

async function* rowsFor(engine: Engine, { asset, result, fields }: Reading & { readonly result: unknown }) {
  for await (const row of rowsOfResult(engine, { result, asset }))
    yield rowForSchema(row as Record<string, unknown>, fields)
}

async function* recordsOf(engine: Engine, { asset, table, fields }: Reading & { readonly table: string }) {
  const result = sql`${sql.raw(`SELECT json::VARCHAR AS json FROM ${table}`)}`
  for await (const row of rowsOfResult(engine, { result, asset }))
    yield recordForSchema((row as { readonly json: string }).json, fields)
}
