import type { Style } from './style.ts'

export function paintDiffLine(line: string, { paint }: Style): string {
  if (line.startsWith('+')) return paint.good(line)
  return line.startsWith('-') ? paint.bad(line) : paint.faint(line)
}
