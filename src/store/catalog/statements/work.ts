import type { Compilable } from 'kysely'

/** What a statement answers: its rows, and how many it changed. */
export interface Answer {
  readonly rows: readonly unknown[]
  readonly changes: number
}

/**
 * Work on the catalog: statements, of which a later one may depend on what an earlier one answered. It only says what
 * is to be done and knows no database, so that SQLite can do all of it in one go, with nothing awaited while it holds
 * the write lock, and a server can be waited for after each statement. It may be done more than once.
 */
export type Work<T> = Generator<Question, T, Answer>

export interface Question extends Compilable {
  /** Is given the rows one by one, and the answer has none. */
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
