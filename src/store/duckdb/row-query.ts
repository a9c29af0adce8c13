import { isSql, type Sql, sqlParts } from '../../define/sql.ts'
import type { Awaitable, BatchOptions, MapOptions, OutputRows, RowQuery } from '../../define/table.ts'
import { AssetError } from '../../errors.ts'
import { quoteId } from './data-type.ts'
import { mapRows } from './map-rows.ts'
import { readRows } from './read-table.ts'
import { sqlText } from './render-sql.ts'
import { type RowPlan, readStatement, rowPlan } from './row-plan.ts'
import { setField } from './set-field.ts'
import { batchCall, flatCall, rowCall } from './work-calls.ts'

type AnyRow = Record<string, unknown>
type RowFunction<Out> = (row: AnyRow) => Awaitable<Out>

/** The rows of a plan, a batch at a time. Reading begins when the first is asked for. */
export async function* batchesOf(plan: RowPlan, signal?: AbortSignal): AsyncGenerator<object[]> {
  const stop = signal ?? plan.signal
  let batches: AsyncIterable<object[]> = readRows(plan.engine, readStatement(plan), stop)
  for (const step of plan.steps)
    batches = step.kind === 'work' ? mapRows(batches, step.work, stop) : pickRows(batches, step.columns)
  yield* batches
}

/** The members that a Table and a query of it share. */
export function rowQuery(plan: RowPlan): RowQuery<AnyRow> & { readonly [rowPlan]: RowPlan } {
  return Object.freeze({ ...queryMembers(plan), [rowPlan]: plan }) as RowQuery<AnyRow> & { readonly [rowPlan]: RowPlan }
}

export function queryMembers(plan: RowPlan) {
  const withWork = (work: Parameters<typeof mapRows>[1]) =>
    rowQuery({ ...plan, steps: [...plan.steps, { kind: 'work', work }] })
  return {
    async *[Symbol.asyncIterator](): AsyncGenerator<object> {
      for await (const rows of batchesOf(plan)) yield* rows
    },
    async all() {
      const rows: object[] = []
      for await (const batch of batchesOf(plan)) for (const row of batch) rows.push(row)
      return rows
    },
    pick: (...columns: string[]) => rowQuery(picked(plan, columns)),
    where: (condition: Sql) => rowQuery(filtered(plan, condition)),
    map: (...given: [MapOptions<AnyRow>, RowFunction<object>] | [RowFunction<object>]) => {
      const [options, fn] = optionsAndFunction<RowFunction<object>>('map', given)
      return withWork({ size: 1, ...sharedOptions('map', options), call: rowCall(fn) })
    },
    flatMap: (...given: [MapOptions<AnyRow>, RowFunction<OutputRows<object>>] | [RowFunction<OutputRows<object>>]) => {
      const [options, fn] = optionsAndFunction<RowFunction<OutputRows<object>>>('flatMap', given)
      return withWork({ size: 1, ...sharedOptions('flatMap', options), call: flatCall(fn) })
    },
    mapBatches: (options: BatchOptions<AnyRow>, fn: (rows: AnyRow[]) => Awaitable<readonly object[]>) => {
      const { size } = options
      if (!Number.isInteger(size) || size < 1) throw badOption('mapBatches', 'size', size)
      return withWork({ size, ...sharedOptions('mapBatches', options), call: batchCall(fn) })
    },
  }
}

function optionsAndFunction<Fn>(method: string, given: readonly unknown[]): [MapOptions<AnyRow>, Fn] {
  const [options, fn] = given.length > 1 ? given : [{}, given[0]]
  if (typeof fn === 'function') return [options as MapOptions<AnyRow>, fn as Fn]
  throw new AssetError({
    code: 'ASSET_RESULT',
    message: `${method} was called without a function`,
    fix: `pass the function last: .${method}((row) => …), or .${method}({ key: 'id' }, (row) => …)`,
  })
}

function sharedOptions(method: string, { key, concurrency = 1 }: MapOptions<AnyRow>) {
  if (!Number.isInteger(concurrency) || concurrency < 1) throw badOption(method, 'concurrency', concurrency)
  return { key, concurrency }
}

function badOption(method: string, option: string, value: unknown): AssetError {
  return new AssetError({
    code: 'ASSET_RESULT',
    message: `${method} was given the ${option} ${String(value)}`,
    fix: `give ${option} as a whole number of at least 1`,
  })
}

function picked(plan: RowPlan, names: readonly string[]): RowPlan {
  const columns = [...new Set(names)]
  // Of rows that a function makes, the columns are not known before they are made.
  if (plan.steps.length > 0) return { ...plan, columns, steps: [...plan.steps, { kind: 'pick', columns }] }
  const unknown = columns.find((name) => !plan.columns.includes(name))
  if (unknown !== undefined || columns.length === 0) throw notPicked(plan, unknown)
  const base = [sqlText(`SELECT ${columns.map(quoteId).join(', ')} FROM (`), ...plan.base, sqlText(')')]
  return { ...plan, base, whole: undefined, columns, reads: plan.fixed ? plan.reads : columns }
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
  const base = [
    sqlText('SELECT * FROM ('),
    ...plan.base,
    sqlText(')\nWHERE (\n'),
    ...condition[sqlParts],
    sqlText('\n)'),
  ]
  return { ...plan, base, whole: undefined, fixed: true }
}

async function* pickRows(source: AsyncIterable<object[]>, columns: readonly string[]): AsyncGenerator<object[]> {
  for await (const rows of source) {
    yield rows.map((row) => {
      const some = {}
      for (const name of columns) setField(some, name, (row as AnyRow)[name])
      return some
    })
  }
}
