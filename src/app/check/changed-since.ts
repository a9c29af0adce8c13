import { execFile } from 'node:child_process'
import { relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { AssetError } from '../../errors.ts'
import type { Assessment } from '../../plan/assess.ts'
import type { Session } from '../open/session.ts'

const run = promisify(execFile)

/**
 * What the code of today is to the lock of the commit in which this branch left `ref`: what is not fine there is what a
 * merge of the branch would make again. The lock is asked, and not which files have changed: a comment moves a file and
 * no asset.
 *
 * @throws AssetError `CLI_USAGE` where git has no answer, `LOCK_INVALID`.
 */
export async function assessSince(session: Session, ref: string): Promise<Assessment> {
  const { root, workspace } = session
  const path = relative(root, workspace.storeFolder).replaceAll(sep, '/')
  const text = await lockAt(root, ref, `./${path}/assets.lock`)
  if (text === undefined) session.warn(`there was no ${path}/assets.lock at ${ref}: everything counts as changed`)
  const { assessOnLock } = await import('../../project/check-basis.ts')
  const { entriesOf } = await import('../../store/lock/read-lock.ts')
  return assessOnLock(workspace, entriesOf(text ?? '', `${ref}:${path}/assets.lock`))
}

/** `undefined` where there was no such file. */
async function lockAt(root: string, ref: string, path: string): Promise<string | undefined> {
  const git = async (...words: string[]) => (await run('git', words, { cwd: root, maxBuffer: 2 ** 28 })).stdout
  const commit = await known(ref, () => git('rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`))
  const sha = commit.trim().split('\n').at(-1) as string
  // A shallow clone may not reach back so far; the tip itself is then the best that is known.
  const base = await git('merge-base', sha, 'HEAD').then(
    (text) => text.trim(),
    () => sha,
  )
  const listing = await known(ref, () => git('ls-tree', '--name-only', base, '--', path))
  return listing === '' ? undefined : await known(ref, () => git('show', `${base}:${path}`))
}

async function known<T>(ref: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: string }
    throw new AssetError({
      code: 'CLI_USAGE',
      message: `--changed ${ref} cannot be answered: ${(stderr || message).trim().split('\n')[0] ?? ''}`,
      fix: 'name a commit, branch or tag that git knows here; in CI fetch it first, such as with fetch-depth: 0',
      cause: error,
    })
  }
}
