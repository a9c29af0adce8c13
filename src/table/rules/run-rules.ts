import type { RulesOfTable } from '../../define/rules.ts'
import { type Sql, sql } from '../../define/sql.ts'
import { type RuleOutcome, ruleName } from '../../store/record.ts'
import type { Engine } from '../engine/open.ts'
import { hasOrder, sampleRows } from '../read/sample-rows.ts'
import { rowsOfResult } from '../write/rows-of-result.ts'
import type { RowsOfRules, RuleRows } from './failing-rows.ts'
import { misfitError } from './misfit.ts'
import type { Rule } from './rule.ts'
import { rulesOfTable } from './rules-of-table.ts'

interface Run extends RulesOfTable {
  /** The check's name, for messages. */
  readonly asset: string
  /** How many rows that break a rule are kept. */
  readonly limit: number
}

/**
 * Judges a table by its rules in one scan. The table is read again only where a rule is broken, for a few of the rows
 * that break it.
 *
 * @throws AssetError what `rulesOfTable` throws, and `ASSET_RESULT` where a rule does not fit the type of its column.
 */
export async function runRules(
  engine: Engine,
  { asset, limit, ...of }: Run,
): Promise<{ readonly rules: readonly RuleOutcome[]; readonly failing: RowsOfRules }> {
  const rules = rulesOfTable(of)
  const scan = (some: readonly Rule[]) => countFailing(engine, { asset, table: of.table as object, rules: some })
  const counts = await scan(rules).catch(async (error: unknown) => {
    throw await misfitError(error, rules, scan)
  })
  const outcomes: RuleOutcome[] = []
  const broken: RuleRows[] = []
  for (const [index, rule] of rules.entries()) {
    const failing = counts[index] ?? 0
    const { name, columns, severity, range } = rule
    const passed = range === undefined ? failing === 0 : failing >= range[0] && failing <= range[1]
    const outcome = {
      rule: range === undefined ? name : `${name} ${range[0]} and ${range[1]}`,
      columns,
      severity,
      passed,
      failing,
    }
    const rows = passed ? undefined : failingRows(rule, of.table as object)
    if (rows === undefined) {
      outcomes.push(outcome)
      continue
    }
    broken.push({ rule: ruleName(outcome), severity, rows })
    const sample = await sampleRows(engine, { result: firstOf(rows, limit), asset, limit })
    outcomes.push(sample === undefined ? outcome : { ...outcome, rows: sample.rows })
  }
  return { rules: outcomes, failing: { table: of.table as object, rules: broken } }
}

interface Counted {
  readonly asset: string
  readonly table: object
  readonly rules: readonly Rule[]
}

async function countFailing(engine: Engine, { asset, table, rules }: Counted): Promise<readonly number[]> {
  for await (const row of rowsOfResult(engine, { result: scanOf(table, rules), asset })) {
    return rules.map((_, index) => Number((row as Readonly<Record<string, unknown>>)[`f${index}`]))
  }
  return []
}

/** One SELECT over the table, in which every rule is an aggregate. */
function scanOf(table: object, rules: readonly Rule[]): Sql {
  const counts = rules
    .map(({ failing }, index) => sql`${failing} AS ${sql.id(`f${index}`)}`)
    .reduce((list, one) => sql`${list}, ${one}`, sql`count(*) AS "rows"`)
  const joins = rules.flatMap(({ join }) => join ?? []).reduce((all, one) => sql`${all} ${one}`, sql``)
  return sql`SELECT ${counts} FROM ${table} AS t ${joins}`
}

function failingRows({ rows, join }: Rule, table: object): Sql | undefined {
  return rows === undefined ? undefined : sql`SELECT t.* FROM ${table} AS t ${join ?? sql``} ${rows}`
}

function firstOf(rows: Sql, limit: number): Sql {
  return sql`${rows} ${hasOrder(rows) ? sql`` : sql`ORDER BY ALL`} LIMIT ${sql.raw(String(limit))}`
}
