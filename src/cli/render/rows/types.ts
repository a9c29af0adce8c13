import type { ReportedInterface, TypesReport } from '../../../app/types/types.ts'
import { count } from '../../../util/text/count.ts'
import { shellWord } from '../../../util/text/shell-word.ts'
import type { Style } from '../../text/style.ts'

/** @param out As it was given, for the cure. */
export function renderTypes(report: TypesReport, { paint, symbols }: Style, out: string | undefined): string {
  const { label, upToDate, written, interfaces, removed } = report
  const typed = interfaces.filter(({ state }) => state !== 'missing')
  if (interfaces.length === 0 && removed.length === 0) return 'no asset of the project is in another language'
  if (typed.length === 0 && upToDate) return 'no row type was written'
  const types = count(typed.length, 'row type')
  if (upToDate) return `${paint.good(symbols.good)} ${label} is up to date: ${types}`
  const changes = [...typed.flatMap(changeOf), ...removed.map((name) => `${name} removed`)].map((line) => `  ${line}`)
  if (written) return [`${paint.good(symbols.good)} ${types} written to ${label}`, ...changes].join('\n')
  const cure = `fix: assets types${out === undefined ? '' : ` --out ${shellWord(out)}`}`
  return [`${paint.bad(symbols.bad)} ${label} is not up to date`, ...changes, cure].join('\n')
}

const changeOf = ({ name, state }: ReportedInterface): readonly string[] =>
  state === 'new' || state === 'changed' ? [`${name} ${state}`] : []
