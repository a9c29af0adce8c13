import { type Cause, isOfDefinition } from '../../../causes.ts'
import { isUpToDate } from '../../../plan/assess.ts'
import { count } from '../../text/count.ts'
import { duration } from '../../text/duration.ts'
import { listed } from '../../text/lines.ts'
import type { Style } from '../../text/style.ts'
import { padEnd } from '../../text/width.ts'
import type { ExplainView } from './explain-view.ts'

export interface Advice {
  readonly command: string
  readonly does: string
}

/** What a person may do about it. The first is the cure. */
export function adviceFor({
  explanation: { assessed, action, held, failure },
  surroundings,
}: ExplainView): readonly Advice[] {
  const { name, kind } = assessed.facts.node
  const { first, anyway, mayFollow } = surroundings
  if (isUpToDate(assessed.status) && assessed.status !== 'unknown') return []
  const before = first.length === 0 ? '' : `, after ${listed(first)}`
  if (action === 'blocked') return blockedAdvice(name, held)
  const make = action === 'reuse' ? 'takes it from the store' : makes[kind]
  const advice: Advice[] = [{ command: `assets materialize ${name}`, does: `${make}${before}` }]
  if (anyway.length + mayFollow.length > 0) {
    advice.push({ command: `assets materialize ${name}+`, does: 'and what follows from it' })
  }
  if (failure !== undefined) advice.push({ command: `assets logs ${name}`, does: 'what it printed when it failed' })
  const isQuestion = assessed.status === 'stale' && action !== 'reuse'
  if (isQuestion && assessed.facts.node.kind === 'asset' && assessed.causes.every(isOfDefinition)) {
    advice.push({
      command: `assets accept ${name} --because "…"`,
      does: 'the data stays the same',
    })
  }
  return advice
}

/** Nothing makes a check pass but other data or another check. */
function blockedAdvice(asset: string, held: readonly Cause[]): readonly Advice[] {
  const looks = held.flatMap(({ subject = '' }) =>
    subject === asset ? [] : [{ command: `assets explain ${subject}`, does: `what the check ${subject} is made from` }],
  )
  const placed = held.map(({ subject, at }) => `${subject}${at === undefined ? '' : ` (${at})`}`)
  const whose = held.length === 1 ? 'its data is' : 'their data are'
  return [...looks, { command: 'assets materialize', does: `once ${listed(placed)} or ${whose} mended` }]
}

const makes = { asset: 'makes it', source: 'reads it', check: 'judges it', effect: 'does it' } as const

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

/** It waits, and so does everything below that waits for the same. */
function heldLines({ explanation: { assessed, held }, surroundings: { blocked } }: ExplainView): string[] {
  const checks = held.map(({ subject = '' }) => subject)
  const { name, kind } = assessed.facts.node
  const waiting = [...(kind === 'check' ? [] : [name]), ...blocked.filter((each) => !checks.includes(each))]
  if (waiting.length === 0) return []
  return [`until ${listed(checks)} ${checks.length === 1 ? 'passes' : 'pass'}, ${areBlocked(waiting)}`]
}

function waitLine({ surroundings: { blocked } }: ExplainView): string[] {
  return blocked.length === 0 ? [] : [`${areBlocked(blocked)} until its checks pass`]
}

const areBlocked = (names: readonly string[]): string => `${listed(names)} ${names.length === 1 ? 'is' : 'are'} blocked`
