import { execFile } from 'node:child_process'
import { relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { AssetError, type Sentence } from '../../errors.ts'
import type { LockEntry } from '../../store/lock/entry.ts'
import type { Session } from './session.ts'

const run = promisify(execFile)

export interface LockQuestion {
  readonly ref: string
  /** Not of the commit itself, but of the one in which this branch left it. */
  readonly since: boolean
  /** What was typed, for errors: `--changed main`, `git:main`. */
  readonly typed: Sentence
}

/**
 * The lines of the lock in a commit; `undefined` where it had none.
 *
 * @throws AssetError `CLI_USAGE` where git has no answer, `LOCK_INVALID`.
 */
export async function lockAt(session: Session, question: LockQuestion): Promise<readonly LockEntry[] | undefined> {
  const path = lockPath(session)
  const text = await textAt(session.root, question, `./${path}`)
  if (text === undefined) return undefined
  const { entriesOf } = await import('../../store/lock/read-lock.ts')
  return entriesOf(text, `${question.ref}:${path}`)
}

/** From the project's folder, with `/`. */
export const lockPath = ({ root, workspace }: Session): string =>
  `${relative(root, workspace.storeFolder).replaceAll(sep, '/')}/assets.lock`

async function textAt(root: string, { ref, since, typed }: LockQuestion, path: string): Promise<string | undefined> {
  const git = async (...words: string[]) => (await run('git', words, { cwd: root, maxBuffer: 2 ** 28 })).stdout
  const commit = await gitAnswer(typed, () => git('rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`))
  const sha = commit.trim().split('\n').at(-1) as string
  // A shallow clone may not reach back so far; the tip itself is then the best that is known.
  const base = since
    ? await git('merge-base', sha, 'HEAD').then(
        (text) => text.trim(),
        () => sha,
      )
    : sha
  const listing = await gitAnswer(typed, () => git('ls-tree', '--name-only', base, '--', path))
  return listing === '' ? undefined : await gitAnswer(typed, () => git('show', `${base}:${path}`))
}

async function gitAnswer<T>(typed: Sentence, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: string }
    throw new AssetError({
      code: 'CLI_USAGE',
      message: (option) =>
        `${typeof typed === 'string' ? typed : typed(option)} cannot be answered: ${(stderr || message).trim().split('\n')[0] ?? ''}`,
      fix: 'name a commit, branch or tag that git knows here; in CI fetch it first, such as with fetch-depth: 0',
      cause: error,
    })
  }
}
