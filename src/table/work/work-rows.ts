import { setField } from '../codec/decode/set-field.ts'
import type { CallWatch } from './call-pool.ts'
import { mapRows } from './map-rows.ts'
import { type RowStep, refusedRow, type Tracked, type WorkHooks } from './work.ts'

export interface StepOptions {
  readonly signal: AbortSignal | undefined
  readonly hooks?: WorkHooks | undefined
  /** Used where there are no hooks: receives failures of calls. */
  readonly watch?: CallWatch | undefined
  /** Whether the input rows are known to be different. */
  readonly distinct?: boolean
  /** Receives the places of rows of which something was refused or failed, so that their results are not complete. */
  readonly lost?: Set<number>
  /** Is called with the number of rows that the first function has finished. */
  readonly onDone?: (rows: number) => void
}

/** The result of a chain of steps, in the order of the input, each row with the input row that it was made from. */
export function throughSteps(
  rows: AsyncIterable<Tracked[]>,
  steps: readonly RowStep[],
  { signal, hooks, watch, distinct = false, lost = new Set(), onDone }: StepOptions,
): AsyncIterable<Tracked[]> {
  let through = rows
  steps.forEach((step, index) => {
    const first = index === 0 ? { distinct, onDone } : { distinct: false, onDone: undefined }
    if (step.kind === 'work')
      through = mapRows(through, step.work, { step: index, ...first, signal, hooks, watch, lost })
    else if (step.kind === 'pick') through = pickRows(through, step.columns)
    else through = judgeRows(through, step.judge, lost)
  })
  return through
}

async function* pickRows(source: AsyncIterable<Tracked[]>, columns: readonly string[]): AsyncGenerator<Tracked[]> {
  for await (const rows of source) {
    yield rows.map(({ row, origin }) => {
      const some = {}
      for (const name of columns)
        if (Object.hasOwn(row, name)) setField(some, name, (row as Record<string, unknown>)[name])
      return { row: some, origin }
    })
  }
}

async function* judgeRows(
  source: AsyncIterable<Tracked[]>,
  judge: Extract<RowStep, { kind: 'judge' }>['judge'],
  lost: Set<number>,
): AsyncGenerator<Tracked[]> {
  for await (const rows of source) {
    const accepted: Tracked[] = []
    for (const { row, origin } of rows) {
      const judged = judge(row, origin)
      const stored = judged instanceof Promise ? await judged : judged
      if (stored === refusedRow) lost.add(origin.place)
      // A value that is no row is refused when it is stored.
      else accepted.push({ row: stored as object, origin })
    }
    yield accepted
  }
}
