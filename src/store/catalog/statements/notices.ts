import type { Notice, OutboxMessage } from '../../outbox.ts'
import { queueMessages } from './outbox.ts'
import { build } from './tables.ts'
import { all, changes, type Work } from './work.ts'

/** An older notice cannot come again, unless the clock is set back by more than this. */
const keptMs = 90 * 24 * 3_600_000

export function* noticed(notices: readonly Notice[], environment: string): Work<readonly Notice[]> {
  const stored: Notice[] = []
  for (const { subject, at } of notices) {
    const query = build.selectFrom('notices').select(['subject', 'at']).where('environment', '=', environment)
    stored.push(...(yield* all(query.where('subject', '=', subject).where('at', '=', at))))
  }
  return stored
}

export function* notice(
  { notices, messages }: { readonly notices: readonly Notice[]; readonly messages: readonly OutboxMessage[] },
  environment: string,
): Work<boolean> {
  if ((yield* noticed(notices, environment)).length > 0) return false
  for (const { subject, at } of notices) {
    yield* changes(build.insertInto('notices').values({ environment, subject, at }))
    const own = build.deleteFrom('notices').where('environment', '=', environment).where('subject', '=', subject)
    yield* changes(own.where('at', '<', at - keptMs))
  }
  yield* queueMessages(messages)
  return true
}
