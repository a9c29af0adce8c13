import { type FileMark, stateOf } from '../../discover/files/file-marks.ts'
import { isSettled } from '../../util/file-state.ts'
import type { Remembered } from './memory.ts'

export interface Rereading {
  /**
   * Files whose bytes had to be read to see that they are the same, as they were before that: who writes to one right
   * after may do so by another clock, as that of a file server.
   */
  readonly rereads: ReadonlyMap<string, FileMark>
  /** Before the first of them was read, in ms since 1970. */
  readonly askedAt: number
}

/**
 * The memory by which no file has to be read: a file that was written right before it was remembered, as a run does
 * with the lock, has times that may hide a later write, and so has its bytes read by each command after that. Once it
 * has rested for a while and has the same bytes, its times tell that. `undefined` where nothing was read, or something
 * has not rested yet.
 */
export function settledMemory(remembered: Remembered, { rereads, askedAt }: Rereading): Remembered | undefined {
  if (rereads.size === 0) return undefined
  const { evidence } = remembered
  const now = (mark: FileMark): FileMark => rereads.get(mark[0]) ?? mark
  const files = evidence.files.map(now)
  const questions = evidence.answers.files.map(now)
  if (![...files, ...questions].every((mark) => isSettled(stateOf(mark), askedAt))) return undefined
  const answers = { ...evidence.answers, since: askedAt, files: questions }
  return { ...remembered, savedAt: askedAt, evidence: { ...evidence, files, answers } }
}
