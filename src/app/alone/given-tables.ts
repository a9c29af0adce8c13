import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { AssetOptions, Definition } from '../../define/definition.ts'
import { nodeKinds } from '../../define/node-kinds.ts'
import { isSql } from '../../define/sql.ts'
import type { Column } from '../../define/table.ts'
import { placeLabel } from '../../discover/user-place.ts'
import { AssetError } from '../../errors.ts'
import { emptyColumns } from '../../run/emptiness.ts'
import type { CallContext } from '../../run/run-context.ts'
import { validated } from '../../run/validation/validate.ts'
import type { Stored } from '../../store/interface.ts'
import type { StoredObject } from '../../store/objects/interface.ts'
import type { AssetRecord } from '../../store/record.ts'
import { convertsRows } from '../../table/codec/types/schema-columns.ts'
import { writeResult } from '../../table/write/write-result.ts'
import type { Written } from '../../table/write/written.ts'
import { type Unit, unitOf } from '../../unit.ts'
import { aloneFacts } from './alone-facts.ts'
import type { DeclaredAs } from './declared-as.ts'
import type { GivenByName } from './given-mistakes.ts'

export interface Giving {
  readonly declared: DeclaredAs
  readonly tables: GivenByName
  /** A file is written once. */
  readonly attempt: number
  /** The columns of a table without a row and without a schema: nothing else says which it has. */
  readonly supposed: readonly Column[]
}
export interface GivenTables {
  /** By the asset and partition that each stands for. */
  readonly stored: ReadonlyMap<Unit, Stored>
  /** Whether there is a table whose columns are supposed. */
  readonly areSupposed: boolean
}

/**
 * Writes the given tables as a run would have, by the same codec and the schema of the asset, so that they are read as
 * in a run.
 *
 * @throws AssetError `ASSET_SCHEMA` where a row is refused by that schema, `ASSET_VALUE`, `ASSET_RESULT`.
 */
export async function writeGiven(context: CallContext, giving: Giving): Promise<GivenTables> {
  mkdirSync(context.workspace.storeFolder, { recursive: true })
  let areSupposed = false
  const stored = new Map<Unit, Stored>()
  for (const { name, key, value } of tablesIn(giving)) {
    const file = `${name}.${giving.attempt}.${stored.size}.parquet`
    const table = { name, key, value, file, declared: giving.declared }
    const written = await writeOne(context, table).catch((error: unknown) => {
      if (!AssetError.is(error) || error.code !== 'ASSET_NO_ROWS') throw ofGiven(error, name)
      areSupposed = true
      return writeOne(context, { ...table, supposed: giving.supposed })
    })
    const record = recordOf(table, written)
    const sibling = giving.declared.siblings.get(name)
    const isVerdict = sibling !== undefined && nodeKinds[sibling.kind].judges
    stored.set(unitOf(name, key), { id: stored.size, record: isVerdict ? asVerdict(record) : record })
  }
  return { stored, areSupposed }
}

/** A Map gives the partitions of an asset by their keys. */
function* tablesIn({ tables }: Giving): Generator<Pick<GivenTable, 'name' | 'key' | 'value'>> {
  for (const [name, value] of tables)
    if (value instanceof Map) for (const [key, rows] of value) yield { name, key: String(key), value: rows }
    else yield { name, key: '', value }
}

interface GivenTable {
  readonly name: string
  /** The key of its partition; empty where it has no partitions. */
  readonly key: string
  readonly value: unknown
  /** In the folder of the run. */
  readonly file: string
  readonly declared: DeclaredAs
  readonly supposed?: readonly Column[]
}

async function writeOne(context: CallContext, { name, value, file, declared, supposed }: GivenTable): Promise<Written> {
  const engine = await context.workspace.engine()
  // A query may read the clock, which is the test's.
  if (isSql(value)) engine.clock = context.run.startedAt
  const definition = declared.siblings.get(name)
  const options = rowOptionsOf(definition)
  const at = definition === undefined ? '' : placeLabel(declared.root, definition.at)
  const tables = {}
  // The given rows are outputs of the schema, which may not accept its own outputs.
  const result = options.schema === undefined || convertsRows(options.schema) ? value : validatedRows()
  return writeResult(engine, {
    ...{ result, tables, asset: name, schema: options.schema, ordered: true },
    file: join(context.workspace.storeFolder, file),
    lastColumns: supposed ?? (definition && emptyColumns(definition, undefined)),
    signal: context.signal,
  })
  function validatedRows() {
    const node = { name, kind: 'asset' as const, at, upstream: [], resources: [], tags: [], owners: [] }
    const facts = aloneFacts({ ...node, partitioned: false, definition: definition as Definition })
    return validated(context, { facts, options, engine, tables, result: value, rejects: undefined })
  }
}

/** A test that gives a row which the schema refuses is wrong, even where the asset sets such rows aside. */
function rowOptionsOf(definition: Definition | undefined): AssetOptions {
  const { schema, strict } = (definition?.options ?? {}) as AssetOptions
  return { ...(schema === undefined ? {} : { schema }), ...(strict === undefined ? {} : { strict }) }
}

/** The record that a function and an effect's key see. It is not kept. */
function recordOf(
  { name: asset, key: partition, file: blob }: GivenTable,
  { version, columns, rows }: Written,
): AssetRecord {
  return {
    ...{ asset, version, rows, schema: columns },
    ...{ partition, kind: 'asset', key: '', definition: '', parts: [{ blob, sizeBytes: 0 }], sizeBytes: 0 },
    ingredients: { code: {}, config: {}, environment: {}, packages: {}, inputs: [] },
    schemes: { key: '', code: '', rows: '' },
    ...{ reusable: false, run: '', startedAt: 0, durationMs: 0, outcome: 'ran', causes: [], environment: {} },
  }
}

/** What is given of a check are its failing rows. */
function asVerdict({ parts: [file], ...record }: AssetRecord): AssetRecord {
  const { version, schema, rows } = record
  return { ...record, kind: 'check', parts: [], rejected: { version, schema, rows, ...(file as StoredObject) } }
}

/** The row is the test's, and so is the cure. */
function ofGiven(error: unknown, name: string): unknown {
  if (!AssetError.is(error)) return error
  const { code, message, at, facts } = error
  const fix =
    code === 'ASSET_SCHEMA'
      ? `mend the row that is given: as in a run, rows of ${name} are held to its schema`
      : error.fix.replace(/^return /, 'give ')
  return new AssetError({ code, message, at, facts, fix, cause: error })
}
