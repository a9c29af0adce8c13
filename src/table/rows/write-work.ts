import type { Column } from '../../define/table.ts'
import type { RowCounts } from '../../events.ts'
import { mapScheme } from '../../store/row-schemes.ts'
import type { Collected } from '../codec/encode/collect-rows.ts'
import { bufferType } from '../codec/encode/column-buffer.ts'
import { openStaging, type Staging } from '../codec/encode/staging.ts'
import { type DataType, type Field, structOf } from '../codec/types/data-type.ts'
import { parseColumns, toColumns } from '../codec/types/parse-type.ts'
import { uniteFields } from '../codec/types/widen.ts'
import { type Connection, duck } from '../engine/bindings.ts'
import { withDiskErrors } from '../engine/disk-error.ts'
import { type Engine, interruptible, withConnection } from '../engine/open.ts'
import { readParquet } from '../engine/parquet.ts'
import { withSqlErrors } from '../engine/sql-error.ts'
import { openNamedTables } from '../sql/named-tables.ts'
import { rowVersion, versionOfHashes } from '../version/row-version.ts'
import { placedStatement, type RowPlan, selectedFields } from '../work/row-plan.ts'
import type { WorkHooks } from '../work/work.ts'
import { throughSteps } from '../work/work-rows.ts'
import { finalFields } from '../write/write-rows.ts'
import type { WriteOptions, Written } from '../write/written.ts'
import { absentOrNull } from './absent-or-null.ts'
import { numbersOf } from './ask.ts'
import { collectTracked, writeTracked } from './collect-tracked.ts'
import { type InputRows, openInputRows } from './input-rows.ts'
import { isWholeOutput, keepRows } from './kept-rows.ts'
import { type Parts, type PreviousRows, tags } from './parts.ts'
import { copyTogether, keptOf, orderOf } from './put-together.ts'
import { rowsToCompute } from './rows-to-compute.ts'
import { writeMap } from './write-map.ts'

export interface WriteWorkOptions extends WriteOptions {
  readonly plan: RowPlan
  /** The path of the map, which does not exist yet; `undefined` where no later run may find the rows. */
  readonly mapFile: string | undefined
  readonly schemaHint?: readonly Column[] | undefined
  readonly hooks: WorkHooks
  /** Called when the input's columns are known. */
  readonly previous: (input: InputRows) => Promise<PreviousRows | undefined>
  /** Is called before the first row is computed. */
  readonly onStart: (counts: { readonly rows: number; readonly todo: number }) => void
  /** Is called with how many of the rows that had to be computed are done. */
  readonly onDone: (done: number) => void
}

export interface WorkWritten {
  /** False where the earlier output is the output, so that there is no new file. */
  readonly made: boolean
  readonly written: Written
  readonly input: InputRows
  /** `computed` includes recovered rows. */
  readonly counts: Pick<RowCounts, 'computed' | 'reused' | 'removed' | 'changed'>
}

/**
 * Writes the result of a query that calls a function row by row. Rows whose content was computed before are reused
 * inside DuckDB, each other content is computed once, and rows that left the input leave the output. Without `ordered`,
 * the new rows of a large table may come after the reused ones.
 *
 * @throws AssetError `ASSET_ROW_KEY`, `ASSET_VALUE`, `ASSET_SQL`, `STORE_DISK_FULL`; the function's error; the signal's
 * reason.
 */
export function writeWork(engine: Engine, options: WriteWorkOptions): Promise<WorkWritten> {
  const context = { code: 'ASSET_SQL', what: `the rows of ${options.asset}`, facts: { asset: options.asset } } as const
  return withDiskErrors(options.file, () =>
    withConnection(engine, async (connection) => {
      const tables: string[] = []
      const staging = openStaging(engine, connection)
      try {
        return await withSqlErrors(context, () => work({ engine, connection, staging, tables }, options))
      } finally {
        await staging.drop()
        const drops = tables.map((table) => `DROP TABLE IF EXISTS ${table}`)
        if (drops.length > 0) await duck.query(connection, drops.join('; '))
      }
    }),
  )
}

interface Place {
  readonly engine: Engine
  readonly connection: Connection
  readonly staging: Staging
  /** Dropped at the end. */
  readonly tables: string[]
}

async function work(place: Place, options: WriteWorkOptions): Promise<WorkWritten> {
  const { engine, connection, tables } = place
  const { plan, signal } = options
  const statement = placedStatement(plan)
  await openNamedTables(engine, statement.tables)
  const inputFields = selectedFields(plan)
  const first = plan.steps.find((step) => step.kind === 'work')
  const [input, previous, keptRows] = await interruptible(connection, signal, async () => {
    const reading = { statement, fields: inputFields, key: first?.work.key }
    const input = await openInputRows(engine, connection, reading)
    tables.push(input.table)
    const previous = await options.previous(input)
    if (previous === undefined) return [input, previous, undefined] as const
    const older = previous.mapScheme === mapScheme ? undefined : reading
    const keptRows = await keepRows(engine, connection, { input, map: previous.map, before: previous.before, older })
    tables.push(keptRows.table, keptRows.todo)
    return [input, previous, keptRows] as const
  })
  const todo = keptRows?.counts.todo ?? (await contentsOf(connection, input, first?.work.key))
  options.onStart({ rows: input.rows, todo })
  const some = keptRows?.todo ?? (todo < input.rows ? await firstRows(place, input) : undefined)
  const rows = rowsToCompute(engine, { statement, fields: inputFields, todo: some, count: todo, signal })
  const lost = new Set<number>()
  const { hooks, onDone } = options
  const computed = throughSteps(rows, plan.steps, { signal, hooks, distinct: true, lost, onDone })
  const { reused = 0, removed = 0, changed = 0 } = keptRows?.counts ?? {}
  const counts = { computed: todo, reused, removed, changed }
  const isOneToOne = keptRows === undefined && todo === input.rows
  if (isOneToOne && options.mapFile === undefined)
    return { made: true, written: await writeTracked(engine, computed, options), input, counts }
  const collected = await collectTracked(place.staging, computed, options)
  place.staging.flush()
  const done = { input, previous, keptRows, collected, lost, isOneToOne }
  return { ...(await interruptible(connection, signal, () => finish(place, done, options))), input, counts }
}

interface Done extends Omit<Parts, 'staged'> {
  readonly collected: Collected
  /** Whether each row of the input was computed, none of them together with an equal one. */
  readonly isOneToOne: boolean
}

async function finish(
  { engine, connection, staging }: Place,
  { collected, isOneToOne, ...done }: Done,
  options: WriteWorkOptions,
): Promise<Pick<WorkWritten, 'made' | 'written'>> {
  const { file, mapFile, asset, ordered = false, schemaHint, lastColumns } = options
  const fields = fieldsOf(bufferType(collected.root))
  const { rows, bytes } = collected
  const parts: Parts = {
    ...done,
    staged: rows === 0 ? undefined : { select: staging.select(fields), fields, rows, bytes },
  }
  const before = await wholeOutput(connection, parts, ordered)
  if (before !== undefined) {
    const fields = parseColumns(before.columns)
    const output = { fields, rehash: before.mapScheme === mapScheme ? undefined : before.file }
    if (mapFile !== undefined) await writeMap(engine, connection, { parts, order: 'as it was', file: mapFile, output })
    return { made: false, written: { columns: before.columns, rows: before.rows, version: before.version } }
  }
  const own = fields.filter(({ name }) => !tags.includes(name))
  const type = structOf(await fieldsOfAll(connection, { parts, own, asset }))
  const all = finalFields(type, { asset, schemaHint, lastColumns, rows: rows + (parts.keptRows?.outputs ?? 0) })
  const order = isOneToOne ? 'kept first' : await orderOf(connection, parts, ordered)
  await copyTogether(connection, { parts, fields: all, file, order })
  const output = { fields: all, rehash: haveOtherHashes(parts, all) ? file : undefined }
  if (mapFile !== undefined) await writeMap(engine, connection, { parts, order, file: mapFile, output })
  const version =
    ordered || mapFile === undefined
      ? await rowVersion(connection, { file, fields: all, ordered })
      : await versionOfHashes(connection, { hashes: hashesIn(mapFile), fields: all })
  return { made: true, written: { columns: toColumns(all), ...version } }
}

/** The hashes of the output's rows, from its map. */
const hashesIn = (map: string): string => `SELECT x AS a, y AS b FROM ${readParquet(map)} WHERE row IS NOT NULL`

/**
 * Whether reused rows have other hashes in the new output: its columns differ, or the map is of another scheme.
 */
function haveOtherHashes({ keptRows, previous }: Parts, fields: readonly Field[]): boolean {
  if (keptRows === undefined || previous === undefined || keptRows.outputs === 0) return false
  if (previous.mapScheme !== mapScheme) return true
  return JSON.stringify(toColumns(fields)) !== JSON.stringify(previous.columns)
}

/** The earlier output, if it already is the output. */
async function wholeOutput(
  connection: Connection,
  { keptRows, previous, staged }: Parts,
  ordered: boolean,
): Promise<PreviousRows | undefined> {
  if (keptRows === undefined || previous === undefined || previous.gathered || staged !== undefined) return undefined
  const same = await isWholeOutput(connection, { table: keptRows.table, rows: previous.rows, ordered })
  return same ? previous : undefined
}

const fieldsOf = (type: DataType): readonly Field[] => (type.kind === 'struct' ? type.fields : [])

async function fieldsOfAll(
  connection: Connection,
  { parts, own, asset }: { readonly parts: Parts; readonly own: readonly Field[]; readonly asset: string },
): Promise<readonly Field[]> {
  const { keptRows, previous, staged } = parts
  if (keptRows === undefined || previous === undefined || keptRows.outputs === 0) return own
  const before = parseColumns(previous.columns)
  const stay = { from: keptOf(previous, keptRows), fields: before }
  if (staged === undefined) return absentOrNull(connection, before, [stay])
  const united = uniteFields(before, own, { asset, column: '' })
  return absentOrNull(connection, united, [stay, { from: `(${staged.select})`, fields: own }])
}

/** The number of distinct contents. */
async function contentsOf(connection: Connection, { table, rows }: InputRows, key: string | undefined) {
  if (key !== undefined) return rows
  const [contents = 0] = await numbersOf(connection, `SELECT count(*) AS n FROM ${table} WHERE copy = 0`)
  return contents
}

async function firstRows({ engine, connection, tables }: Place, { table }: InputRows): Promise<string> {
  const todo = engine.uniqueName('todo')
  tables.push(todo)
  await duck.query(connection, `CREATE TABLE ${todo} AS SELECT place, k FROM ${table} WHERE copy = 0`)
  return todo
}
