import type { Assessment } from '../../plan/assess.ts'
import { lockAt, lockPath } from '../open/git-lock.ts'
import type { Session } from '../open/session.ts'

/**
 * What the code of today is to the lock of the commit in which this branch left `ref`: what is stale there is what a
 * merge of the branch would make again. It compares with the lock and not by changed files, since a comment changes a
 * file and no asset.
 *
 * @throws AssetError `CLI_USAGE` where git has no answer, `LOCK_INVALID`.
 */
export async function assessSince(session: Session, ref: string): Promise<Assessment> {
  const entries = await lockAt(session, { ref, since: true, typed: (option) => `${option('changed')} ${ref}` })
  if (entries === undefined) session.warn(`there was no ${lockPath(session)} at ${ref}: everything counts as changed`)
  const { assessOnLock } = await import('../../project/check-basis.ts')
  return assessOnLock(session.workspace, entries ?? [])
}
