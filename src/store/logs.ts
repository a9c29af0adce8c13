import { appendFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { LogLevel } from '../events.ts'
import { partsOf, type Unit, unitOf } from '../unit.ts'
import { storeFailure } from './failure.ts'

export interface LogOf {
  readonly run: string
  readonly unit: Unit
}

export interface LogLine {
  readonly at: number
  readonly level: LogLevel
  readonly message: string
}

/**
 * `logs/<run>/<asset>.ndjson`. Each line is a JSON array of time in ms, level and message. An asset's name, an
 * identifier with dots, is a valid file name; a partition's key is encoded as one.
 */
function logFile(folder: string, of: LogOf): string {
  const { asset, partition } = partsOf(of.unit)
  const name = partition === '' ? asset : `${asset}[${encodeURIComponent(partition)}]`
  return join(folder, 'logs', of.run, `${name}.ndjson`)
}

/**
 * Appends at once, so that the lines before a crash are kept. Throws `STORE_DISK_FULL` and `STORE_NOT_WRITABLE`.
 */
export function appendLog(folder: string, of: LogOf, line: LogLine): void {
  const file = logFile(folder, of)
  const text = `${JSON.stringify([line.at, line.level, line.message])}\n`
  try {
    appendFileSync(file, text)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw storeFailure(error, file)
    inNewFolder(file, text)
  }
}

function inNewFolder(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
    appendFileSync(file, text)
  } catch (error) {
    throw storeFailure(error, file)
  }
}

/** The asset's lines in that run; empty where it wrote none. A last line that a crash has cut is left out. */
export function readLog(folder: string, of: LogOf): readonly LogLine[] {
  let text: string
  try {
    text = readFileSync(logFile(folder, of), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  // A line without a time keeps its place.
  let last = 0
  const complete = text.slice(0, text.lastIndexOf('\n') + 1)
  return complete
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const entry = parsed(line)
      if (entry !== undefined) last = entry.at
      return entry ?? { at: last, level: 'warn' as const, message: `this line of the log is damaged: ${line}` }
    })
}

function parsed(line: string): LogLine | undefined {
  try {
    const [at, level, message] = JSON.parse(line) as unknown[]
    const isSound = Number.isSafeInteger(at) && levels.includes(level as LogLevel) && typeof message === 'string'
    return isSound ? { at: at as number, level: level as LogLevel, message: message as string } : undefined
  } catch {
    return undefined
  }
}
const levels: readonly LogLevel[] = ['info', 'warn', 'error']

/** The assets that wrote anything in that run, by name. */
export function loggedUnits(folder: string, run: string): readonly Unit[] {
  try {
    const files = readdirSync(join(folder, 'logs', run))
    return files.flatMap((file) => (file.endsWith('.ndjson') ? [unitOfLog(file)] : [])).sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function unitOfLog(file: string): Unit {
  const { asset, partition } = partsOf(file.slice(0, -'.ndjson'.length) as Unit)
  return unitOf(asset, decodeURIComponent(partition))
}
