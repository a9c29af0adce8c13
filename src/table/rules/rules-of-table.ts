import type { RulesOfTable, TableRules } from '../../define/rules.ts'
import { type Sql, type SqlValue, sql } from '../../define/sql.ts'
import { AssetError } from '../../errors.ts'
import { didYouMean } from '../../util/suggest.ts'
import { planOf } from '../work/row-plan.ts'
import type { Rule } from './rule.ts'
import { badRules, checkRules } from './rule-mistakes.ts'

type RuleSet = TableRules<Readonly<Record<string, unknown>>>

/**
 * The rules in a fixed order, those that block before those that warn.
 *
 * @throws AssetError `ASSET_RESULT` where they are no rules, `ASSET_SQL` where one names a column that the table lacks.
 */
export function rulesOfTable({ table, rules: ruleSet }: RulesOfTable): readonly Rule[] {
  const plan = planOf(table)
  if (plan === undefined) throw badRules('were given no table', 'name the table as a parameter: rules(orders, { … })')
  checkRules(ruleSet)
  const { warn = {}, ...block } = ruleSet
  const rules = [
    ...ofSeverity(block, table as object).map((rule) => ({ ...rule, severity: 'block' as const })),
    ...ofSeverity(warn, table as object).map((rule) => ({ ...rule, severity: 'warn' as const })),
  ].map((rule, index) => ({ ...rule, ...joined(rule, index) }))
  if (rules.length === 0) throw badRules('have no rule in them', "give at least one, such as not_null: ['id']")
  const unknown = rules.flatMap((rule) => rule.columns).find((column) => !plan.columns.includes(column))
  if (unknown !== undefined) throw unknownColumn(unknown, plan.columns)
  return rules
}

/** A rule before its place among the rules is known, on which the name of its join depends. */
interface Draft extends Omit<Rule, 'severity' | 'join' | 'failing'> {
  readonly failing?: Sql
  /** The column whose values must include those of the rule's column. */
  readonly within?: object
}

function ofSeverity(ruleSet: RuleSet, table: object): readonly Draft[] {
  return [
    ...(ruleSet.not_null ?? []).map(notNull),
    ...(ruleSet.unique ?? []).map((columns) => unique([columns].flat(), table)),
    ...entries(ruleSet.accepted_values).map(([column, values]) => accepted(column, values as readonly SqlValue[])),
    ...entries(ruleSet.value_lengths_between).map(([column, range]) => lengths(column, range)),
    ...(ruleSet.row_count_between === undefined ? [] : [rowCount(ruleSet.row_count_between)]),
    ...entries(ruleSet.relationships).map(([column, within]) => ({ name: 'relationships', columns: [column], within })),
  ]
}

function entries<Value>(values: Readonly<Record<string, Value | undefined>> | undefined): [string, Value][] {
  return Object.entries(values ?? {}).filter((entry): entry is [string, Value] => entry[1] !== undefined)
}

const column = (name: string): Sql => sql`t.${sql.id(name)}`

function countIf(condition: Sql): { failing: Sql; rows: Sql } {
  return { failing: sql`count(CASE WHEN ${condition} THEN 1 END)`, rows: sql`WHERE ${condition}` }
}

function notNull(name: string): Draft {
  return { name: 'not_null', columns: [name], ...countIf(sql`${column(name)} IS NULL`) }
}

/** As SQL's own UNIQUE has it, rows with a null in the key are never the same. */
function unique(columns: readonly string[], table: object): Draft {
  const [first, ...others] = columns.map(column) as [Sql, ...Sql[]]
  if (others.length === 0) {
    return {
      name: 'unique',
      columns,
      failing: sql`count(${first}) - count(DISTINCT ${first})`,
      rows: repeated(columns, table),
    }
  }
  const key = others.reduce((list, one) => sql`${list}, ${one}`, first)
  const whole = sql`FILTER (WHERE ${allThere(columns)})`
  const failing = sql`count(*) ${whole} - count(DISTINCT row(${key})) ${whole}`
  return { name: 'unique', columns, failing, rows: repeated(columns, table) }
}

function allThere(columns: readonly string[]): Sql {
  return columns.map((name) => sql`${column(name)} IS NOT NULL`).reduce((all, one) => sql`${all} AND ${one}`)
}

/**
 * The repeated rows, sorted so that equal ones are neighbours. No window function: it would hold all columns of all
 * rows, and finding repeated keys needs only the keys.
 */
function repeated(columns: readonly string[], table: object): Sql {
  const key = columns.map(column).reduce((list, one) => sql`${list}, ${one}`)
  const twice = sql`SELECT ${key} FROM ${table} AS t WHERE ${allThere(columns)} GROUP BY ${key} HAVING count(*) > 1`
  return sql`WHERE row(${key}) IN (${twice}) ORDER BY ${key}, t`
}

function accepted(name: string, values: readonly SqlValue[]): Draft {
  const list = values.map((value) => sql`${value}`).reduce((all, one) => sql`${all}, ${one}`)
  return { name: 'accepted_values', columns: [name], ...countIf(sql`${column(name)} NOT IN (${list})`) }
}

function lengths(name: string, [least, most]: readonly [number, number]): Draft {
  const condition = sql`len(${column(name)}) NOT BETWEEN ${least} AND ${most}`
  return { name: 'value_lengths_between', columns: [name], ...countIf(condition) }
}

function rowCount(range: readonly [number, number]): Draft {
  return { name: 'row_count_between', columns: [], failing: sql`count(*)`, range }
}

function joined({ columns: [name], failing, within }: Draft, index: number): Pick<Rule, 'failing' | 'join' | 'rows'> {
  if (within === undefined || name === undefined) return { failing: failing as Sql }
  const plan = planOf(within)
  const [only, second] = plan?.columns ?? []
  if (only === undefined || second !== undefined) {
    const fix = `pick the column that ${name} refers to: ${name}: customers.pick('id')`
    throw badRules(`have a relationship of ${name} to what is not a query of one column`, fix)
  }
  const other = sql.id(`r${index}`)
  const values = sql`(SELECT DISTINCT ${sql.id(only)} AS value FROM ${within} AS s) AS ${other}`
  const missing = sql`${column(name)} IS NOT NULL AND ${other}.value IS NULL`
  const join = sql`LEFT JOIN ${values} ON ${other}.value = ${column(name)}`
  return { join, failing: sql`count(CASE WHEN ${missing} THEN 1 END)`, rows: sql`WHERE ${missing}` }
}

function unknownColumn(name: string, columns: readonly string[]): AssetError {
  return new AssetError({
    code: 'ASSET_SQL',
    message: `the rules name "${name}", which is not a column of the table`,
    facts: { columns },
    fix: didYouMean(name, columns, `name one of its columns: ${columns.join(', ')}`),
  })
}
