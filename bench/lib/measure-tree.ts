import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { childCpu } from './processes.ts'

export interface Measured {
  readonly wallMs: number
  /** User and system, of the process and all below it. */
  readonly cpuMs: number
  /** The most that the process and all below it had at one time, shared pages once. */
  readonly peakMb: number
}

/** Runs a process to its end and looks every 50 ms at it and at all below it. Linux only. */
export async function measureTree(
  [file = '', ...words]: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<Measured> {
  const began = performance.now()
  const cpuBefore = childCpu()
  const child = spawn(file, words, { ...options, stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  child.stderr.on('data', (data) => {
    stderr += String(data)
  })
  let peakMb = 0
  const timer = setInterval(() => {
    peakMb = Math.max(peakMb, treeMb(child.pid as number))
  }, 50)
  const [status] = await once(child, 'close')
  clearInterval(timer)
  if (status !== 0) throw new Error(`${file} ${words.join(' ')} ended with ${status}: ${stderr}`)
  return { wallMs: performance.now() - began, cpuMs: childCpu() - cpuBefore, peakMb }
}

function treeMb(pid: number): number {
  return childrenOf(pid).reduce((sum, child) => sum + treeMb(child), megabytesOf(pid))
}

function childrenOf(pid: number): readonly number[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`)
    return threads.flatMap((thread) => numbersIn(readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')))
  } catch {
    // It has ended meanwhile.
    return []
  }
}

const numbersIn = (text: string): readonly number[] => text.split(' ').filter(Boolean).map(Number)

function megabytesOf(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}
