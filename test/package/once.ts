import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Makes a folder once for all that ask: one process makes it, and the others wait for it. It is there when it is whole. */
export async function once(folder: string, make: (empty: string) => Promise<void>): Promise<string> {
  const claim = `${folder}.claim`
  while (!existsSync(folder)) {
    if (claimed(claim)) {
      try {
        if (!existsSync(folder)) await makeWhole(folder, make)
      } finally {
        rmSync(claim)
      }
    } else await sleep(100)
  }
  return folder
}

async function makeWhole(folder: string, make: (empty: string) => Promise<void>): Promise<void> {
  const empty = mkdtempSync(`${folder}.`)
  try {
    await make(empty)
    renameSync(empty, folder)
  } finally {
    rmSync(empty, { recursive: true, force: true })
  }
}

/** Whether the claim is this process's now; that of one which has ended is nobody's. */
function claimed(claim: string): boolean {
  try {
    writeFileSync(claim, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    if (!isAlive(ownerOf(claim))) rmSync(claim, { force: true })
    return false
  }
}

/** `undefined` where it is gone, or is being written. */
function ownerOf(claim: string): number | undefined {
  try {
    return Number(readFileSync(claim, 'utf8')) || undefined
  } catch {
    return undefined
  }
}

function isAlive(owner: number | undefined): boolean {
  if (owner === undefined) return true
  try {
    process.kill(owner, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
