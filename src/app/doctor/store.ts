import { execFile } from 'node:child_process'
import { access, constants, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Catalog } from '../../store/interface.ts'
import { count } from '../../util/text/count.ts'
import { size } from '../../util/text/size.ts'
import type { Finding } from './finding.ts'

/** Less than this and a run is likely to end in the middle: the largest tables, twice. */
const littleSpace = 2 ** 30

/** Looks at the folder, or at the one it would be made in, and writes nothing. */
export async function folderFindings(folder: string): Promise<Finding[]> {
  const there = await nearestThere(folder)
  return [await writableFinding(folder, there), await spaceFinding(there)]
}

async function nearestThere(folder: string): Promise<string> {
  try {
    await access(folder, constants.F_OK)
    return folder
  } catch {
    const above = dirname(folder)
    return above === folder ? folder : nearestThere(above)
  }
}

async function writableFinding(folder: string, there: string): Promise<Finding> {
  try {
    await access(there, constants.W_OK | constants.X_OK)
    return { name: 'store', state: 'ok', found: there === folder ? folder : `${folder} (not made yet)` }
  } catch {
    const fix = `make ${there} writable for this user, or choose another store with --store <dir>`
    return { name: 'store', state: 'bad', found: `${there} is not writable`, fix }
  }
}

async function spaceFinding(there: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(there)
  const free = bavail * bsize
  const message = `${size(free)} free`
  if (free >= littleSpace) return { name: 'disk', state: 'ok', found: message }
  return {
    name: 'disk',
    state: 'warn',
    found: message,
    fix: 'free some space, or choose another store with --store <dir>',
  }
}

const run = promisify(execFile)

/** Tables in git make it slow for ever; the lock file belongs there. Outside a repository there is nothing to say. */
export async function gitFinding(folder: string): Promise<Finding | undefined> {
  const there = await nearestThere(folder)
  const probe = join(folder, 'catalog.sqlite')
  try {
    await run('git', ['check-ignore', '-q', '--no-index', probe], { cwd: there })
    return { name: 'git', state: 'ok', found: 'the tables of the store are ignored' }
  } catch (error) {
    // git says 1 for "not ignored" and 128 for "no repository"; without git there is no code of its own.
    if ((error as { readonly code?: unknown }).code !== 1) return undefined
    if (there !== folder) return { name: 'git', state: 'ok', found: 'the store will ignore its own tables' }
    const fix = `put "*" and "!assets.lock" into ${join(folder, '.gitignore')}`
    return { name: 'git', state: 'warn', found: 'git would take the tables of the store in', fix }
  }
}

/** What living processes make right now: the reason why another run waits. */
export async function leaseFinding(catalog: Catalog | undefined): Promise<Finding> {
  const leases = (await catalog?.leases()) ?? []
  if (leases.length === 0) return { name: 'running', state: 'ok', found: 'nothing' }
  const owners = [...new Set(leases.map(({ pid, host }) => `process ${pid} on ${host}`))].join(', ')
  return { name: 'running', state: 'ok', found: `${count(leases.length, 'asset')} by ${owners}` }
}
