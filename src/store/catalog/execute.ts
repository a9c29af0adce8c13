import { type Connection, prepared } from './connection.ts'
import type { Answer, Work } from './statements/work.ts'

/** Runs the work, statement by statement. Call it inside a transaction. */
export function execute<T>(connection: Connection, work: Work<T>): T {
  for (let step = work.next(); ; ) {
    if (step.done) return step.value
    const { each } = step.value
    const { sql, parameters } = step.value.compile()
    if (each === undefined) step = work.next(answerOf(connection, sql, parameters))
    else {
      for (const row of prepared(connection, sql).iterate(...parameters)) each(row)
      step = work.next({ rows: [], changes: 0 })
    }
  }
}

function answerOf(connection: Connection, sql: string, parameters: readonly unknown[]): Answer {
  const statement = prepared(connection, sql)
  if (statement.reader) return { rows: statement.all(...parameters), changes: 0 }
  return { rows: [], changes: statement.run(...parameters).changes }
}
