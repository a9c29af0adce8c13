import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { AssetError } from '../../errors.ts'
import type { Assessed } from '../../plan/assess.ts'
import { splitLabel } from '../../plan/code-changes.ts'

const run = promisify(execFile)

/**
 * Files that are not what they were at a git ref, new ones too, relative to `root` with `/`.
 *
 * @throws AssetError `SELECTION_SYNTAX` where git has no answer.
 */
export async function filesChangedSince(root: string, ref: string): Promise<ReadonlySet<string>> {
  const git = async (...words: string[]) => {
    const { stdout } = await run('git', words, { cwd: root, maxBuffer: 2 ** 26 })
    return stdout.split('\0').filter((path) => path !== '')
  }
  try {
    const changed = await git('diff', '--name-only', '--relative', '-z', '--end-of-options', ref, '--', '.')
    const added = await git('ls-files', '--others', '--exclude-standard', '-z')
    return new Set([...changed, ...added])
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: string }
    const text = (stderr || message).trim().split('\n')[0] ?? ''
    throw new AssetError({
      code: 'SELECTION_SYNTAX',
      message: `changed:${ref} cannot be answered: ${text}`,
      fix: 'name a commit, branch or tag that git knows here, such as changed:main',
      cause: error,
    })
  }
}

/** The assets that are written in one of the files, or whose code reaches into one. */
export function assetsIn(files: ReadonlySet<string>, assets: Iterable<Assessed>): ReadonlySet<string> {
  const names = new Set<string>()
  for (const { facts } of assets) {
    const own = facts.node.at.replace(/(:\d+)+$/, '')
    const reached = Object.keys(facts.code.parts).map((label) => splitLabel(label).file)
    if ([own, ...reached].some((file) => files.has(file))) names.add(facts.node.name)
  }
  return names
}
