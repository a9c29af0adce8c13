import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { longestRestMs, type OutboxMessage } from '../../outbox.ts'
import { build } from './tables.ts'
import { all, changes, first, type Work } from './work.ts'

export function* queueMessages(messages: readonly OutboxMessage[]): Work<void> {
  for (const { id, receiver, body, at } of messages)
    yield* changes(build.insertInto('outbox').values({ id, receiver, body, at, tries: 0, next_at: at }))
}

/**
 * Takes the messages that are due. No other process gets them for the duration of an attempt; if the attempt fails,
 * they are due again.
 */
export function* takeMessages(
  { now, forMs }: { readonly now: number; readonly forMs: number },
  environment: string,
): Work<readonly (OutboxMessage & { readonly tries: number })[]> {
  const due = yield* all(dueAt(now, environment).selectAll().orderBy('at').limit(100))
  for (const { id } of due)
    yield* changes(
      build
        .updateTable('outbox')
        .set({ next_at: now + forMs })
        .where('id', '=', id),
    )
  return due.map(({ id, receiver, body, at, tries }) => ({ id, receiver, body, at, tries }))
}

/** A message whose time is further ahead than any rest allows was put off before the clock was set back: it is due. */
const dueAt = (now: number, environment: string) =>
  build
    .selectFrom('outbox')
    .where((is) => is.or([is('next_at', '<=', now), is('next_at', '>', now + 2 * longestRestMs)]))
    .where(isOf(environment))

/** The receiver's address is a variable, which may have another value in another environment. */
const isOf = (environment: string): RawBuilder<SqlBool> =>
  sql<SqlBool>`coalesce(json_extract(body, '$.environment'), ${environment}) = ${environment}`

export function* areMessagesDue(now: number, environment: string): Work<boolean> {
  return (yield* first(dueAt(now, environment).select('id'))) !== undefined
}

/** @param nextAt undefined where the message was received, or is given up. */
export function* settleMessage(id: string, nextAt: number | undefined): Work<void> {
  if (nextAt === undefined) yield* changes(build.deleteFrom('outbox').where('id', '=', id))
  else
    yield* changes(
      build
        .updateTable('outbox')
        .set((row) => ({ next_at: nextAt, tries: row('tries', '+', 1) }))
        .where('id', '=', id),
    )
}
