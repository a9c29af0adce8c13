import { isSql, sql } from '../../define/sql.ts'
import type { Table } from '../../define/table.ts'
import { AssetError } from '../../errors.ts'
import { keyMistake } from '../../partitions/mistakes.ts'
import { mostPartitions } from '../../partitions/partition-set.ts'
import { isArrowTable } from '../../table/arrow/arrow-shape.ts'
import { describeValue } from '../../table/codec/encode/value-errors.ts'
import type { Engine } from '../../table/engine/open.ts'
import { planOf } from '../../table/work/row-plan.ts'
import { isCompilable } from '../../table/write/result-kind.ts'
import { rowsOfResult } from '../../table/write/rows-of-result.ts'
import { yieldedRows } from '../../table/write/yielded-rows.ts'

export interface KeysResult {
  /** What the function of `partitions.from` returned. */
  readonly result: unknown
  readonly engine: () => Promise<Engine>
  readonly tables: Readonly<Record<string, Table<unknown>>>
  /** The asset that has the keys. */
  readonly asset: string
  /** Where the definition is written. */
  readonly at: string
}

/**
 * The keys, sorted by code unit: the distinct values of a query's one column, or the distinct texts.
 *
 * @throws AssetError `PARTITIONS_INVALID` where a value is no key, and where there are more than there can be.
 */
export async function keysOfResult(of: KeysResult): Promise<readonly string[]> {
  const keys = new Set<string>()
  for await (const { value, column } of valuesOf(of)) {
    if (typeof value !== 'string' || keyMistake(value) !== undefined) throw noKey(of, value, column)
    keys.add(value)
    if (keys.size > mostPartitions) throw tooMany(of)
  }
  return [...keys].sort()
}

interface Value {
  readonly value: unknown
  /** The column's name, where the value comes from a query. */
  readonly column?: string
}

async function* valuesOf(of: KeysResult): AsyncGenerator<Value> {
  const { result } = of
  if (isRows(result)) {
    for await (const row of rowsOf(of)) {
      const columns = Object.entries(row)
      const [[column, value] = ['', undefined], ...more] = columns
      if (more.length > 0)
        throw manyColumns(
          of,
          columns.map(([name]) => name),
        )
      yield { value, column }
    }
    return
  }
  if (typeof result === 'string' || !isIterable(result)) throw noKeys(of)
  for await (const value of yieldedRows(result)) yield { value }
}

const isRows = (result: unknown): boolean =>
  planOf(result) !== undefined || isSql(result) || isCompilable(result) || isArrowTable(result)

/** The rows of a result. DuckDB itself finds the distinct values of a result that it can read. */
async function* rowsOf({ engine, result, tables, asset }: KeysResult): AsyncGenerator<object> {
  yield* rowsOfResult(await engine(), { result: distinct(result), tables, asset }) as AsyncIterable<object>
}

function distinct(result: unknown): unknown {
  if (isSql(result)) return sql`SELECT DISTINCT * FROM (${result}\n)`
  return planOf(result)?.steps.length === 0 ? sql`SELECT DISTINCT * FROM ${result as object}` : result
}

function isIterable(value: unknown): value is Iterable<unknown> | AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value)
}

const example = "such as ({ customers }) => customers.pick('region')"

function noKeys({ result, asset, at }: KeysResult): AssetError {
  return new AssetError({
    code: 'PARTITIONS_INVALID',
    message: `the function of partitions.from returned ${result === undefined || result === null ? 'nothing' : describeValue(result)}, where keys were expected`,
    at,
    facts: { asset },
    fix: `return a query of one column, or a list of texts, ${example}`,
  })
}

function manyColumns({ asset, at }: KeysResult, columns: readonly string[]): AssetError {
  return new AssetError({
    code: 'PARTITIONS_INVALID',
    message: `partitions.from was given a query of ${columns.length} columns: ${columns.join(', ')}`,
    at,
    facts: { asset, columns },
    fix: `pick the one that has the keys, ${example}`,
  })
}

function noKey({ asset, at }: KeysResult, value: unknown, column: string | undefined): AssetError {
  const where = column === undefined ? '' : ` in the column ${column}`
  const facts = { asset, ...(column === undefined ? {} : { column }) }
  if (value === null || value === undefined) {
    return new AssetError({
      code: 'PARTITIONS_INVALID',
      message: `partitions.from found a null${where}, which is no key`,
      at,
      facts,
      fix: `leave these rows out, such as customers.where(sql\`${column ?? 'region'} IS NOT NULL\`).pick('${column ?? 'region'}')`,
    })
  }
  const { message, fix } = keyMistake(value) as { readonly message: string; readonly fix: string }
  const cast =
    typeof value === 'string' || column === undefined
      ? fix
      : `make texts of them, such as sql\`SELECT ${column}::TEXT AS ${column} FROM …\``
  return new AssetError({
    code: 'PARTITIONS_INVALID',
    message: `partitions.from${where}: ${message}`,
    at,
    facts,
    fix: cast,
  })
}

function tooMany({ asset, at }: KeysResult): AssetError {
  const most = mostPartitions.toLocaleString('en')
  return new AssetError({
    code: 'PARTITIONS_INVALID',
    message: `partitions.from found more than ${most} keys`,
    at,
    facts: { asset, most: mostPartitions },
    fix: `leave a part of the key to a column of the rows: there can be ${most} partitions`,
  })
}
