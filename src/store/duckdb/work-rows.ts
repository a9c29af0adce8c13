import { mapRows } from './map-rows.ts'
import { setField } from './set-field.ts'
import type { RowStep, Tracked, WorkHooks } from './work.ts'

export interface StepOptions {
  readonly signal: AbortSignal | undefined
  readonly hooks?: WorkHooks | undefined
  /** The rows that come in are known to be different. */
  readonly distinct?: boolean
}

/** The rows that come of a chain of steps, in the order of the rows that go in, each with the row that it came of. */
export function throughSteps(
  rows: AsyncIterable<Tracked[]>,
  steps: readonly RowStep[],
  { signal, hooks, distinct = false }: StepOptions,
): AsyncIterable<Tracked[]> {
  let through = rows
  steps.forEach((step, index) => {
    if (step.kind === 'work')
      through = mapRows(through, step.work, { step: index, distinct: distinct && index === 0, signal, hooks })
    else if (step.kind === 'pick') through = pickRows(through, step.columns)
    else through = judgeRows(through, step.judge)
  })
  return through
}

async function* pickRows(source: AsyncIterable<Tracked[]>, columns: readonly string[]): AsyncGenerator<Tracked[]> {
  for await (const rows of source) {
    yield rows.map(({ row, origin }) => {
      const some = {}
      for (const name of columns) setField(some, name, (row as Record<string, unknown>)[name])
      return { row: some, origin }
    })
  }
}

async function* judgeRows(
  source: AsyncIterable<Tracked[]>,
  judge: Extract<RowStep, { kind: 'judge' }>['judge'],
): AsyncGenerator<Tracked[]> {
  for await (const rows of source) {
    const accepted: Tracked[] = []
    for (const { row, origin } of rows) {
      const judged = judge(row)
      const stored = judged instanceof Promise ? await judged : judged
      if (stored === undefined) origin.lost = true
      else accepted.push({ row: stored, origin })
    }
    yield accepted
  }
}
