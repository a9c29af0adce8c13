import { statSync } from 'node:fs'
import { type FileMark, markOf, stateOf } from '../../discover/files/file-marks.ts'
import { isSettled } from '../../util/file-state.ts'
import type { Remembered } from './memory.ts'

export interface Rereading {
  /** Files whose bytes had to be read to see that they are the same. */
  readonly rereads: ReadonlySet<string>
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
  const now = (mark: FileMark): FileMark => (rereads.has(mark[0]) ? markNow(mark) : mark)
  const files = evidence.files.map(now)
  const questions = evidence.answers.files.map(now)
  // Who writes to one of them meanwhile moves its times beyond that moment.
  if (![...files, ...questions].every((mark) => isSettled(stateOf(mark), askedAt))) return undefined
  const answers = { ...evidence.answers, since: askedAt, files: questions }
  return { ...remembered, savedAt: askedAt, evidence: { ...evidence, files, answers } }
}

function markNow(mark: FileMark): FileMark {
  const stat = statSync(mark[0], { throwIfNoEntry: false })
  return stat === undefined ? mark : markOf(mark[0], stat, mark[5])
}
