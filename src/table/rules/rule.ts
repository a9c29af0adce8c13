import type { Sql } from '../../define/sql.ts'

/** One rule of a table in SQL. `t` is the table's name in every piece. */
export interface Rule {
  readonly name: string
  readonly columns: readonly string[]
  readonly severity: 'block' | 'warn'
  /** An aggregate over the table: how many rows break the rule. */
  readonly failing: Sql
  /** A join to the table, which gives at most one row for each of its rows. */
  readonly join?: Sql
  /** The condition or statement that selects rows that break the rule; absent for a rule about the whole table. */
  readonly rows?: Sql
  /** The bounds of `row_count_between`: `failing` is then the number of the table's rows. */
  readonly range?: readonly [number, number]
}
