import type { Compilable } from 'kysely'

/** The answer to a statement: its rows, and how many rows it changed. */
export interface Answer {
  readonly rows: readonly unknown[]
  readonly changes: number
}

/**
 * Work on the catalog: statements, of which a later one may depend on the answer to an earlier one. A generator knows
 * no database. So SQLite can run all statements in one go, awaiting nothing while it holds the write lock, and a server
 * can be awaited after each statement. The work may run more than once.
 */
export type Work<T> = Generator<Question, T, Answer>

export interface Question extends Compilable {
  /** Is called with each row; the answer then has no rows. */
  readonly each?: (row: unknown) => void
}

export function* all<Row>(query: Compilable<Row>): Work<Row[]> {
  return (yield query).rows as Row[]
}

/** Reads very many rows one by one and keeps none of them in memory. */
export function* each<Row>(query: Compilable<Row>, take: (row: Row) => void): Work<void> {
  yield { compile: () => query.compile(), each: take as (row: unknown) => void }
}

export function* first<Row>(query: Compilable<Row>): Work<Row | undefined> {
  return (yield query).rows[0] as Row | undefined
}

/** An insert, update or delete; the number of rows it changed. */
export function* changes(query: Compilable): Work<number> {
  return (yield query).changes
}
