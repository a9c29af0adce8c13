import type { Sql } from '../sql.ts'

/** A registered symbol: the command and the package that a project imports are two bundles. */
const viewSymbol: unique symbol = Symbol.for('assetstore.view')

/** A statement whose rows are not kept. */
export interface View {
  readonly [viewSymbol]: Sql
}

/**
 * The result of a function in another language whose table is not stored: a reader gets the statement's rows, over the
 * tables that it was made from. The statement runs once when it is made, for its version and its columns. A statement
 * that draws at random or reads the clock would give other rows each time, so it is stored; so is that of a function
 * without `inlinesViews`.
 */
export function view(statement: Sql): View {
  return Object.freeze({ [viewSymbol]: statement })
}

export function statementOfView(value: unknown): Sql | undefined {
  if (typeof value !== 'object' || value === null || !(viewSymbol in value)) return undefined
  return (value as View)[viewSymbol]
}
