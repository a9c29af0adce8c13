import type { Finding } from '../../../app/doctor/finding.ts'
import type { Style } from '../../text/style.ts'
import { padEnd, width } from '../../text/width.ts'

export function renderDoctor(findings: readonly Finding[], { paint, symbols }: Style): string {
  const marks = { ok: paint.good(symbols.good), warn: paint.warn(symbols.warn), bad: paint.bad(symbols.bad) }
  const nameWidth = Math.max(0, ...findings.map(({ name }) => width(name)))
  const lines = findings.flatMap(({ name, state, found, fix }) => [
    `${marks[state]} ${padEnd(name, nameWidth)}  ${found}`,
    ...(fix === undefined ? [] : [`  ${' '.repeat(nameWidth)}  fix: ${fix}`]),
  ])
  const bad = findings.filter(({ state }) => state === 'bad').length
  const verdict = bad === 0 ? 'this machine is all right' : `${bad} of ${findings.length} are not all right`
  return [...lines, verdict].join('\n')
}
