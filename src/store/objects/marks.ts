import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeCache } from '../../util/write-cache.ts'

/**
 * What the file system said of each object when its bytes were last known to be right: an object is never written to,
 * so that another state of its file is a reason to read it. It is a cache: without it a glance sees the size alone.
 */
export interface ObjectMarks {
  get(blob: string): string | undefined
  set(blob: string, mark: string): void
  /** Writes what is new, best effort. */
  keep(): void
}

export function objectMarks(folder: string): ObjectMarks {
  const file = join(folder, 'cache', 'objects.json')
  let read: Map<string, string> | undefined
  let isNew = false
  const marks = (): Map<string, string> => {
    read ??= new Map(Object.entries(readMarks(file)))
    return read
  }
  return {
    get: (blob) => marks().get(blob),
    set(blob, mark) {
      marks().set(blob, mark)
      isNew = true
    },
    keep() {
      if (!isNew) return
      isNew = false
      // What another process has found out meanwhile is kept as well.
      writeCache(file, JSON.stringify({ ...readMarks(file), ...Object.fromEntries(marks()) }))
    },
  }
}

function readMarks(file: string): Readonly<Record<string, string>> {
  try {
    const marks: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof marks === 'object' && marks !== null ? (marks as Record<string, string>) : {}
  } catch {
    return {}
  }
}
