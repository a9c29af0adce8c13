import { isArrowRows } from '../../../table/arrow/arrow-rows.ts'
import { isArrowTable } from '../../../table/arrow/arrow-shape.ts'
import { isPlainObject } from '../../../table/codec/encode/push-value.ts'
import { planOf, type RowPlan } from '../../../table/work/row-plan.ts'
import type { RowStep } from '../../../table/work/work.ts'
import { rowsOfArrow } from '../../../table/write/arrow-table.ts'
import { isCompilable } from '../../../table/write/result-kind.ts'
import { yieldedRows } from '../../../table/write/yielded-rows.ts'
import { type Note, toSend } from '../crossing.ts'
import type { PlanMessage, TableRef } from '../messages.ts'
import type { StepMessage } from '../receive-result.ts'

type Rows = Iterable<unknown> | AsyncIterable<unknown>

export interface SendingResult {
  /** Names the table that a query reads, by the callbacks of the query. */
  readonly refOf: (plan: RowPlan) => TableRef
  /** Keeps rows that the run asks for later. */
  keepRows(rows: Rows): number
  keepWork(work: Extract<RowStep, { readonly kind: 'work' }>['work']): number
  /** Whether a list of rows is sent in pieces, too. */
  readonly inPieces: boolean
}

/** The most items of a list that is sent at once. */
const mostAtOnce = 100

/** The result of a function, for the run. Rows that are made on request stay here. */
export function sendResult(result: unknown, sending: SendingResult): unknown {
  const isLong = Array.isArray(result) && sending.inPieces && result.length > mostAtOnce
  return toSend(isLong ? result.values() : result, (value, send) => describe(value, send, sending))
}

function describe(value: object, send: (value: unknown) => unknown, sending: SendingResult): Note | undefined {
  const plan = planOf(value)
  if (plan !== undefined) return { is: 'plan', plan: planMessage(plan, send, sending) }
  if (isCompilable(value)) {
    const { sql, parameters } = value.compile()
    return { is: 'compiled', sql, parameters: send([...parameters]) }
  }
  if (isArrowRows(value)) {
    const { rows, interim, exact, stored } = value
    return { is: 'arrow', id: sending.keepRows(rows), interim, exact, stored }
  }
  if (isArrowTable(value)) return { is: 'stream', id: sending.keepRows(rowsOfArrow(value)) }
  if (Array.isArray(value) || ArrayBuffer.isView(value) || value instanceof Map || value instanceof Set)
    return undefined
  if (Symbol.asyncIterator in value || Symbol.iterator in value)
    return { is: 'stream', id: sending.keepRows(yieldedRows(value as Rows)) }
  return markedNote(value, send)
}

function markedNote(value: object, send: (value: unknown) => unknown): Note | undefined {
  if (!isPlainObject(value)) return undefined
  const keys = Object.getOwnPropertySymbols(value).filter((symbol) => Symbol.keyFor(symbol) !== undefined)
  if (keys.length === 0) return undefined
  const symbols = keys.map((symbol) => [Symbol.keyFor(symbol), send((value as Record<symbol, unknown>)[symbol])])
  const fields = Object.fromEntries(Object.entries(value).map(([name, field]) => [name, send(field)]))
  return { is: 'marked', fields, symbols }
}

function planMessage(plan: RowPlan, send: (value: unknown) => unknown, sending: SendingResult): PlanMessage {
  const { name, file, count, fileColumns, fields, columns, reads, fixed } = plan
  return {
    ...{ name, file, count, fileColumns, fields, columns, reads, fixed },
    ref: sending.refOf(plan),
    layers: send(plan.layers) as PlanMessage['layers'],
    steps: plan.steps.map((step) => stepMessage(step, sending)),
  }
}

function stepMessage(step: RowStep, sending: SendingResult): StepMessage {
  if (step.kind === 'pick') return step
  if (step.kind === 'judge') throw new Error('a step of the run itself is none of a function')
  const { call: _, failedRow: _of, errors, ...work } = step.work
  const { retries } = errors
  const asksWhen = typeof retries === 'object' && retries.when !== undefined
  const plain = asksWhen ? { ...retries, when: undefined } : retries
  return {
    kind: 'work',
    id: sending.keepWork(step.work),
    asksWhen,
    work: { ...work, errors: { ...errors, retries: plain } } as never,
  }
}
