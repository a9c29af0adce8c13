import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface Timed {
  /** Of the whole process, median over the runs. */
  readonly wallMs: number
  /** The mean: it is counted in ticks of 10 ms, of which an empty Node process takes two or three. */
  readonly cpuMs: number
}

/** Runs whole processes in turn, A B A B …, so that a slow moment of the machine meets all of them. */
export function timeProcesses<Name extends string>(
  commands: Readonly<Record<Name, Command>>,
  { rounds, warmUp = 2 }: { readonly rounds: number; readonly warmUp?: number },
): Readonly<Record<Name, Timed>> {
  const names = Object.keys(commands) as Name[]
  const walls = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  const cpus = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const name of names) {
      const { wallMs, cpuMs } = timeOnce(commands[name])
      if (round < 0) continue
      walls[name].push(wallMs)
      cpus[name].push(cpuMs)
    }
  }
  return Object.fromEntries(
    names.map((name) => [name, { wallMs: median(walls[name]), cpuMs: mean(cpus[name]) }]),
  ) as Record<Name, Timed>
}

export interface Command {
  readonly words: readonly string[]
  readonly cwd?: string
  /** Called before each run. */
  readonly before?: () => void
}

function timeOnce({ words, cwd, before }: Command): Timed {
  before?.()
  const cpuBefore = childCpu()
  const began = performance.now()
  const { status, stderr } = spawnSync(process.execPath, words, { cwd, encoding: 'utf8', env: quietEnvironment() })
  const wallMs = performance.now() - began
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}: ${stderr}`)
  return { wallMs, cpuMs: childCpu() - cpuBefore }
}

function quietEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS, ...env } = process.env
  return { ...env, CI: 'true' }
}

/** CPU time of the children that have ended, in ms: user and system. Linux only (fields 16 and 17 of /proc/self/stat, in ticks of 10 ms); 0 elsewhere. */
export function childCpu(): number {
  try {
    const fields = readStat().split(') ')[1]?.split(' ') ?? []
    return (Number(fields[13]) + Number(fields[14])) * 10
  } catch {
    return 0
  }
}

function readStat(): string {
  return readFileSync('/proc/self/stat', 'utf8')
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
