import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const faultCalls = ['open', 'write', 'fsync', 'link', 'rename', 'unlink'] as const
/** Those that write, and `read`, of which a command makes a great many. */
export type FaultCall = (typeof faultCalls)[number] | 'read'
export type FaultKind = 'SIGKILL' | 'ENOSPC' | 'EIO' | 'EROFS' | 'EMFILE'
export interface Fault {
  readonly call: FaultCall
  /** Of the calls that touch the folder, counted from 1. */
  readonly at: number
  readonly kind: FaultKind
}

export interface Faults extends Disposable {
  /** The variables of a process that meets the fault where it touches the folder. */
  env(root: string, fault: Fault): Record<string, string>
  /** Those of one whose calls are noted. */
  noting(root: string): Record<string, string>
  /** What was noted since the last time: the call and the path. */
  noted(): readonly { readonly call: FaultCall; readonly path: string }[]
}

/** Compiled here and now; `undefined`, with the reason, where that is not to be had. */
export function openFaults(): Faults | string {
  if (process.platform !== 'linux') return `no faults are injected on ${process.platform}`
  const folder = mkdtempSync(join(tmpdir(), 'assets-faults-'))
  const library = join(folder, 'faults.so')
  const log = join(folder, 'calls.log')
  try {
    const source = join(import.meta.dirname, 'faults.c')
    execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl'], { stdio: 'pipe' })
  } catch (error) {
    rmSync(folder, { recursive: true })
    return `no faults are injected without a compiler of C: ${(error as Error).message}`
  }
  const base = (root: string) => ({ LD_PRELOAD: library, FAULT_ROOT: root })
  // A disk that is full, and one that is read-only, stay so.
  const stays = (kind: FaultKind) => (kind === 'ENOSPC' || kind === 'EROFS' ? { FAULT_STAYS: '1' } : {})
  return {
    env: (root, { call, at, kind }) => ({
      ...base(root),
      FAULT: kind,
      FAULT_CALL: call,
      FAULT_AT: String(at),
      ...stays(kind),
    }),
    noting: (root) => ({ ...base(root), FAULT_LOG: log }),
    noted() {
      const lines = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : []
      rmSync(log, { force: true })
      return lines.map((line) => {
        const [call, ...path] = line.split(' ')
        return { call: call as FaultCall, path: path.join(' ') }
      })
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  }
}
