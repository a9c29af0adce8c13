import { type ArrowRows, arrowRowsOf } from '../../table/arrow/arrow-rows.ts'
import type { RowPlan } from '../../table/work/row-plan.ts'
import { rowQuery } from '../../table/work/row-query.ts'
import type { Origin, RowStep, Work } from '../../table/work/work.ts'
import { rowsOfBatches } from '../../table/write/rows-of-batches.ts'
import { type Note, received, toSend } from './crossing.ts'
import type { PlanMessage, TableRef } from './messages.ts'

export interface Receiving {
  readonly planOfRef: (ref: TableRef) => RowPlan
  /** Asks the other side for more: further rows, or a call of a row function. */
  readonly ask?: (question: string, value: unknown) => Promise<unknown>
}

/** A step of a query, whose function stays on the other side. */
export type StepMessage =
  | Exclude<RowStep, { readonly kind: 'work' | 'judge' }>
  | {
      readonly kind: 'work'
      readonly id: number
      readonly work: Omit<Work, 'call' | 'failedRow'>
      /** Whether its retries ask the user's `when`. */
      readonly asksWhen: boolean
    }
export interface WorkAnswer {
  readonly outputs?: readonly (readonly object[])[]
  readonly failure?: { readonly error: unknown; readonly again: boolean }
}

/** The result of a function on the other side, as if the function had returned it here. */
export function receiveResult(value: unknown, receiving: Receiving): unknown {
  return received(value, (note, receive) => restore(note, receive, receiving))
}

function restore(note: Note, receive: (value: unknown) => unknown, receiving: Receiving): unknown {
  switch (note.is) {
    case 'stream':
      return rowsOfBatches(pieces(note.id as number, receiving))
    case 'arrow': {
      const { id, interim, exact, stored } = note as Note & ArrowRows
      return arrowRowsOf({ rows: rowsOfBatches(pieces(id as number, receiving)), interim, exact, stored })
    }
    case 'plan':
      return planHere(note.plan as PlanMessage, receive, receiving)
    case 'marked':
      return marked(note, receive)
    case 'compiled': {
      const { sql, parameters } = note
      return {
        isSelectQueryBuilder: true,
        toOperationNode: () => undefined,
        compile: () => ({ sql, parameters: receive(parameters) }),
      }
    }
    default:
      throw new Error(`nothing is known of ${note.is}`)
  }
}

/** An object that carries a registered symbol. */
function marked({ fields, symbols }: Note, receive: (value: unknown) => unknown): object {
  const own = (symbols as [string, unknown][]).map(([key, value]) => [Symbol.for(key), receive(value)] as const)
  return Object.assign(receive(fields) as object, Object.fromEntries(own))
}

export interface Piece {
  readonly rows: object[]
  /** Whether they hold a value that a structured clone does not carry. */
  readonly isNoted: boolean
  readonly isLast: boolean
}

async function* pieces(id: number, { ask }: Receiving): AsyncGenerator<object[]> {
  let isOver = false
  try {
    while (!isOver) {
      const piece = (await ask?.('pull', id).catch((error) => {
        isOver = true
        throw error
      })) as Piece
      isOver = piece.isLast
      yield piece.isNoted ? (received(piece.rows) as object[]) : piece.rows
    }
  } finally {
    if (!isOver) await ask?.('leave', id)
  }
}

function planHere({ ref, steps, ...plan }: PlanMessage, receive: (value: unknown) => unknown, receiving: Receiving) {
  const base = receiving.planOfRef(ref)
  const layers = receive(plan.layers) as RowPlan['layers']
  return rowQuery({
    ...base,
    ...plan,
    layers,
    steps: (steps as StepMessage[]).map((step) => stepHere(step, receiving)),
  })
}

function stepHere(step: StepMessage, { ask }: Receiving): RowStep {
  if (step.kind === 'pick') return step
  const { id, work, asksWhen } = step
  const again = new WeakMap<object, boolean>()
  const when = (error: unknown) => (typeof error === 'object' && error !== null ? (again.get(error) ?? true) : true)
  const call = async (rows: object[], origins: readonly Origin[]) => {
    const answer = received(await ask?.('work', { id, rows: toSend(rows), origins })) as WorkAnswer
    if (answer.failure === undefined) return answer.outputs as readonly (readonly object[])[]
    const { error, again: mayMend } = answer.failure
    if (typeof error === 'object' && error !== null) again.set(error, mayMend)
    throw error
  }
  const { errors } = work
  const retries = asksWhen && typeof errors.retries === 'object' ? { ...errors.retries, when } : errors.retries
  return { kind: 'work', work: { ...work, errors: { ...errors, retries }, call } }
}
