import { statSync } from 'node:fs'
import { type FileState, sameState } from '../../util/file-state.ts'
import type { LoadedProject } from '../load/load.ts'

/** A file as it was when the slice was cut. */
export interface FileAsCut {
  readonly sha256: string
  /** Where it was read then, and not remembered. */
  readonly state?: FileState
}

/**
 * Tells whether the code that ran is the code of the slice. A table that was made while a file changed is good data,
 * but it is unknown from which text it was made. A module counts by the bytes that were evaluated, also by those of a
 * late import: a file that was edited meanwhile may be back as it was, with its time.
 */
export function watchFiles(
  { modules, lateModules }: Pick<LoadedProject, 'modules' | 'lateModules'>,
  files: Iterable<string>,
  asCut: (file: string) => FileAsCut | undefined,
): (file: string) => boolean {
  const evaluated = new Map(modules.map(({ path, sha256 }) => [path, sha256]))
  const before = new Map([...new Set(files)].map((file) => [file, thereOnly(asCut(file)?.state ?? stateNow(file))]))
  return (file) => {
    const cut = asCut(file)?.sha256
    const ran = [evaluated.get(file), lateModules.get(file)].filter((sha256) => sha256 !== undefined)
    if (cut !== undefined && ran.some((sha256) => sha256 !== cut)) return false
    const [then, now] = [before.get(file), stateNow(file)]
    return then === undefined || now === undefined ? then === now : sameState(then, now)
  }
}

/** A file that was looked for and is not there is remembered with a state of its own, of a size that no file has. */
const thereOnly = (state: FileState | undefined): FileState | undefined =>
  state === undefined || state.size < 0 ? undefined : state

const stateNow = (file: string): FileState | undefined => statSync(file, { throwIfNoEntry: false })
