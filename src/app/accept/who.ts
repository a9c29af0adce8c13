import { execFile } from 'node:child_process'
import { userInfo } from 'node:os'
import { promisify } from 'node:util'

/** `ann (Ann Lee)`: the system's user, and the name that git signs commits with where it has one. */
export async function whoAccepts(root: string): Promise<string> {
  const user = systemUser()
  const name = await gitName(root)
  return name === '' || name === user ? user : `${user} (${name})`
}

/** A user id without a name, as containers have, is nobody. */
function systemUser(): string {
  try {
    return userInfo().username
  } catch {
    return 'unknown'
  }
}

/** Best effort: without git, or without a name in it, the system's user is all that is known. */
async function gitName(root: string): Promise<string> {
  try {
    return (await promisify(execFile)('git', ['config', 'user.name'], { cwd: root })).stdout.trim()
  } catch {
    return ''
  }
}
