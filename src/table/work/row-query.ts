import { isSql, type Sql, sqlParts } from '../../define/sql.ts'
import type { Awaitable, BatchOptions, MapOptions, OutputRows, RowQuery } from '../../define/table.ts'
import { AssetError } from '../../errors.ts'
import { readChunks, readRows, remoteReader } from '../codec/decode/read-table.ts'
import { scalar } from '../codec/types/data-type.ts'
import { isVector } from '../codec/types/float-lists.ts'
import { listFiles, onlyFile } from '../engine/parquet.ts'
import { expectRows } from '../read/row-count.ts'
import { readSmall } from '../small/read-small.ts'
import { vectorRows } from '../vectors/vector-rows.ts'
import { rowHashes } from '../version/canonical-hash.ts'
import { isWide } from '../version/wide.ts'
import { rowsOfBatches } from '../write/rows-of-batches.ts'
import type { CallWatch } from './call-pool.ts'
import {
  isFiltered,
  type Layer,
  type ReadingWatch,
  type RowPlan,
  readStatement,
  rowPlan,
  selectedFields,
} from './row-plan.ts'
import type { Tracked, Work } from './work.ts'
import { batchCall, flatCall, rowCall } from './work-calls.ts'
import { badCount, refuseKeeping, workOptions } from './work-options.ts'
import { throughSteps } from './work-rows.ts'

type AnyRow = Record<string, unknown>
type RowFunction<Out> = (row: AnyRow) => Awaitable<Out>

/** The rows of a plan, a batch at a time. Reading begins when the first is asked for. */
export async function* batchesOf(plan: RowPlan, signal?: AbortSignal): AsyncGenerator<object[]> {
  const stop = signal ?? plan.signal
  const [first] = plan.steps
  if (first === undefined) {
    const small = smallRows(plan)
    if (small !== undefined) {
      stop?.throwIfAborted()
      plan.onRead(plan.reads)
      yield small
      expectRows(small.length, { rows: plan.count })
      return
    }
    yield* plainRows(plan, stop)
    return
  }
  const watch = isFiltered(plan) ? unnumbered(plan.watch) : plan.watch
  for (const step of plan.steps) if (step.kind === 'work') refuseKeeping(step.work)
  const isCompared = first.kind === 'work' && first.work.key === undefined
  for await (const tracked of throughSteps(trackedRows(plan, stop, isCompared), plan.steps, { signal: stop, watch }))
    yield tracked.map(({ row }) => row)
}

/** The rows of a table that is read without DuckDB: see `readSmall`. */
function smallRows(plan: RowPlan): object[] | undefined {
  const { engine, file } = plan
  // For another thread or process the run reads all tables, and knows when to end it.
  if (remoteReader(engine) !== undefined || isFiltered(plan) || engine.isOver()) return undefined
  const only = onlyFile(file)
  return only === undefined ? undefined : readSmall(only, selectedFields(plan))
}

/** The rows of a plan before its functions. */
async function* plainRows(plan: RowPlan, signal: AbortSignal | undefined): AsyncGenerator<object[]> {
  const { engine, file, reads, count } = plan
  const fields = selectedFields(plan)
  plan.onRead(reads)
  const statement = (...layers: readonly Layer[]) =>
    readStatement({ ...plan, onRead: () => undefined, layers: [...plan.layers, ...layers] })
  const rows = () => readRows(engine, statement(), { signal, fields })
  const hasPages = typeof file === 'string' || !('from' in file)
  if (!hasPages || !fields.some(isVector) || isFiltered(plan) || remoteReader(engine) !== undefined)
    return yield* rows()
  const others = (columns: readonly string[]) => statement({ kind: 'pick', columns })
  const came = yield* vectorRows({ engine, files: listFiles(file), fields, signal, statement: others })
  if (came.isWhole) expectRows(came.rows, { rows: count })
  else yield* behind(rows(), came.rows)
}

/** The rows after the first ones, which the caller has already. */
async function* behind(batches: AsyncIterable<object[]>, first: number): AsyncGenerator<object[]> {
  let left = first
  for await (const rows of batches) {
    if (rows.length > left) yield left === 0 ? rows : rows.slice(left)
    left = Math.max(0, left - rows.length)
  }
}

/** Rows that a condition chose are not numbered as the table's rows, so no number is shown for them. */
const unnumbered = (watch: ReadingWatch | undefined): CallWatch | undefined =>
  watch && { retry: (of, call) => watch.retry({ ...of, rows: [] }, call) }

/**
 * `isCompared`: with hashes of their contents, which DuckDB computes in a tenth of the time that a text key takes here.
 */
async function* trackedRows(
  plan: RowPlan,
  signal: AbortSignal | undefined,
  isCompared: boolean,
): AsyncGenerator<Tracked[]> {
  const fields = selectedFields(plan)
  let place = 0
  if (!isCompared || isWide(fields)) {
    for await (const rows of plainRows(plan, signal)) yield rows.map((row) => ({ row, origin: { place: place++ } }))
    return
  }
  const statement = readStatement(plan)
  const { a, b } = rowHashes(fields)
  const hashes = [a, b].map((hash) => `((${hash}) >> 11)::DOUBLE`)
  const text = `SELECT *, ${hashes.join(', ')} FROM (\n${statement.text}\n)`
  const beside = hashes.map((name) => ({ name, type: scalar('DOUBLE') }))
  for await (const chunk of readChunks(plan.engine, { ...statement, text }, { signal, fields, beside })) {
    const [first, second] = chunk.beside as [number[], number[]]
    yield chunk.rows.map((row, index) => ({ row, origin: { place: place++ }, hashes: [first[index]!, second[index]!] }))
  }
}

function eachRow(plan: RowPlan): AsyncGenerator<object> {
  const rows = rowsOfBatches(batchesOf(plan))
  if (plan.steps.length === 0 && !isFiltered(plan)) plan.watch?.began(rows.reading)
  return rows
}

/** The members that a Table and a query of it share. */
export function rowQuery(plan: RowPlan): RowQuery<AnyRow> & { readonly [rowPlan]: RowPlan } {
  return Object.freeze({ ...queryMembers(plan), [rowPlan]: plan }) as RowQuery<AnyRow> & { readonly [rowPlan]: RowPlan }
}

export function queryMembers(plan: RowPlan) {
  const withWork = (work: Work) => rowQuery({ ...plan, steps: [...plan.steps, { kind: 'work', work }] })
  return {
    [Symbol.asyncIterator]: () => eachRow(plan),
    async all() {
      const rows: object[] = []
      for await (const batch of batchesOf(plan)) for (const row of batch) rows.push(row)
      return rows
    },
    polars: async () => (await import('../frames/polars-of.ts')).polarsOf(plan),
    arrow: async () => (await import('../frames/arrow-of.ts')).arrowOf(plan),
    pick: (...columns: string[]) => rowQuery(picked(plan, columns)),
    where: (condition: Sql) => rowQuery(filtered(plan, condition)),
    map: (...args: [MapOptions<AnyRow>, RowFunction<object>] | [RowFunction<object>]) => {
      const [options, fn] = optionsAndFunction<RowFunction<object>>('map', args)
      return withWork({ size: 1, ...workOptions('map', options), call: rowCall(fn) })
    },
    flatMap: (...args: [MapOptions<AnyRow>, RowFunction<OutputRows<object>>] | [RowFunction<OutputRows<object>>]) => {
      const [options, fn] = optionsAndFunction<RowFunction<OutputRows<object>>>('flatMap', args)
      return withWork({ size: 1, ...workOptions('flatMap', options), call: flatCall(fn) })
    },
    mapBatches: (options: BatchOptions<AnyRow>, fn: (rows: AnyRow[]) => Awaitable<readonly object[]>) => {
      const { size } = options
      if (!Number.isInteger(size) || size < 1) throw badCount('mapBatches', 'size', size)
      return withWork({ size, ...workOptions('mapBatches', options), call: batchCall(fn) })
    },
  }
}

function optionsAndFunction<Fn>(method: string, args: readonly unknown[]): [MapOptions<AnyRow>, Fn] {
  const [options, fn] = args.length > 1 ? args : [{}, args[0]]
  if (typeof fn === 'function') return [options as MapOptions<AnyRow>, fn as Fn]
  throw new AssetError({
    code: 'ASSET_RESULT',
    message: `${method} was called without a function`,
    fix: `pass the function last: .${method}((row) => …), or .${method}({ key: 'id' }, (row) => …)`,
  })
}

function picked(plan: RowPlan, names: readonly string[]): RowPlan {
  const columns = [...new Set(names)]
  // The columns of rows that a function makes are not known before they are made.
  if (plan.steps.length > 0) return { ...plan, columns, steps: [...plan.steps, { kind: 'pick', columns }] }
  const unknown = columns.find((name) => !plan.columns.includes(name))
  if (unknown !== undefined || columns.length === 0) throw notPicked(plan, unknown)
  const layers: readonly Layer[] = [...plan.layers, { kind: 'pick', columns }]
  return { ...plan, layers, columns, reads: plan.fixed ? plan.reads : columns }
}

function notPicked(plan: RowPlan, unknown: string | undefined): AssetError {
  return new AssetError({
    code: 'ASSET_SQL',
    message:
      unknown === undefined
        ? 'pick was called without a column'
        : `pick names "${unknown}", which is not a column of the table`,
    facts: { columns: plan.columns },
    fix: `pick from its columns: ${plan.columns.join(', ')}`,
  })
}

function filtered(plan: RowPlan, condition: Sql): RowPlan {
  if (!isSql(condition)) {
    throw new AssetError({
      code: 'ASSET_SQL',
      message: 'where was given a condition that is not a sql template',
      fix: "write the condition as sql`…` over the column names, such as .where(sql`lang = 'en'`); for a function, use flatMap",
    })
  }
  if (plan.steps.length > 0) {
    throw new AssetError({
      code: 'ASSET_SQL',
      message: 'where comes after a function (map, flatMap or mapBatches), whose rows DuckDB does not see',
      fix: 'put the where before the function, or leave rows out with flatMap((row) => (keep(row) ? [row] : []))',
    })
  }
  plan.onCondition?.(condition[sqlParts])
  const layers: readonly Layer[] = [...plan.layers, { kind: 'where', condition: condition[sqlParts] }]
  return { ...plan, layers, fixed: true }
}
