import { performance } from 'node:perf_hooks'
import type { AssetOptions } from '../define/definition.ts'
import type { NodeFacts } from '../discover/facts.ts'
import { AssetError } from '../errors.ts'
import type { RowCounts } from '../events.ts'
import type { Engine } from '../store/duckdb/open.ts'
import { planOf, type RowPlan } from '../store/duckdb/row-plan.ts'
import type { InputRows } from '../store/duckdb/rows/input-rows.ts'
import { mapScheme } from '../store/duckdb/rows/row-map.ts'
import { writeWork } from '../store/duckdb/rows/write-work.ts'
import { columnsOfSchema } from '../store/duckdb/schema-columns.ts'
import type { FailedRow, WorkHooks } from '../store/duckdb/work.ts'
import type { Written } from '../store/duckdb/written.ts'
import { type Journal, openJournal } from '../store/journal.ts'
import type { RowMap } from '../store/record.ts'
import { digestFields } from '../util/digest.ts'
import { thrownText } from '../util/thrown.ts'
import { lineOf } from './call.ts'
import { type Reads, variableHash } from './environment.ts'
import type { Input } from './inputs.ts'
import type { Rejects } from './rejects.ts'
import { retryPolicy, withRetries } from './retry.ts'
import { findReusable, glanceBeside, type Mapped, takeOverReads, wholeVersion } from './row-reuse.ts'
import type { RunContext } from './run-context.ts'
import { openJudge } from './validate.ts'

export interface RowWork {
  readonly facts: NodeFacts
  readonly engine: Engine
  readonly plan: RowPlan
  readonly options: AssetOptions
  readonly inputs: readonly Input[]
  readonly reads: Reads
  readonly rejects: Rejects | undefined
  readonly file: string
  readonly mapFile: string
  readonly signal: AbortSignal
}

/** What was computed row by row, and what its record needs beside the table. */
export interface MadeByRows {
  readonly written: Written
  readonly work: RowCounts
  /** The record whose file is the output as it stands; there is no new one. */
  readonly same: Mapped | undefined
  readonly map: Omit<RowMap, 'blob' | 'sizeBytes' | 'beside'>
  readonly mapFile: string
  /** To be thrown away when the record is kept. */
  readonly journal: Journal
}

/** The query of an asset that calls a function for each of its rows. */
export function rowWorkOf(result: unknown): RowPlan | undefined {
  const plan = planOf(result)
  return plan?.steps.some((step) => step.kind === 'work') ? plan : undefined
}

export const setsRowsAside = (plan: RowPlan | undefined): boolean =>
  plan?.steps.some((step) => step.kind === 'work' && step.work.errors.onRowError === 'quarantine') ?? false

/** Computes the rows that are new, takes the others over, and keeps what is computed for as long as it is in no table yet. */
export async function makeByRows(context: RunContext, given: RowWork): Promise<MadeByRows> {
  const { facts, engine, plan, options, inputs, reads, signal } = given
  const asset = facts.node.name
  const key = keyOf(plan)
  const judge = options.schema === undefined ? undefined : openJudge(context, given)
  const steps = judge === undefined ? plan.steps : [...plan.steps, { kind: 'judge' as const, judge: judge.row }]
  const opened = openAttempt(context, given)
  let mapped: Mapped | undefined
  const previous = async (input: InputRows) => {
    opened.begin(input, key)
    if (!isReusable(plan)) return undefined
    mapped = await findReusable(context, { facts, inputs, schema: input.schema, key })
    if (mapped === undefined) return undefined
    takeOverReads(mapped, { inputs, reads })
    const { schema: columns, rows, sizeBytes, version, rowMap } = mapped.record
    const file = await context.workspace.verifiedFile(mapped)
    return { file, columns, rows, sizeBytes, version, map: context.workspace.store.objectPath(rowMap.blob) }
  }
  try {
    const made = await writeWork(engine, {
      ...{ plan: { ...plan, steps }, file: given.file, mapFile: given.mapFile, asset, signal, previous },
      ordered: options.ordered ?? false,
      schemaHint: options.schema === undefined ? undefined : columnsOfSchema(options.schema),
      hooks: opened.hooks,
      onStart: ({ rows, todo }) => opened.start(rows, todo),
      onDone: opened.done,
    })
    judge?.end(made.counts.reused)
    const { input, counts, written } = made
    return {
      written,
      work: opened.counts(counts),
      same: made.made ? undefined : mapped,
      map: mapOf({ plan, inputs, input, key }),
      mapFile: given.mapFile,
      journal: opened.journal(),
    }
  } catch (error) {
    opened.close()
    throw error
  }
}

/** A later function's keys are held to be unique over all rows, of which only the new ones come by. */
function isReusable({ steps }: RowPlan): boolean {
  return steps.filter((step) => step.kind === 'work').every(({ work }, index) => index === 0 || work.key === undefined)
}

function keyOf({ steps }: RowPlan): string | null {
  const first = steps.find((step) => step.kind === 'work')
  return first?.work.key ?? null
}

function mapOf(of: {
  plan: RowPlan
  inputs: readonly Input[]
  input: InputRows
  key: string | null
}): MadeByRows['map'] {
  const { plan, inputs, input, key } = of
  return {
    scheme: mapScheme,
    input: inputs.findIndex(({ how }) => how.has('rows')),
    columns: input.fields.map(({ name }) => name),
    schema: input.schema,
    key,
    filtered: plan.layers.some((layer) => layer.kind === 'where'),
  }
}

/** One attempt: its journal, its counts, and what it tells while it goes on. */
function openAttempt(context: RunContext, { facts, inputs, reads, rejects, signal }: RowWork) {
  const asset = facts.node.name
  const line = lineOf(context, asset)
  let journal: Journal | undefined
  let recovered = 0
  let failed = 0
  let rows = 0
  let todo = 0
  const knows = !facts.volatile && !context.forced.has(asset)
  const hooks: WorkHooks = {
    known(step, content) {
      const outputs = knows ? journal?.known(step, content) : undefined
      if (outputs !== undefined && step === 0) recovered += 1
      return outputs
    },
    finished(step, { contents, outputs, durationMs }) {
      // What is computed as fast as it is read back is not worth keeping.
      if (durationMs / contents.length >= worthKeepingMs) journal?.add({ step, contents, outputs })
    },
    retry: (retries, call) =>
      retries === undefined
        ? call()
        : withRetries(retryPolicy(retries), call, {
            signal,
            onRetry: ({ attempt, delayMs, error }) =>
              line('warn', `a call failed (try ${attempt}), again in ${delayMs} ms: ${thrownText(error)}`),
          }),
    async failed({ origin, row, error, maxErrors }: FailedRow) {
      if (signal.aborted) throw error
      failed += 1
      if (isMore(failed, maxErrors, rows)) throw tooMany(facts, { failed, rows, maxErrors, error })
      if (failed <= told) line('warn', `row ${origin.place + 1} is set aside: ${thrownText(error)}`)
      const code = AssetError.is(error) ? error.code : 'ASSET_FAILED'
      await rejects?.add(origin.place + 1, row, [{ path: '', code, message: thrownText(error), input: undefined }])
    },
  }
  return {
    hooks,
    begin(input: InputRows, key: string | null) {
      journal = openJournal({
        folder: context.workspace.storeFolder,
        asset,
        run: context.run.id,
        identity: digestFields(mapScheme, [
          ['definition', facts.definition],
          ['schema', input.schema],
          ['key', key],
        ]).slice(0, 24),
        trace: () => JSON.stringify(traceOf(inputs, reads)),
        holds: (trace) => traceHolds(JSON.parse(trace), inputs),
        mayKeep: () => !reads.clock && !facts.volatile && context.workspace.unmoved(facts),
        onTrouble: (error) => line('warn', `what is computed cannot be kept for another attempt: ${thrownText(error)}`),
      })
    },
    start(all: number, some: number) {
      rows = all
      todo = some
      context.emit({ type: 'step_progress', asset, rows: 0, of: todo })
    },
    done: throttled((done: number) => context.emit({ type: 'step_progress', asset, rows: done, of: todo })),
    counts({ computed, ...others }: Omit<RowCounts, 'recovered' | 'failed'>): RowCounts {
      if (failed > 0)
        line(
          'warn',
          `${failed} of ${rows} rows are set aside, because the function failed for them; ${asset}.rejected() has them`,
        )
      return { computed: computed - recovered, recovered, ...others, failed }
    },
    journal: () => journal as Journal,
    close: () => journal?.close(),
  }
}

/** How many rows that failed are told one by one. */
const told = 5
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

interface Trace {
  readonly environment: Readonly<Record<string, string>>
  readonly beside: readonly (string | null)[]
}

function traceOf(inputs: readonly Input[], reads: Reads): Trace {
  const environment = Object.fromEntries([...reads.variables].sort().map((name) => [name, variableHash(name)]))
  return { environment, beside: glanceBeside(inputs) }
}

function traceHolds({ environment, beside }: Trace, inputs: readonly Input[]): boolean {
  const sameEnvironment = Object.entries(environment).every(([name, hash]) => variableHash(name) === hash)
  return (
    sameEnvironment &&
    beside.every((version, ordinal) => {
      const input = inputs[ordinal]
      return version === null || (input !== undefined && wholeVersion(input) === version)
    })
  )
}

interface TooMany {
  readonly failed: number
  readonly rows: number
  readonly maxErrors: number | string | undefined
  readonly error: unknown
}

function tooMany({ node: { name, at } }: NodeFacts, { failed, rows, maxErrors, error }: TooMany): AssetError {
  return new AssetError({
    code: 'ASSET_FAILED',
    message: `the function of ${name} failed for ${failed} of ${rows} rows, and maxErrors allows ${maxErrors}; the last: ${thrownText(error)}`,
    at,
    facts: { failed, of: rows, maxErrors },
    fix: 'mend what makes them fail, or allow more with maxErrors; rows that were computed are kept for the next attempt',
    cause: error,
  })
}
