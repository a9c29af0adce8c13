import { performance } from 'node:perf_hooks'
import { AssetError } from '../../errors.ts'
import type { RowCounts } from '../../events.ts'
import type { UnitFacts } from '../../plan/units.ts'
import type { Reads } from '../../project/environment.ts'
import type { Journal } from '../../store/journal.ts'
import type { InputRows } from '../../table/rows/input-rows.ts'
import type { FailedRow, WorkHooks } from '../../table/work/work.ts'
import { thrownText } from '../../util/thrown.ts'
import { lineOf } from '../call/line.ts'
import type { Input } from '../inputs.ts'
import type { CallContext } from '../run-context.ts'
import type { Rejects } from '../validation/rejects.ts'
import { rowText } from './failed-call.ts'
import { journalFor } from './row-journal.ts'
import { rowRetries } from './row-retries.ts'

export interface AttemptOf {
  readonly facts: UnitFacts
  readonly inputs: readonly Input[]
  readonly reads: Reads
  readonly rejects: Rejects | undefined
  readonly signal: AbortSignal
}

/** The state of one attempt at computing rows. */
interface Progress {
  journal: Journal | undefined
  recovered: number
  failed: number
  /** The number of rows of the input. */
  rows: number
  todo: number
  /** The first rows that are set aside, as texts. */
  readonly refusedTexts: FirstRows
}

/** Opens one attempt: its journal, its counts, and its progress messages. */
export function openRowAttempt(context: CallContext, of: AttemptOf) {
  const { node, unit } = of.facts
  const progress: Progress = {
    journal: undefined,
    recovered: 0,
    failed: 0,
    rows: 0,
    todo: 0,
    refusedTexts: firstRows(),
  }
  const tellFirst = () => {
    for (const text of progress.refusedTexts.take()) lineOf(context, unit)('warn', text)
  }
  const tell = (rows: number) => context.emit({ type: 'step_progress', unit, rows, of: progress.todo })
  return {
    hooks: hooksOf(context, of, progress),
    begin(input: InputRows, key: string | null) {
      progress.journal = journalFor(context, { ...of, input, key })
    },
    start(rows: number, todo: number) {
      Object.assign(progress, { rows, todo })
      tell(0)
    },
    done: throttled(tell),
    /** The counts at the end; rows that were recovered do not count as computed. */
    counts({ computed, ...others }: Omit<RowCounts, 'recovered' | 'failed'>): RowCounts {
      const { recovered, failed, rows } = progress
      tellFirst()
      const message = `${failed} of ${rows} rows are set aside, because the function failed for them; ${node.name}.rejected() has them`
      if (failed > 0) lineOf(context, unit)('warn', message)
      return { computed: computed - recovered, recovered, ...others, failed }
    },
    /** If every row is set aside, no row shows the columns, and the error says why. */
    explained: (error: unknown) =>
      isWithoutRows(error) && progress.failed > 0 ? allSetAside(of.facts, progress) : error,
    journal: () => progress.journal as Journal,
    close() {
      tellFirst()
      progress.journal?.close()
    },
  }
}

function hooksOf(context: CallContext, { facts, rejects, signal }: AttemptOf, progress: Progress): WorkHooks {
  const line = lineOf(context, facts.unit)
  const knows = !facts.volatile && !context.forced.has(facts.unit)
  return {
    outputsOf(step, content) {
      const outputs = knows ? progress.journal?.outputsOf(step, content) : undefined
      if (outputs !== undefined && step === 0) progress.recovered += 1
      return outputs
    },
    finished(step, { contents, outputs, durationMs }) {
      // If computing a row takes no longer than reading it back, it is not worth keeping.
      if (durationMs / contents.length >= worthKeepingMs) progress.journal?.add({ step, contents, outputs })
    },
    retry: rowRetries(line, signal),
    gaveUp(call, error) {
      context.failedCalls.set(facts.unit, { ...call, error })
    },
    async failed({ origin, row, key, error, maxErrors }: FailedRow) {
      if (signal.aborted) throw error
      const failed = ++progress.failed
      const { rows } = progress
      const text = rowText(origin.place, row, key)
      if (isMore(failed, maxErrors, rows)) throw tooMany(facts, { failed, rows, maxErrors, text, error })
      progress.refusedTexts.add(origin.place, `${text} is set aside: ${thrownText(error)}`)
      const code = AssetError.is(error) ? error.code : 'ASSET_FAILED'
      await rejects?.add(origin.place + 1, row, [{ path: '', code, message: thrownText(error), input: undefined }])
    },
  }
}

interface FirstRows {
  add(place: number, text: string): void
  first(): string
  /** Each once. */
  take(): readonly string[]
}

const isWithoutRows = (error: unknown): boolean => AssetError.is(error) && error.code === 'ASSET_NO_ROWS'

function allSetAside({ node: { name, at } }: UnitFacts, { failed, refusedTexts }: Progress): AssetError {
  return new AssetError({
    code: 'ASSET_NO_ROWS',
    message: `the function of ${name} failed for every row, and no earlier version tells its columns; ${refusedTexts.first()}`,
    at,
    facts: { failed },
    fix: 'mend what makes them fail, or give the asset a schema, and a table without rows has its columns',
  })
}

/** The most failed rows that are listed one by one. */
const mostTold = 5

/** The first rows by their place, since chance decides which of several calls fails first. */
function firstRows(): FirstRows {
  let first: { readonly place: number; readonly text: string }[] = []
  return {
    add(place, text) {
      first = [...first, { place, text }].sort((a, b) => a.place - b.place).slice(0, mostTold)
    },
    first: () => first[0]?.text ?? 'nothing is known of the first',
    take() {
      return first.splice(0).map(({ text }) => text)
    },
  }
}

/** For one row, in ms. */
const worthKeepingMs = 0.02
const toldMs = 50

function throttled(tell: (done: number) => void): (done: number) => void {
  let last = performance.now()
  return (done) => {
    if (performance.now() - last < toldMs) return
    last = performance.now()
    tell(done)
  }
}

function isMore(failed: number, limit: number | string | undefined, rows: number): boolean {
  if (limit === undefined) return false
  return typeof limit === 'number' ? failed > limit : failed * 100 > rows * Number.parseFloat(limit)
}

interface TooMany {
  readonly failed: number
  readonly rows: number
  readonly maxErrors: number | string | undefined
  /** The text of the last row. */
  readonly text: string
  readonly error: unknown
}

function tooMany({ node: { name, at } }: UnitFacts, { failed, rows, maxErrors, text, error }: TooMany): AssetError {
  return new AssetError({
    code: 'ASSET_FAILED',
    message: `the function of ${name} failed for ${failed} of ${rows} rows, and maxErrors allows ${maxErrors}; the last: ${text}: ${thrownText(error)}`,
    at,
    facts: { failed, of: rows, maxErrors },
    fix: 'mend what makes them fail, or allow more with maxErrors; rows that were computed are kept for the next attempt',
    cause: error,
  })
}
