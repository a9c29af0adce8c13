import { randomBytes } from 'node:crypto'

/** What every answer begins with, which nobody else knows. */
export const newMark = (): string => `\u001e${randomBytes(8).toString('hex')}`

/**
 * The answer that stands at the end of a line; undefined where the line is what an interpreter is made to print when it
 * starts, such as by a `sitecustomize`.
 */
export function markedAnswer(line: string, mark: string): string | undefined {
  const at = line.indexOf(mark)
  return at < 0 ? undefined : line.slice(at + mark.length)
}
