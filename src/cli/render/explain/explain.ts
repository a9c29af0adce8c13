import type { ExplainView } from '../../../app/explain/explain-view.ts'
import type { Explanation } from '../../../app/explain/explanation.ts'
import { nodeKinds } from '../../../define/node-kinds.ts'
import { shownOf } from '../../../plan/checks/check-verdict.ts'
import { splitLabel } from '../../../plan/code-changes.ts'
import type { AssetRecord } from '../../../store/record.ts'
import { unitOf } from '../../../unit.ts'
import { count } from '../../../util/text/count.ts'
import { ago, duration } from '../../../util/text/duration.ts'
import { indented } from '../../../util/text/lines.ts'
import { size } from '../../../util/text/size.ts'
import { markStatus, type Style } from '../../text/style.ts'
import { failingRows } from '../run/failing-rows.ts'
import { nextLines } from './explain-next.ts'
import { previousLines } from './explain-previous.ts'
import { rowLines } from './explain-rows.ts'
import { sameLines } from './explain-same.ts'
import { whyLines } from './explain-why.ts'

/** One asset on one page: what is true of it, why, what was compared and is equal, and what to do. */
export function renderExplain(view: ExplainView, style: Style): string {
  const { explanation, basis, now } = view
  const { facts, status, current } = explanation.assessed
  const { paint } = style
  const { partition = '' } = explanation
  const name = unitOf(facts.node.name, partition)
  const head = `${markStatus(status, style)} ${paint.strong(name)}  ${status}  ${paint.faint(facts.node.at)}`
  const origin = current === undefined || basis === 'lock' ? [] : madeLines(view, current.record, now)
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', `  ${paint.strong(title)}`, ...indented(lines, 4)]
  const why = whyLines(view, style)
  const same = sameLines(view, style)
  return [
    head,
    ...indented(origin),
    ...section('Failed', failureLines(explanation, style)),
    ...section('Rows that fail', basis === 'lock' ? [] : failingLines(explanation, style)),
    ...section('Why', why),
    ...section('Rows', basis === 'lock' ? [] : rowLines(explanation, style)),
    ...section(why.length === 0 ? 'Why not: compared, and equal' : 'Compared, and equal', same),
    ...section('Seen in the code', noteLines(explanation, style)),
    ...section('What to do', nextLines(view, style)),
  ].join('\n')
}

function madeLines({ explanation, basis }: ExplainView, record: AssetRecord, now: number): string[] {
  const { accepted, run } = record
  const when = `${ago(record.startedAt + record.durationMs, now)} in ${duration(record.durationMs)}`
  const what = nodeKinds[record.kind].judges
    ? `judged ${when}${outcomeText(record)}`
    : nodeKinds[record.kind].actsOutside
      ? `done ${when}`
      : `made ${when}${rowsText(record)}`
  const origin = `${what}, run ${accepted?.from ?? run}`
  const by = accepted === undefined ? [] : [`accepted ${ago(accepted.at, now)} by ${accepted.by}: ${accepted.because}`]
  const first = explanation.versus && basis === 'store' ? `compared with what was ${origin}` : origin
  return [first, ...by, ...allFailingLines(explanation, record), ...previousLines(record, now)]
}

/** The command that shows all failing rows. */
function allFailingLines({ assessed }: Explanation, { kind, rejected }: AssetRecord): string[] {
  const { name, upstream } = assessed.facts.node
  if (rejected === undefined || rejected.rows === 0 || !nodeKinds[kind].judges) return []
  const fails = rejected.rows === 1 ? 'row fails' : 'rows fail'
  return [`${rejected.rows} ${fails}: assets show ${upstream[0]} --failing ${name}`]
}

function rowsText({ rows, rejected, sizeBytes }: AssetRecord): string {
  const refused = rejected === undefined ? '' : ` and ${rejected.rows} rejected`
  return `, ${count(rows, 'row')}${refused}, ${size(sizeBytes)}`
}

function outcomeText({ check }: AssetRecord): string {
  if (check === undefined) return ''
  const { passed, message, warning } = check
  const detail = passed ? warning : message
  const outcome = passed ? (warning === undefined ? 'passed' : 'passed with a warning') : 'failed'
  return `, ${outcome}${detail === undefined ? '' : `: ${detail}`}`
}

function failureLines({ failure }: Explanation, { paint }: Style): string[] {
  if (failure === undefined) return []
  const { code, message, at, fix } = failure
  const place = at === undefined ? '' : `  ${paint.faint(at)}`
  return [`${paint.bad(code)}${place}`, ...message.split('\n').slice(0, 6), ...(fix === undefined ? [] : [fix])]
}

/** The failing rows of the last failure, or of a check that only warns. */
function failingLines({ failure, assessed: { current } }: Explanation, style: Style): readonly string[] {
  const outcome = current?.record.check === undefined ? undefined : shownOf(current.record.check)
  return failingRows(failure === undefined ? outcome : failure.facts, style)
}

function noteLines({ notes }: Explanation, { paint }: Style): string[] {
  return notes.flatMap(({ label, message, at, fix, because }) => {
    const wording = message.replace(label, splitLabel(label).declaration || label)
    return [paint.faint(at), ...indented([wording, because === undefined ? fix : `reviewed: ${because}`])]
  })
}
