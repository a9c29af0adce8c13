import { promises } from 'node:fs'
import { join } from 'node:path'
import { errorCode } from '../util/error-code.ts'
import { isOlderThan } from '../util/file-state.ts'
import { createHash } from '../util/process/node-crypto.ts'
import { hasEnded, ownIdentity, type ProcessIdentity } from '../util/process-identity.ts'
import { withStoreFailures } from './failure.ts'

/** How long files of another host are left alone, since nobody here can see whether their process lives. */
const foreignMs = 7 * 24 * 3600_000

/**
 * The folder of one run of this process: `tmp/<run>.<pid>.<start>.<boot>.<host>`. The owner is in the name, so that the
 * folder never exists without a known owner.
 */
export function tmpFolder(folder: string, run: string): string {
  return join(folder, 'tmp', ownedName(run))
}

/** A name that belongs to this process; from it others can tell whether the process lives. */
export function ownedName(name: string): string {
  const { pid, started, boot, host } = ownIdentity()
  return [name, pid, started || 0, short(boot), short(host)].join('.')
}

/**
 * Removes the folders of killed processes in `tmp/` and returns their names. The folders of living processes stay.
 */
export async function sweepTmp(folder: string): Promise<readonly string[]> {
  const tmp = join(folder, 'tmp')
  return await withStoreFailures(tmp, async () => {
    const names: string[] = []
    for (const name of await namesIn(tmp)) {
      const path = join(tmp, name)
      if (!isAbandoned(path, name)) continue
      if (await isRemoved(path)) names.push(name)
    }
    return names
  })
}

/** False for a folder of another user in a shared store: it stays, and is no reason not to run. */
async function isRemoved(path: string): Promise<boolean> {
  try {
    await promises.rm(path, { recursive: true, force: true })
    return true
  } catch (error) {
    if (errorCode(error) === 'EACCES' || errorCode(error) === 'EPERM') return false
    throw error
  }
}

/** Whether the process that made this name is gone; for another host, whether nobody has written to it for long. */
export function isAbandoned(path: string, name: string): boolean {
  return hasEnded(ownerIn(name), () => isOlderThan(path, foreignMs))
}

/** Whether a process of this host made it that is gone. */
export function isOfDeadProcess(name: string): boolean {
  return hasEnded(ownerIn(name), () => false)
}

const ownerPattern = /\.(\d+)\.(\d+)\.([0-9a-f]{8})\.([0-9a-f]{8})$/

function ownerIn(name: string): ProcessIdentity | undefined {
  const [, pid, started, boot, host] = ownerPattern.exec(name) ?? []
  if (pid === undefined || started === undefined || boot === undefined || host === undefined) return undefined
  const own = ownIdentity()
  return {
    pid: Number(pid),
    started: started === '0' ? '' : started,
    boot: boot === short(own.boot) ? own.boot : boot,
    host: host === short(own.host) ? own.host : host,
  }
}

function short(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}

async function namesIn(path: string): Promise<readonly string[]> {
  try {
    return await promises.readdir(path)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    throw error
  }
}
