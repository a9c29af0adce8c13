import { rmSync } from 'node:fs'
import { isSql, type Sql, sql } from '../../define/sql.ts'
import { quoteId, quoteText } from '../../util/sql-text.ts'
import type { Engine } from '../engine/open.ts'
import { readParquet } from '../engine/parquet.ts'
import { hasOrder } from '../read/sample-rows.ts'
import { planOf, type RowPlan, selectedFields } from '../work/row-plan.ts'
import { rowsOfResult } from '../write/rows-of-result.ts'
import { writeResult } from '../write/write-result.ts'
import { writeRows } from '../write/write-rows.ts'
import type { Written } from '../write/written.ts'

/** The failing rows of a check: the rows of a query, or the rows of a table that break each rule. */
export type Failing = { readonly query: unknown } | RowsOfRules

export interface RowsOfRules {
  readonly table: object
  readonly rules: readonly RuleRows[]
}

/** The rows that break one rule, with the columns of the table. */
export interface RuleRows {
  /** In the words for people: `unique day, place`. */
  readonly rule: string
  readonly severity: 'block' | 'warn'
  readonly rows: Sql
}

/** The columns of failing rows of rules, after those of the table. */
export const ruleColumns: readonly string[] = ['_rule', '_severity']

export interface FailingOptions {
  readonly failing: Failing
  /** The check's name, for messages. */
  readonly asset: string
  /** Returns a new path at each call. */
  readonly tmpFile: () => string
  /** Whether a file is written even for no rows, for its columns. */
  readonly empty: boolean
}

/** A file of failing rows that no other process has seen. */
export interface FailingFile {
  readonly file: string
  readonly written: Written
}

/**
 * Writes the failing rows to a file. `undefined` where no row fails, and where the table itself has a column with the
 * name of the column that names the rule.
 */
export async function writeFailing(engine: Engine, options: FailingOptions): Promise<FailingFile | undefined> {
  const { failing, asset, tmpFile, empty } = options
  if ('query' in failing && isComputed(failing.query)) return await writeComputed(engine, failing.query, options)
  if ('rules' in failing && failing.rules.length === 0 && !empty) return undefined
  const result = 'query' in failing ? failing.query : unitedRows(failing)
  if (result === undefined) return undefined
  // The statement runs once: the file shows whether there are rows.
  const file = tmpFile()
  const written = await writeResult(engine, { result, asset, file })
  if (written.rows > 0 || empty) return { file, written }
  rmSync(file, { force: true })
  return undefined
}

/** The first of the rows in such a file: in the query's own order, or else in the order of their columns. */
export async function firstRows(
  engine: Engine,
  { query, file, limit }: { readonly query: unknown; readonly file: string; readonly limit: number },
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const order = isSql(query) && !hasOrder(query) ? sql`ORDER BY ALL` : sql``
  const result = sql`SELECT * FROM ${sql.raw(readParquet(file))} ${order} LIMIT ${sql.raw(String(limit))}`
  const rows: Readonly<Record<string, unknown>>[] = []
  for await (const row of rowsOfResult(engine, { result, asset: 'the rows that fail', isTold: true }))
    rows.push(row as Readonly<Record<string, unknown>>)
  return rows
}

/** Whether user functions make the rows: such a query must run only once. */
const isComputed = (query: unknown): boolean => (planOf(query)?.steps.length ?? 0) > 0

async function writeComputed(
  engine: Engine,
  query: unknown,
  { asset, tmpFile }: FailingOptions,
): Promise<FailingFile | undefined> {
  const rows = rowsOfResult(engine, { result: query, asset })
  const first = await rows.next()
  if (first.done) return undefined
  const file = tmpFile()
  const all = async function* () {
    yield first.value
    yield* rows
  }
  return { file, written: await writeRows(engine, { rows: all(), asset, file }) }
}

/** One SELECT over the rows of all rules, each with its rule. */
function unitedRows({ table, rules }: RowsOfRules): Sql | undefined {
  const fields = selectedFields(planOf(table) as RowPlan)
  if (fields.some(({ name }) => ruleColumns.includes(name.toLowerCase()))) return undefined
  // This SELECT of no rows gives the columns and their types.
  let all = labelled(sql`SELECT * FROM ${table} AS t WHERE false`, { rule: '', severity: 'block' })
  for (const { rows, ...label } of rules) all = sql`${all} UNION ALL BY NAME ${labelled(rows, label)}`
  return all
}

function labelled(rows: Sql, { rule, severity }: Omit<RuleRows, 'rows'>): Sql {
  const [ruleName, severityName] = ruleColumns.map((name) => sql.raw(quoteId(name)))
  const texts = [rule, severity].map((text) => sql.raw(quoteText(text)))
  return sql`SELECT *, ${texts[0] as Sql} AS ${ruleName as Sql}, ${texts[1] as Sql} AS ${severityName as Sql} FROM (${rows})`
}
