import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { errorCode } from './error-code.ts'

/**
 * Names one process for as long as the machine is up. A pid alone is given away again; a pid with its start time is
 * not, and the boot id tells the same pair of an earlier boot apart. Two containers may share a host name and a boot id
 * and still not see each other's pids, so that `host` holds the pid namespace as well.
 */
export interface ProcessIdentity {
  readonly pid: number
  /** When the process started, in the system's own unit; empty where the system does not tell. */
  readonly started: string
  readonly boot: string
  /** The host name, and the pid namespace where there is one. */
  readonly host: string
}

let own: ProcessIdentity | undefined

export function ownIdentity(): ProcessIdentity {
  own ??= { pid: process.pid, started: startOf(process.pid) ?? '', boot: bootId(), host: hostIdentity() }
  return own
}

/** The identity of a process of this host as it is now. */
export function identityOf(pid: number): ProcessIdentity {
  return { ...ownIdentity(), pid, started: startOf(pid) ?? '' }
}

/**
 * Whether a process has ended. Nobody here can see one of another host or of another container, or one that is not
 * named: `isExpired` then decides, by the time that has passed.
 */
export function hasEnded(owner: ProcessIdentity | undefined, isExpired: () => boolean): boolean {
  const self = ownIdentity()
  if (owner?.host !== self.host) return isExpired()
  if (owner.boot !== self.boot) return true
  const started = startOf(owner.pid)
  if (started === undefined) return true
  return started !== '' && owner.started !== '' && started !== owner.started
}

/** The start of a running process, `''` where the system does not say, `undefined` where the process does not exist. */
function startOf(pid: number): string | undefined {
  if (process.platform === 'linux') return startOnLinux(pid)
  if (!answers(pid)) return undefined
  return process.platform === 'win32' ? '' : startFromPs(pid)
}

/**
 * Field 22 of `/proc/<pid>/stat` (proc(5)), in clock ticks since the boot. The second field is the program's name in
 * parentheses and may hold anything, so the fields are counted from the last parenthesis. A zombie has ended: it only
 * waits for its parent.
 */
function startOnLinux(pid: number): string | undefined {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT' || code === 'ESRCH') return answers(pid) ? '' : undefined
    throw error
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
}

function startFromPs(pid: number): string {
  try {
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' }
    // Few systems need it, and it takes 7 ms to load.
    const { execFileSync } = process.getBuiltinModule('node:child_process')
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { env, encoding: 'utf8', stdio: 'pipe' })
    const seconds = Date.parse(`${started.trim()} UTC`) / 1000
    return Number.isNaN(seconds) ? '' : String(seconds)
  } catch {
    // Without `ps` the pid alone has to do: a lease may then be held too long, and is never taken from a living owner.
    return ''
  }
}

function answers(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}

function bootId(): string {
  return optional(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim())
}

function hostIdentity(): string {
  const namespace = optional(() => readlinkSync('/proc/self/ns/pid'))
  return namespace === '' ? hostname() : `${hostname()} ${namespace}`
}

/** Only Linux has `/proc`, and a sandbox may hide it; what is not told is the same for every process there. */
function optional(readText: () => string): string {
  try {
    return readText()
  } catch {
    return ''
  }
}
