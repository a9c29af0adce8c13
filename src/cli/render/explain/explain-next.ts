import { adviceFor } from '../../../app/explain/advice.ts'
import type { ExplainView } from '../../../app/explain/explain-view.ts'
import type { Cause } from '../../../causes.ts'
import { nodeKinds } from '../../../define/node-kinds.ts'
import { assetOf, type Unit, unitOf } from '../../../unit.ts'
import { count } from '../../../util/text/count.ts'
import { duration } from '../../../util/text/duration.ts'
import { listed } from '../../../util/text/lines.ts'
import type { Style } from '../../text/style.ts'
import { padEnd } from '../../text/width.ts'

export function nextLines(view: ExplainView, style: Style): string[] {
  const advice = adviceFor(view)
  if (advice.length === 0) return []
  const width = Math.max(...advice.map(({ command }) => command.length))
  const commands = advice.map(({ command, does }) => `${padEnd(command, width)}  ${style.paint.faint(does)}`)
  return [...timeLines(view), ...followLines(view), ...commands]
}

function timeLines({ explanation: { assessed, action }, surroundings: { estimateMs, first } }: ExplainView): string[] {
  if (action === 'blocked') return []
  if (action === 'reuse') return ['it was made before from exactly this: no code runs']
  if (assessed.current === undefined && estimateMs === 0) return ['it has never run: nobody knows how long it takes']
  if (estimateMs === 0) return []
  const also = first.length === 0 ? '' : `, ${listed(first)} included`
  return [`takes about ${duration(estimateMs)}${also}`]
}

/** What happens below, and how long all of it may take. */
function followLines(view: ExplainView): string[] {
  const { explanation, surroundings } = view
  const { assessed, action } = explanation
  const { anyway, mayFollow, estimateMs, estimateBelowMs } = surroundings
  if (action === 'blocked') return heldLines(view)
  const { name } = assessed.facts.node
  const below = anyway.length + mayFollow.length
  const waits = waitLine(view)
  if (below === 0) return waits.length > 0 ? waits : ['nothing reads it']
  const all = estimateBelowMs > estimateMs ? `, about ${duration(estimateBelowMs)} in all` : ''
  const most = `at most ${count(below, 'asset')} ${below === 1 ? 'follows' : 'follow'}${all}`
  const runs = `${listed(anyway)} ${anyway.length === 1 ? 'runs' : 'run'}`
  if (mayFollow.length === 0) return [`${runs} in any case${all}`, ...waits]
  return [
    `if ${name} comes out the same, ${anyway.length === 0 ? 'nothing below runs' : `of all below only ${runs}`}`,
    most,
    ...waits,
  ]
}

/** It waits, with everything below that waits for the same check. */
function heldLines({
  explanation: { assessed, partition, blockers },
  surroundings: { blocked },
}: ExplainView): string[] {
  const { name, kind } = assessed.facts.node
  const holders = new Set(blockers.map(({ subject = '' }) => assetOf(subject as Unit)))
  const waiting = [
    ...(nodeKinds[kind].judges || holders.has(name) ? [] : [unitOf(name, partition)]),
    ...blocked.filter((each) => !holders.has(each)),
  ]
  if (waiting.length === 0) return []
  return [`until ${holdersText(blockers)}, ${areBlocked(waiting)}`]
}

function holdersText(blockers: readonly Cause[]): string {
  const of = (is: (cause: Cause) => boolean) => blockers.filter(is).map(({ subject = '' }) => subject)
  const checks = of(({ kind }) => kind === 'check_failed')
  const receipts = of(({ kind }) => kind === 'receipt_refused')
  return [
    ...(checks.length === 0 ? [] : [`${listed(checks)} ${checks.length === 1 ? 'passes' : 'pass'}`]),
    ...receipts.map((effect) => `${effect} returns a receipt`),
  ].join(' and ')
}

function waitLine({ surroundings: { blocked } }: ExplainView): string[] {
  return blocked.length === 0 ? [] : [`${areBlocked(blocked)} until its checks pass`]
}

const areBlocked = (names: readonly string[]): string => `${listed(names)} ${names.length === 1 ? 'is' : 'are'} blocked`
