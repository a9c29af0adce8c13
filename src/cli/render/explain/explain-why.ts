import type { ExplainView } from '../../../app/explain/explain-view.ts'
import type { SourceChange } from '../../../app/explain/explanation.ts'
import { unifiedLines } from '../../../app/explain/unified.ts'
import type { Cause } from '../../../causes.ts'
import { splitLabel } from '../../../plan/code-changes.ts'
import { count } from '../../../util/text/count.ts'
import { indented, listed } from '../../../util/text/lines.ts'
import { paintDiffLine } from '../../text/diff-line.ts'
import type { Style } from '../../text/style.ts'

/** More declarations than a person reads, and more lines of them; `-v` shows all. */
const mostDeclarations = 8
const mostLinesEach = 24
const mostLines = 80

/** Why the asset is not fresh: its own causes first, then those of what it is made from, each once. */
export function whyLines(view: ExplainView, style: Style): string[] {
  const { assessed, blockers, roots } = view.explanation
  const subjects = new Set(assessed.causes.map(({ subject }) => subject))
  const { name } = assessed.facts.node
  // A check's own verdict is shown as its failure.
  const gates = blockers.filter(({ subject }) => subject !== name && !subjects.has(subject))
  const own = [...gates, ...assessed.causes.filter(({ kind }) => kind !== 'upstream_stale')]
  const budget = { lines: view.verbose ? Number.POSITIVE_INFINITY : mostLines }
  const lines = causesOf(view, { asset: assessed.facts.node.name, causes: own, budget }, style)
  for (const [asset, causes] of Map.groupBy(roots, (root) => root.asset)) {
    const what = asset === assessed.facts.node.name ? [' before it'] : aboveTexts(view, asset)
    lines.push(...what.map((text) => style.paint.strong(asset) + text))
    lines.push(...indented(causesOf(view, { asset, causes, budget }, style)))
  }
  return lines
}

/** ` is stale, read through clean`: how the cause reaches this asset. For partitions ` 2026-01-05 is missing`. */
function aboveTexts({ explanation, statusOf }: ExplainView, asset: string): readonly string[] {
  const { assessed } = explanation
  const ofPartitions = assessed.causes.flatMap(({ kind, subject, message }) =>
    kind === 'upstream_stale' && subject === asset && message.startsWith(`${asset} `)
      ? [message.slice(asset.length)]
      : [],
  )
  if (ofPartitions.length > 0) return ofPartitions
  const through = assessed.causes.flatMap(({ kind, subject, roots = [] }) =>
    kind === 'upstream_stale' && subject !== asset && roots.some((root) => root.asset === asset) ? [subject ?? ''] : [],
  )
  const way =
    through.length === 0 || assessed.facts.node.upstream.includes(asset) ? '' : `, read through ${listed(through)}`
  return [` is ${statusOf(asset)}${way}`]
}

interface Group {
  readonly asset: string
  readonly causes: readonly Cause[]
  readonly budget: { lines: number }
}

/** Changes of code are grouped by file, so that each file is named once. */
function causesOf(view: ExplainView, { asset, causes, budget }: Group, style: Style): string[] {
  const isCode = ({ kind, subject }: Cause) => kind === 'code_changed' && subject !== undefined
  const lines = causes.filter((cause) => !isCode(cause)).map((cause) => placed(cause.message, cause.at, style))
  const code = causes.filter(isCode)
  const shown = view.verbose ? code : code.slice(0, mostDeclarations)
  for (const [file, some] of Map.groupBy(shown, ({ subject = '' }) => splitLabel(subject).file)) {
    lines.push(`code changed in ${file}`)
    for (const cause of some) {
      const change = view.explanation.changes.find((one) => one.asset === asset && one.label === cause.subject)
      lines.push(...indented([declarationLine({ cause, change, asset }, style)]))
      lines.push(...indented(diffLines(change, { verbose: view.verbose ?? false, budget }, style), 4))
    }
  }
  const more = code.length - shown.length
  if (more > 0) lines.push(`and ${count(more, 'more declaration')} (-v)`)
  return lines
}

interface Declaration {
  readonly asset: string
  readonly cause: Cause
  readonly change: SourceChange | undefined
}

function declarationLine({ asset, cause, change }: Declaration, style: Style): string {
  const { subject = '', at, via = [], message } = cause
  const { paint, symbols } = style
  const { file, declaration } = splitLabel(subject)
  // A record of another scheme, or code whose names alone lead elsewhere, has no declaration to name.
  if (change === undefined) return message.replace(/^code changed: /, '')
  const line = at?.slice(at.lastIndexOf(':') + 1)
  const where = line === undefined ? '' : `line ${line}`
  const from = change.was === undefined ? '' : `was ${change.was}`
  // The path need not name the asset's own function, where it always begins.
  const [start = '', ...further] = via
  const chain = splitLabel(start).declaration === asset ? further : via
  const names = chain.map((label) => (splitLabel(label).file === file ? splitLabel(label).declaration : label))
  const way = names.length === 0 ? '' : `reached by ${names.join(` ${symbols.arrow} `)}`
  const facts = [where, from, way].filter((fact) => fact !== '').join(', ')
  return `${paint.strong(declaration || file)} ${change.change}${facts === '' ? '' : `  ${paint.faint(facts)}`}`
}

interface Limits {
  readonly verbose: boolean
  readonly budget: { lines: number }
}

function diffLines(change: SourceChange | undefined, { verbose, budget }: Limits, style: Style): string[] {
  if (change === undefined) return []
  const { before, after } = change.text
  if (change.change === 'edited' && before === undefined) return [style.paint.faint('its text was not kept')]
  const lines = unifiedLines(before ?? '', after ?? '')
  const most = Math.min(budget.lines, verbose ? lines.length : mostLinesEach)
  const shown = lines.length <= most + 1 ? lines : lines.slice(0, most)
  budget.lines = Math.max(0, budget.lines - shown.length)
  const more = lines.length - shown.length
  const painted = shown.map((line) => paintDiffLine(line, style))
  return more === 0
    ? painted
    : [...painted, style.paint.faint(`${style.symbols.ellipsis} and ${count(more, 'more line')} (-v)`)]
}

function placed(message: string, at: string | undefined, { paint }: Style): string {
  return at === undefined || message.includes(at) ? message : `${message}  ${paint.faint(at)}`
}
