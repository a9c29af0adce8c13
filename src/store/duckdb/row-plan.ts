import { definitionOf } from '../../define/definition.ts'
import type { SqlPart } from '../../define/sql.ts'
import { AssetError } from '../../errors.ts'
import type { RowStep } from './map-rows.ts'
import type { Engine } from './open.ts'
import { renderSql, sqlText } from './render-sql.ts'
import type { Statement } from './statement.ts'

/** A registered symbol: the command and the package that a project imports are two bundles. */
export const rowPlan: unique symbol = Symbol.for('assetstore.rows')

/** What a Table or a RowQuery is made of: a SELECT that DuckDB runs, and the functions that its rows go through afterwards. */
export interface RowPlan {
  readonly engine: Engine
  readonly base: readonly SqlPart[]
  /** For a whole table: what it is in a FROM clause, without a SELECT around it. */
  readonly whole: string | undefined
  readonly columns: readonly string[]
  /** What reading it reads of the table: these columns, or everything. */
  readonly reads: readonly string[] | null
  /** A condition may read any column there was when it was added: from then on a pick narrows nothing. */
  readonly fixed: boolean
  readonly steps: readonly RowStep[]
  readonly onRead: (columns: readonly string[] | null) => void
  /** Ends every reading of it. */
  readonly signal: AbortSignal | undefined
}

export function planOf(value: unknown): RowPlan | undefined {
  if (typeof value !== 'object' || value === null || !(rowPlan in value)) return undefined
  return (value as { readonly [rowPlan]: RowPlan })[rowPlan]
}

/** The SELECT of the plan, which is thereby read. Its functions, if it has any, are the caller's to run. */
export function readStatement(plan: RowPlan): Statement {
  plan.onRead(plan.reads)
  return renderSql(plan.base, tableParts)
}

/** A table or query inside a `sql` template. It is read by that. */
export function tableParts(table: object): readonly SqlPart[] {
  const plan = planOf(table)
  if (plan === undefined) throw notReadable(table)
  if (plan.steps.length > 0) {
    throw new AssetError({
      code: 'ASSET_SQL',
      message:
        'a sql template was given a query that calls a function (map, flatMap or mapBatches), which DuckDB cannot run',
      fix: 'make the mapped rows an asset of their own, and name that asset as a parameter',
    })
  }
  plan.onRead(plan.reads)
  return plan.whole === undefined ? [sqlText('('), ...plan.base, sqlText(')')] : [sqlText(plan.whole)]
}

function notReadable(table: object): AssetError {
  if (definitionOf(table) !== undefined) {
    return new AssetError({
      code: 'ASSET_OUTSIDE_RUN',
      message: "a sql template was given an asset's declaration, where there are no rows yet",
      fix: 'name the asset as a parameter, such as ({ raw_documents }) => …, and interpolate the parameter',
    })
  }
  return new AssetError({
    code: 'ASSET_SQL',
    message: 'a sql template was given rows that are not a table of this project',
    fix: 'make the rows an asset of their own, and name that asset as a parameter',
  })
}
