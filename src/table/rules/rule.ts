import type { Sql } from '../../define/sql.ts'

/** One rule of a table, as DuckDB asks for it. `t` is the table's name in every piece. */
export interface Rule {
  readonly name: string
  readonly columns: readonly string[]
  readonly severity: 'block' | 'warn'
  /** An aggregate over the table: how many rows break the rule. */
  readonly failing: Sql
  /** A join to the table, with at most one row for each of the table's. */
  readonly join?: Sql
  /** The condition or statement that selects rows which break the rule; absent for a rule of the whole table. */
  readonly rows?: Sql
  /** The bounds of `row_count_between`, for which the table's rows are counted and `failing` is the count. */
  readonly range?: readonly [number, number]
}
