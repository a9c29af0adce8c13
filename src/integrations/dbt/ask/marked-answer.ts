import { randomBytes } from 'node:crypto'

/** A random text with which every answer begins. */
export const newMark = (): string => `\u001e${randomBytes(8).toString('hex')}`

/**
 * The answer at the end of a line; undefined for a line without one, such as output of a `sitecustomize` when the
 * interpreter starts.
 */
export function markedAnswer(line: string, mark: string): string | undefined {
  const at = line.indexOf(mark)
  return at < 0 ? undefined : line.slice(at + mark.length)
}
