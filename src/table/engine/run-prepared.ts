import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import { type Connection, duck, type PreparedStatement, type Result } from './bindings.ts'

/** Connections of instances whose threads are all DuckDB's own. */
const alone = new WeakSet<Connection>()

export const needsNoThread = (connection: Connection): void => void alone.add(connection)

/**
 * Runs a statement that may take long. By default, DuckDB uses the calling thread as a worker, and this thread looks
 * for work without a pause until the last task of other threads is done: that wastes a whole core while a statement has
 * one task left, such as the end of a sort. If the instance has enough threads of its own, these run the statement, and
 * the calling thread only asks now and then whether it has ended.
 */
export async function runPrepared(connection: Connection, prepared: PreparedStatement): Promise<Result> {
  if (!alone.has(connection)) return duck.execute_prepared(prepared)
  const pending = duck.pending_prepared(prepared)
  for (let turn = 0; ; turn += 1) {
    const state = duck.pending_execute_check_state(pending)
    // A statement that has ended is in the state `ERROR` too, but without a message.
    const problem = state === duck.PendingState.ERROR ? duck.pending_error(pending) : undefined
    if (problem !== undefined && problem !== '') throw new Error(problem)
    if (duck.pending_execution_is_finished(state)) return duck.execute_pending(pending)
    if (turn < turns) await nextTurn()
    else await pause(Math.min(mostMs, 1 + (turn - turns) / 10))
  }
}

/** As `runPrepared`, for one statement as text. */
export async function runText(connection: Connection, text: string): Promise<Result> {
  const prepared = await duck.prepare(connection, text)
  try {
    return await runPrepared(connection, prepared)
  } finally {
    duck.destroy_prepare_sync(prepared)
  }
}

/** Small statements end within this many turns of the event loop. */
const turns = 20
const mostMs = 5
