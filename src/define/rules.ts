import type { RowQuery } from './table.ts'

/** A registered symbol: the command and the package that a project imports are two bundles. */
export const tableRules: unique symbol = Symbol.for('assetstore.rules')

/** Carries the type of the rows that fail to the compiler. */
declare const row: unique symbol

/** A row that breaks a rule, in `failing()` of its check: once for each rule that it breaks. */
export type BrokenRow<Row> = Row & { readonly _rule: string; readonly _severity: 'block' | 'warn' }

/** Rules by the names that dbt and Great Expectations have for them. A null breaks `not_null` and no other rule. */
export interface TableRules<Row> {
  readonly not_null?: readonly (keyof Row & string)[]
  /** No two rows have the same value; of a list, the same values together. */
  readonly unique?: readonly ((keyof Row & string) | readonly (keyof Row & string)[])[]
  readonly accepted_values?: { readonly [Name in keyof Row & string]?: readonly NonNullable<Row[Name]>[] }
  /** Characters of a text, elements of a list: at least the first number and at most the second. */
  readonly value_lengths_between?: { readonly [Name in keyof Row & string]?: Range }
  readonly row_count_between?: Range
  /** Every value is one of those that a query of one column has: `{ customer_id: customers.pick('id') }`. */
  readonly relationships?: { readonly [Name in keyof Row & string]?: RowQuery<object> }
}
export type Range = readonly [least: number, most: number]

/** The rules under `warn` are reported when they are broken, and stop nothing. */
export interface RuleSet<Row> extends TableRules<Row> {
  readonly warn?: TableRules<Row>
}

/** The result of a check that judges a table by rules, all in one scan. */
export interface Rules<Row = unknown> {
  readonly [row]?: Row
  readonly [tableRules]: RulesOfTable
}
export interface RulesOfTable {
  readonly table: unknown
  readonly rules: RuleSet<Readonly<Record<string, unknown>>>
}

/**
 * The rules that a check holds a table to:
 *
 *     check(({ orders, customers }) =>
 *       rules(orders, { not_null: ['id'], unique: ['id'], relationships: { customer_id: customers.pick('id') } }))
 *
 * Rules are the result of a function and not options of a check. So tables are named as everywhere else, column names
 * are typed by the rows, and an edited rule is an edit of the check's code. Each rule is reported by itself. The table
 * may also be the rows of `orders.where(…)` or the columns of `orders.pick(…)`.
 */
export function rules<Row>(table: RowQuery<Row>, ruleSet: RuleSet<Row>): Rules<BrokenRow<NoInfer<Row>>> {
  return Object.freeze({ [tableRules]: { table, rules: ruleSet as unknown as RulesOfTable['rules'] } })
}

export function rulesOf(value: unknown): RulesOfTable | undefined {
  if (typeof value !== 'object' || value === null || !(tableRules in value)) return undefined
  return (value as Rules)[tableRules]
}
