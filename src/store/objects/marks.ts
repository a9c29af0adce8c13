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
  const file = join(folder, 'cache', 'objects.lines')
  let read: Map<string, string> | undefined
  let isNew = false
  const marks = (): Map<string, string> => {
    read ??= readMarks(file)
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
      const all = new Map([...readMarks(file), ...marks()])
      writeCache(
        file,
        all
          .entries()
          .map(([blob, mark]) => `${blob} ${mark}\n`)
          .toArray()
          .join(''),
      )
    },
  }
}

/** Each a line: a store may have very many objects. One that was cut is the mark of no file. */
function readMarks(file: string): Map<string, string> {
  const marks = new Map<string, string>()
  for (const line of textOf(file).split('\n')) {
    const end = line.indexOf(' ')
    if (end > 0) marks.set(line.slice(0, end), line.slice(end + 1))
  }
  return marks
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return ''
  }
}
