import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { AssetError } from '../../errors.ts'
import { errorCode } from '../../util/error-code.ts'
import { isOlderThan } from '../../util/file-state.ts'
import { hasEnded, ownIdentity, type ProcessIdentity } from '../../util/process-identity.ts'

export interface FileLock extends AsyncDisposable {
  /** Whether this process still has the lock: another process may have believed it dead. */
  isHeld(): Promise<boolean>
}
export interface FileLockOptions {
  /** How long to wait for another process that holds it, in ms, before `STORE_BUSY`. */
  readonly patienceMs: number
}

/**
 * How long an owner on another host, which cannot be seen from here, is left alone. The lock is only ever held for
 * moments.
 */
const foreignMs = 10 * 60_000
const pollMs = 20

/**
 * Takes the lock that this file represents. The file appears by `link` with its owner already in it, so that it never
 * exists without a known owner. The lock of a dead process is taken over.
 *
 * @throws AssetError `STORE_BUSY`
 */
export async function holdFileLock(file: string, { patienceMs }: FileLockOptions): Promise<FileLock> {
  const text = JSON.stringify({ ...ownIdentity(), lock: randomUUID() })
  const until = performance.now() + patienceMs
  for (;;) {
    if (await appears(file, text)) return heldLock(file, text)
    const holder = await readText(file)
    if (holder !== undefined && isAbandoned(file, holder)) await takeAway(file, holder)
    else if (performance.now() >= until) throw busy(file, holder)
    else if (holder !== undefined) await sleep(pollMs)
  }
}

function heldLock(file: string, text: string): FileLock {
  const isHeld = async () => (await readText(file)) === text
  return {
    isHeld,
    async [Symbol.asyncDispose]() {
      if (await isHeld()) await rm(file, { force: true })
    },
  }
}

async function appears(file: string, text: string): Promise<boolean> {
  const own = `${file}.${randomUUID()}`
  await writeFile(own, text, { flag: 'wx' })
  try {
    await link(own, file)
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  } finally {
    await rm(own, { force: true })
  }
}

/**
 * Two processes may see the same dead owner. The lock is moved aside and read again: if it now belongs to a living
 * process, it is put back; that owner asks `isHeld` before it writes.
 */
async function takeAway(file: string, dead: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`
  try {
    await rename(file, aside)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return
    throw error
  }
  try {
    if ((await readText(aside)) !== dead) await link(aside, file)
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  } finally {
    await rm(aside, { force: true })
  }
}

function isAbandoned(file: string, holder: string): boolean {
  return hasEnded(ownerIn(holder), () => isOlderThan(file, foreignMs))
}

function ownerIn(text: string): ProcessIdentity | undefined {
  try {
    const { pid, started, boot, host } = JSON.parse(text)
    return typeof pid === 'number'
      ? { pid, started: String(started), boot: String(boot), host: String(host) }
      : undefined
  } catch {
    return undefined
  }
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

function busy(file: string, holder: string | undefined): AssetError {
  const owner = ownerIn(holder ?? '')
  const who = owner === undefined ? 'another process' : `process ${owner.pid} on ${owner.host.split(' ')[0]}`
  return new AssetError({
    code: 'STORE_BUSY',
    message: `${who} kept ${file} locked`,
    facts: { file, pid: owner?.pid, host: owner?.host },
    fix: `wait until it has ended and run again; if it is gone for good, remove ${file}`,
  })
}
