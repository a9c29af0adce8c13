import { absentMark, type FileMark, markFiles, marksHold } from '../../discover/files/file-marks.ts'
import { AssetError } from '../../errors.ts'
import { troubleOf } from '../trouble.ts'
import type { Schedules } from './open-schedules.ts'

/** The schedules, as the files of the project say them. */
export interface FollowedSchedules {
  /** The schedules that were read last. */
  now(): Pick<Schedules, 'all' | 'due'>
  /** Whether the files of now could not be read. */
  isBroken(): boolean
  /** Reads them anew where a file has changed since. */
  follow(now: number): Promise<void>
}

export type FollowEvent =
  | { readonly type: 'follows'; readonly schedules: readonly string[] }
  /** While the files cannot be read, the schedules that were read last go on. */
  | { readonly type: 'broken'; readonly error: unknown; readonly schedules: readonly string[] }

export interface FollowTools {
  readonly first: Schedules
  readonly read: () => Promise<Schedules>
  readonly tell: (event: FollowEvent) => void
}

/**
 * A missing file may come at a path that is not watched, so a project that could not be read is tried again after this
 * time.
 */
const patienceMs = 60_000

interface Marks {
  readonly files: readonly FileMark[]
  readonly at: number
}

export function followSchedules({ first, read, tell }: FollowTools): FollowedSchedules {
  let current = first
  let marks = marksOf(first)
  let broken: { readonly text: string; readonly at: number } | undefined
  const names = () => current.all.map(({ name }) => name)
  const isSame = (now: number) =>
    marksHold(marks.files, marks.at) && (broken === undefined || (now >= broken.at && now - broken.at < patienceMs))
  return {
    now: () => current,
    isBroken: () => broken !== undefined,
    async follow(now) {
      if (isSame(now)) return
      try {
        const next = await read()
        if (next.store.folder !== first.store.folder) throw otherStore(next.store.folder)
        current = next
        marks = marksOf(next)
        broken = undefined
        tell({ type: 'follows', schedules: names() })
      } catch (error) {
        // A failed load does not tell which files it read, so the former ones are watched.
        marks = { files: markFiles(marks.files.map(([path]) => path)), at: Date.now() }
        const text = JSON.stringify(troubleOf(error).errors)
        if (broken?.text !== text) tell({ type: 'broken', error, schedules: names() })
        broken = { text, at: now }
      }
    },
  }
}

/** A file that was edited while it was read has no mark that holds. */
function marksOf({ files }: Schedules): Marks {
  const at = Date.now()
  const marked = markFiles(files.map(({ path }) => path))
  return {
    at,
    files: marked.map((mark, index) => {
      const { path, sha256 = mark[5] } = files[index] as Schedules['files'][number]
      return sha256 === mark[5] ? mark : absentMark(path)
    }),
  }
}

function otherStore(folder: string): AssetError {
  return new AssetError({
    code: 'PROJECT_INVALID',
    message: `the store of the project is ${folder} by now, and this process runs the schedules on another`,
    facts: { store: folder },
    fix: 'start it anew: assets schedule start',
  })
}
