import {
  estimateFor,
  nothingKnown,
  type PlannedWork,
  type ShownPlan,
  type ShownStep,
} from '../../../app/documents/plan.ts'
import type { Estimate } from '../../../app/rows/row-estimate.ts'
import type { RowForecast } from '../../../app/rows/row-forecast.ts'
import { ifChanges, onceEach, whyOf } from '../../../app/words/why.ts'
import type { Action } from '../../../causes.ts'
import { nodeKinds } from '../../../define/node-kinds.ts'
import { assetOf } from '../../../unit.ts'
import { count, thousands } from '../../../util/text/count.ts'
import { duration } from '../../../util/text/duration.ts'
import { unreachable } from '../../../util/unreachable.ts'
import type { Style } from '../../text/style.ts'
import { table } from '../../text/table.ts'
import { unitsText } from '../../text/units.ts'
import { forecastOf, groupSteps, type StepGroup } from './plan-groups.ts'
import { rootLines } from './roots.ts'

/** The table of steps and a line with the totals. */
export function renderPlan(plan: ShownPlan, style: Style, work: PlannedWork = nothingKnown): string {
  const { steps } = plan
  const groups = groupSteps(plan)
  const tell = onceEach()
  const rows = groups.map((group) => [
    group.action,
    group.name,
    withRows(whyStep(group, tell), forecastOf(group, work)),
    lastText(group),
  ])
  const lines = table(
    [
      { head: 'ACTION', paint: (cell, row) => paintAction(cell, groups[row]?.action ?? 'skip', style) },
      { head: 'ASSET', min: 18 },
      // As wide as this in every plan, so that the last column is where it was in the plan before.
      { head: 'WHY', min: Math.min(59, Math.max(10, style.columns - 45)), shrink: true },
      { head: 'LAST' },
    ],
    rows,
    { columns: style.columns, paintHead: style.paint.faint, ellipsis: style.symbols.ellipsis },
  )
  const working = steps.filter(({ action }) => action !== 'skip')
  const roots = rootLines(
    groups.filter(({ action }) => action !== 'skip'),
    style,
  )
  const outside = outsideLine(working.filter(({ action }) => action !== 'blocked'))
  const legend = groups.some((group) => forecastOf(group, work) === null) ? [rowsLater(style)] : []
  return [...(steps.length > 0 ? lines : []), ...legend, ...roots, ...outside, summaryLine(steps, work, style)].join(
    '\n',
  )
}

/** `3 tables, 2 effects: vector_index, deploy`: what changes something outside of this machine is named. */
function outsideLine(working: readonly ShownStep[]): string[] {
  const effects = working.filter(({ kind }) => nodeKinds[kind].actsOutside).map(({ unit }) => unit)
  const names = new Set(effects.map(assetOf))
  if (effects.length === 0) return []
  const tables = working.filter(({ kind }) => nodeKinds[kind].hasRows).length
  return [`${count(tables, 'table')}, ${count(effects.length, 'effect')}: ${[...names].join(', ')}`]
}

const rowsLater = ({ paint }: Style): string =>
  paint.faint('rows?  how many rows is known once what they are read from is made')

/** How many rows stand before the reason: a long reason is cut. */
function withRows(why: string, forecast: RowForecast | null | undefined): string {
  if (forecast === undefined) return why
  return [forecast === null ? 'rows?' : forecastText(forecast), why].filter((part) => part !== '').join('; ')
}

export function forecastText({ compute, of, atMost }: RowForecast): string {
  return `${atMost ? 'at most ' : ''}${thousands(compute)} of ${count(of, 'row')}`
}

function whyStep(step: StepGroup, tell: ReturnType<typeof onceEach>): string {
  switch (step.action) {
    case 'skip':
      return skipText(step)
    case 'run?':
      return ifChanges(step.causes) || 'if what it reads changes'
    case 'observe':
      return 'asked whether it moved'
    case 'reuse':
      return step.causes.length === 0 ? 'made before' : `made before; ${tell(step.name, step.causes)}`
    case 'run':
    case 'blocked':
      return tell(step.name, step.causes) || withoutCause(step)
    default:
      return unreachable(step.action)
  }
}

/** The reason of a step without causes: its failure, or else its status. */
function withoutCause({ failure, status }: StepGroup): string {
  const [line = ''] = failure?.message.split('\n', 1) ?? []
  return line || (status === 'fresh' ? 'what it reads is another' : `it is ${status}`)
}

function skipText({ current, kind, status, causes }: StepGroup): string {
  if (status === 'pinned') return whyOf(causes) || 'pinned'
  if (!nodeKinds[kind].hasRows || current === undefined) return 'fresh'
  return `fresh (${count(current.record.rows, 'row')})`
}

function lastText({ current }: StepGroup): string {
  return current === undefined ? '' : duration(current.record.durationMs)
}

const words: Readonly<Record<Action, string>> = {
  run: 'to run',
  'run?': 'may follow',
  reuse: 'to reuse',
  observe: 'to observe',
  blocked: 'blocked',
  skip: 'fresh',
}

function summaryLine(steps: readonly ShownStep[], work: PlannedWork, { symbols, paint }: Style): string {
  const amounts = new Map<string, number>()
  const wordOf = ({ action, status }: ShownStep) => (status === 'pinned' ? status : words[action])
  for (const step of steps) amounts.set(wordOf(step), (amounts.get(wordOf(step)) ?? 0) + 1)
  const counts = [...Object.values(words), 'pinned'].flatMap((word) => {
    const amount = amounts.get(word)
    return amount === undefined ? [] : [`${thousands(amount)} ${word}`]
  })
  const working = steps.filter(({ action }) => action === 'run' || action === 'run?')
  const units = unitsText(steps.map(({ unit }) => unit))
  const parts = [counts.join(', '), ...units, ...estimateText(working, work), 'nothing written.']
  const first = working.find(({ action }) => action === 'run') ?? working[0]
  const hint = first === undefined ? '' : paint.faint(`    Why? assets explain ${assetOf(first.unit)}`)
  return parts.filter((part) => part !== '').join(` ${symbols.dot} `) + hint
}

/**
 * `about 3 m 12 s, 4,210 tokens, cost 0.000547`; `at most` where a part of it may be less, and
 * `about 2.0 s for 1, unknown for 3` where others have never run.
 */
function estimateText(working: readonly ShownStep[], work: PlannedWork): string[] {
  const estimates = working.flatMap((step) => estimateFor(step, work) ?? [])
  if (estimates.length === 0) return []
  const sum = (amount: (one: Estimate) => number | undefined) =>
    estimates.reduce((total, one) => total + (amount(one) ?? 0), 0)
  const [tokens, cost] = [sum((one) => one.tokens), sum((one) => one.cost)]
  const used = [
    ...(tokens > 0 ? [count(Math.round(tokens), 'token')] : []),
    ...(cost > 0 ? [`cost ${Number(cost.toPrecision(3))}`] : []),
  ]
  const how = estimates.some(({ atMost }) => atMost) ? 'at most' : 'about'
  const unknown = working.length - estimates.length
  const time = `${how} ${duration(sum(({ ms }) => ms))}${unknown === 0 ? '' : ` for ${thousands(estimates.length)}`}`
  return [[time, ...used, ...(unknown === 0 ? [] : [`unknown for ${thousands(unknown)}`])].join(', ')]
}

function paintAction(cell: string, action: Action, { paint }: Style): string {
  switch (action) {
    case 'run':
      return paint.warn(cell)
    case 'blocked':
      return paint.bad(cell)
    case 'run?':
    case 'observe':
      return paint.note(cell)
    case 'reuse':
      return paint.good(cell)
    case 'skip':
      return paint.faint(cell)
    default:
      return unreachable(action)
  }
}
