import type { Sql } from '../sql.ts'

/** A registered symbol: the command and the package that a project imports are two bundles. */
const viewSymbol: unique symbol = Symbol.for('assetstore.view')

/** A statement whose rows are not kept. */
export interface View {
  readonly [viewSymbol]: Sql
}

/**
 * What a function in another language returns for a table that is not stored: whoever reads it gets the statement's
 * rows, over the very tables that it was made from. It is run once when it is made, for its version and its columns.
 * What draws at random or reads the clock gives other rows each time, and is stored; so is what a function returns that
 * does not say `inlinesViews`.
 */
export function view(statement: Sql): View {
  return Object.freeze({ [viewSymbol]: statement })
}

export function statementOfView(value: unknown): Sql | undefined {
  if (typeof value !== 'object' || value === null || !(viewSymbol in value)) return undefined
  return (value as View)[viewSymbol]
}
