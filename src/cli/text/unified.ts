import { structuredPatch } from 'diff'
import type { Style } from './style.ts'

/** Lines of context about a change. */
const context = 2

/** The lines of a unified diff without its head: what is only layout is in it as well, since it is how the text reads. */
export function unifiedLines(before: string, after: string): string[] {
  const { hunks } = structuredPatch('', '', before, after, '', '', { context })
  return hunks.flatMap(({ lines }, at) => [
    ...(at === 0 ? [] : [gap]),
    ...lines.filter((line) => !line.startsWith('\\')),
  ])
}
const gap = '  ⋯'

export function paintDiffLine(line: string, { paint }: Style): string {
  if (line.startsWith('+')) return paint.good(line)
  return line.startsWith('-') ? paint.bad(line) : paint.faint(line)
}
