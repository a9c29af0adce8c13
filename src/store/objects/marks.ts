import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeCache } from '../../util/write-cache.ts'

/**
 * The state of each object's file when its bytes were last known to be right. Nobody writes to an object, so another
 * state is a reason to read it. This is a cache: without it, a glance compares the size alone.
 */
export interface ObjectMarks {
  get(blob: string): string | undefined
  set(blob: string, mark: string): void
  /** Writes what is new, best effort. */
  keep(): void
}

export function objectMarks(folder: string): ObjectMarks {
  const file = join(folder, 'cache', 'objects.lines')
  const added = new Map<string, string>()
  let marks: ReadMarks | undefined
  let isNew = false
  /** The marks to write, with those that another process has added or dropped meanwhile. */
  function* linesOf(now: ReadMarks): Iterable<string> {
    for (const [blob, mark] of now.all()) if (!added.has(blob)) yield `${blob} ${mark}\n`
    for (const [blob, mark] of marks?.all() ?? [])
      if (!added.has(blob) && now.get(blob) === undefined) yield `${blob} ${mark}\n`
    for (const [blob, mark] of added) yield `${blob} ${mark}\n`
  }
  return {
    get(blob) {
      marks ??= readMarks(file)
      return added.get(blob) ?? marks.get(blob)
    },
    set(blob, mark) {
      added.set(blob, mark)
      isNew = true
    },
    keep() {
      if (!isNew) return
      isNew = false
      writeCache(file, linesOf(readMarks(file)))
    },
  }
}

interface ReadMarks {
  get(blob: string): string | undefined
  all(): Iterable<readonly [blob: string, mark: string]>
}

const [lineEnd, space] = [10, 32]

/** Up to this number, searching the bytes for each object takes less time than finding every line. */
const fewObjects = 32

/**
 * Reads the marks, one a line. A line that was cut is the mark of no file, and of two lines for one object the later
 * one holds. A store may have very many objects, so the bytes are kept as they are and not parsed.
 */
function readMarks(file: string): ReadMarks {
  const bytes = bytesOf(file)
  let looks = 0
  let places: ReturnType<typeof placesOf> | undefined
  // Mostly very many marks are asked for, in the order in which they were written.
  let next = 0
  const startOf = (blob: string): number | undefined => {
    if (isOf(bytes, next, blob)) return next
    looks += 1
    if (looks <= fewObjects) return lastStart(bytes, blob)
    places ??= placesOf(bytes)
    return places(blob)
  }
  return {
    get(blob) {
      const start = startOf(blob)
      if (start === undefined) return undefined
      const from = start + blob.length + 1
      const end = endOf(bytes, from)
      next = end + 1
      return bytes.toString('latin1', from, end)
    },
    all: () =>
      lineStarts(bytes)
        .values()
        .map((start) => [nameAt(bytes, start), markAt(bytes, start)] as const),
  }
}

/** A hash table of where the line of each object begins; the name of an object is a hash already. */
function placesOf(bytes: Buffer): (blob: string) => number | undefined {
  const starts = lineStarts(bytes)
  let size = 16
  while (size < starts.length * 2) size *= 2
  // Open addressing; 0 is free, else the place of a line among `starts`, from 1 on.
  const places = new Int32Array(size)
  const slotOf = (blob: string) => {
    let slot = Number.parseInt(blob.slice(0, 8), 16) & (size - 1)
    for (;;) {
      const place = places[slot] as number
      if (place === 0 || isOf(bytes, starts[place - 1] as number, blob)) return slot
      slot = (slot + 1) & (size - 1)
    }
  }
  for (const [place, start] of starts.entries()) places[slotOf(nameAt(bytes, start))] = place + 1
  return (blob) => {
    const place = places[slotOf(blob)] as number
    return place === 0 ? undefined : (starts[place - 1] as number)
  }
}

function lastStart(bytes: Buffer, blob: string): number | undefined {
  for (let end = bytes.length; end > 0; ) {
    const start = bytes.lastIndexOf(blob, end - 1, 'latin1')
    if (start === -1) return undefined
    if ((start === 0 || bytes[start - 1] === lineEnd) && bytes[start + blob.length] === space) return start
    end = start
  }
  return undefined
}

function markAt(bytes: Buffer, start: number): string {
  const from = bytes.indexOf(space, start) + 1
  return bytes.toString('latin1', from, endOf(bytes, from))
}

const nameAt = (bytes: Buffer, start: number): string => bytes.toString('latin1', start, bytes.indexOf(space, start))

function endOf(bytes: Buffer, from: number): number {
  const end = bytes.indexOf(lineEnd, from)
  return end === -1 ? bytes.length : end
}

function isOf(bytes: Buffer, start: number, blob: string): boolean {
  for (let at = 0; at < blob.length; at += 1) if (bytes[start + at] !== blob.charCodeAt(at)) return false
  return bytes[start + blob.length] === space
}

/** The starts of the lines that have a name and a mark. */
function lineStarts(bytes: Buffer): readonly number[] {
  const starts: number[] = []
  for (let start = 0; start < bytes.length; ) {
    const end = endOf(bytes, start)
    const gap = bytes.indexOf(space, start)
    if (gap > start && gap < end) starts.push(start)
    start = end + 1
  }
  return starts
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch {
    return Buffer.alloc(0)
  }
}
