import {
  appendFileSync,
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmdirSync,
  rmSync,
} from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { deserialize, serialize } from 'node:v8'
import { crc32 } from 'node:zlib'
import type { Unit } from '../unit.ts'
import { datesIn, markDatesIn } from '../util/dates-in.ts'
import { errorCode } from '../util/error-code.ts'
import { isAbandoned, ownedName } from './tmp.ts'

/**
 * Keeps the results of row calls while an attempt goes on: if the attempt fails or its process is killed, the next one
 * pays only for the calls that were under way. Calls are appended as they end, each with its length and checksum, so
 * that a file that was cut is good up to the cut. Nobody waits for the disk, because results that a power cut takes are
 * computed again.
 */
export interface Journal {
  /** The results of earlier attempts for rows of this content, at this step of the chain. */
  outputsOf(step: number, content: string): readonly object[] | undefined
  add(call: JournalCall): void
  /** Writes the calls that are pending. */
  flush(): void
  /** Closes the file, which stays for the next attempt. */
  close(): void
  /** Removes the unit's files of this process and of ended ones, once the rows are in a table. */
  discard(): Promise<void>
}
export interface JournalCall {
  readonly step: number
  readonly contents: readonly string[]
  readonly outputs: readonly (readonly object[])[]
}

export interface JournalOptions {
  /** The store's. */
  readonly folder: string
  readonly unit: Unit
  readonly run: string
  /** Names everything that a result depends on: a file with another identity is not read. */
  readonly identity: string
  /** The reads beside the rows so far, as JSON. It is written before the calls that depend on them. */
  readonly trace: () => string
  /** Whether the reads of a trace are still the same. */
  readonly holds: (trace: string) => boolean
  /** Whether results may be kept at all. */
  readonly mayKeep: () => boolean
  /** Is called once if the file cannot be written. */
  readonly onTrouble: (error: unknown) => void
}

type Entry = { readonly trace: string } | Calls
interface Calls {
  readonly calls: readonly JournalCall[]
  /** The column types of its Dates, which a copy of a Date does not have. */
  readonly dates?: ReturnType<typeof datesIn>
}

/**
 * How long a finished call may be held back, in ms: a write for each of many small calls takes too long.
 */
const holdMs = 20

export function openJournal(request: JournalOptions): Journal {
  const folder = join(request.folder, 'partial', encodeURIComponent(request.unit))
  const options = { ...request, onTrouble: once(request.onTrouble) }
  const earlier = readEarlier(folder, options)
  const own = openOwn(folder, options)
  return {
    outputsOf: earlier.outputsOf,
    ...own,
    close() {
      own.close()
      earlier.close()
    },
    async discard() {
      own.close()
      earlier.close()
      // The rows are in their table, so it is no failure if a file stays behind.
      try {
        for (const name of namesIn(folder)) {
          const path = join(folder, name)
          if (path === own.path() || isAbandoned(path, name)) rmSync(path, { force: true })
        }
        removeEmpty(folder)
      } catch (error) {
        options.onTrouble(error)
      }
    },
  }
}

function once(tell: (error: unknown) => void): (error: unknown) => void {
  let hasSpoken = false
  return (error) => {
    if (!hasSpoken) tell(error)
    hasSpoken = true
  }
}

function openOwn(folder: string, options: JournalOptions) {
  const path = join(folder, ownedName(`${options.identity}.${options.run}`))
  let file: number | undefined
  let broken = false
  let written: string | undefined
  let pending: JournalCall[] = []
  let since = 0
  let timer: NodeJS.Timeout | undefined
  const append = (entry: Entry) => {
    const payload = serialize(entry)
    const head = Buffer.alloc(8)
    head.writeUInt32LE(payload.length, 0)
    head.writeUInt32LE(crc32(payload), 4)
    file ??= openFile(folder, path)
    appendFileSync(file, Buffer.concat([head, payload]))
  }
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    const calls = pending
    pending = []
    if (broken || calls.length === 0 || !options.mayKeep()) return
    try {
      const trace = options.trace()
      if (trace !== written) append({ trace })
      written = trace
      append({ calls, dates: datesIn(calls) })
    } catch (error) {
      broken = true
      options.onTrouble(error)
    }
  }
  return {
    path: () => path,
    flush,
    add(call: JournalCall) {
      if (pending.length === 0) since = performance.now()
      pending.push(call)
      if (performance.now() - since >= holdMs || call.contents.length > 1) flush()
      else timer ??= setTimeout(flush, holdMs)
    },
    close() {
      flush()
      if (file !== undefined) closeSync(file)
      file = undefined
    },
  }
}

function openFile(folder: string, path: string): number {
  mkdirSync(folder, { recursive: true })
  return openSync(path, 'a')
}

/** Where a result is: the file, and the part of it. */
interface Place {
  readonly file: number
  readonly from: number
  readonly length: number
  readonly call: number
  readonly index: number
}

/**
 * The results of earlier attempts. Their places are in memory; the results stay on the disk until they are asked for.
 */
function readEarlier(folder: string, { identity, holds, onTrouble }: JournalOptions) {
  const files: number[] = []
  const places = new Map<string, Place>()
  // Results that cannot be read are computed again.
  try {
    for (const name of namesIn(folder)) {
      if (!name.startsWith(`${identity}.`)) continue
      const file = openSync(join(folder, name), 'r')
      files.push(file)
      for (const { content, ...place } of placesIn(file, holds)) places.set(content, { ...place, file })
    }
  } catch (error) {
    onTrouble(error)
  }
  let last: { readonly at: string; readonly calls: readonly JournalCall[] } | undefined
  const callsAt = ({ file, from, length }: Place): readonly JournalCall[] => {
    const at = `${file} ${from}`
    if (last?.at === at) return last.calls
    const { calls, dates } = deserialize(readAt(file, from, length) as Buffer) as Calls
    if (dates !== undefined) markDatesIn(calls, dates)
    last = { at, calls }
    return calls
  }
  return {
    outputsOf(step: number, content: string): readonly object[] | undefined {
      if (places.size === 0) return undefined
      const place = places.get(`${step} ${content}`)
      return place === undefined ? undefined : callsAt(place)[place.call]?.outputs[place.index]
    },
    close() {
      for (const file of files.splice(0)) closeSync(file)
      places.clear()
    },
  }
}

/** Reads one entry after another, since a file may be larger than memory, up to the first damaged one. */
function* placesIn(
  file: number,
  holds: JournalOptions['holds'],
): Generator<Omit<Place, 'file'> & { readonly content: string }> {
  for (let at = 0; ; ) {
    const head = readAt(file, at, 8)
    const length = head?.readUInt32LE(0) ?? 0
    const from = at + 8
    const payload = head === undefined ? undefined : readAt(file, from, length)
    if (payload === undefined || crc32(payload) !== head?.readUInt32LE(4)) return
    const entry = deserialize(payload) as Entry
    if ('trace' in entry) {
      // Later calls may depend on reads after this point, so they are dropped as well.
      if (!holds(entry.trace)) return
    } else {
      for (const [call, { step, contents }] of entry.calls.entries())
        for (const [index, content] of contents.entries())
          yield { content: `${step} ${content}`, from, length, call, index }
    }
    at = from + length
  }
}

/** `undefined` where the file ends earlier. */
function readAt(file: number, from: number, length: number): Buffer | undefined {
  if (from + length > fstatSync(file).size) return undefined
  const bytes = Buffer.alloc(length)
  return readSync(file, bytes, 0, length, from) === length ? bytes : undefined
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    throw error
  }
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder)
    rmdirSync(join(folder, '..'))
  } catch (error) {
    // Another process still has files in the folder.
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw error
  }
}
