import { performance } from 'node:perf_hooks'
import { isReadOption } from '../../discover/facts.ts'
import type { UnitFacts } from '../../plan/units.ts'
import { nothingRead } from '../../project/environment.ts'
import type { AssetRecord, CheckOutcome, RuleOutcome } from '../../store/record.ts'
import { canonicalJson } from '../../util/canonical-json.ts'
import { digestFields } from '../../util/digest.ts'
import { jsonRow } from '../../util/safe-json.ts'
import { callFunction, userWork } from '../call/call.ts'
import { lineOf } from '../call/line.ts'
import { deadline } from '../call/race.ts'
import { milliseconds, retryPolicy, withRetries } from '../call/retry.ts'
import { tellDeclaredTypes } from '../declared/declared-types.ts'
import { type Input, openInputs } from '../inputs.ts'
import { openIsolated } from '../isolate/isolated-call.ts'
import { ingredientsOf, publishBeside, recordOf } from '../publish-record.ts'
import { rowsRead } from '../rows/failed-read.ts'
import type { CallContext, RunContext } from '../run-context.ts'
import { noteSqlReads } from '../sql-reads.ts'
import { tellNotes } from '../tell-notes.ts'
import { type CheckResult, outcomeOf } from './check-outcome.ts'
import type { Judgement } from './judged-outcome.ts'

/** How many failing rows are kept with the result. */
const sampleSize = 5

/** The context of a call, with the workspace that keeps the result. */
export type CheckContext = CallContext & Pick<RunContext, 'workspace'>

/** Calls a check's function over its tables and records the outcome, passed or failed, under the check's key. */
export async function runCheck(
  context: CheckContext,
  facts: UnitFacts,
  inputs: readonly Input[],
): Promise<AssetRecord> {
  const reads = nothingRead(facts.environment, context.variables)
  tellNotes(context, facts)
  tellDeclaredTypes(context, inputs)
  const startedAt = Date.now()
  const began = performance.now()
  const keep = isReadOption in facts.config ? 'always' : 'some'
  const { outcome, failing } = await askCheck(context, facts, { inputs, reads, limit: sampleSize, keep })
  const check = asKept(outcome)
  const ingredients = await ingredientsOf(context, facts, { reads, inputs })
  return {
    ...recordOf(context, facts, ingredients),
    version: verdictVersion(check),
    schema: [],
    parts: [],
    rows: 0,
    sizeBytes: 0,
    check,
    ...(failing === undefined ? {} : { rejected: await publishBeside(context, facts, failing) }),
    reusable: !reads.clock && !reads.chance,
    startedAt,
    durationMs: Math.round(performance.now() - began),
    outcome: 'ran',
  }
}

export interface CheckQuestion extends Omit<CheckResult, 'result'> {
  readonly inputs: readonly Input[]
}

/** The outcome of a check over its tables, with the failing rows unchanged. */
export async function askCheck(
  context: CallContext,
  facts: UnitFacts,
  { inputs, reads, ...wanted }: CheckQuestion,
): Promise<Judgement> {
  const definition = context.workspace.definition(facts.node.name)
  return withRetries(
    retryPolicy(definition.options.retries),
    async () => {
      await using isolated = await openIsolated(context, definition)
      const engine = await context.workspace.engine()
      const { timeout } = definition.options
      using within = deadline(context.signal, timeout === undefined ? undefined : milliseconds(timeout, 0))
      const { signal } = within
      const { unit } = facts
      const tables = await openInputs(context, engine, { unit, inputs, line: lineOf(context, unit), signal })
      const work = async () => {
        const result = await callFunction(context, { facts, definition, inputs, tables, reads, signal, isolated })
        await noteSqlReads(context, { facts, reads, inputs, result })
        const outcome = await outcomeOf(context, facts, { result, reads, ...wanted })
        await noteSqlReads(context, { facts, reads, inputs })
        return outcome
      }
      try {
        return await userWork(context, { unit: facts.unit, signal }, work)
      } catch (error) {
        context.failedReads.set(facts.unit, { error, reads: rowsRead(inputs) })
        throw error
      }
    },
    { signal: context.signal, onRetry: () => undefined },
  )
}

/** Rows and measures as JSON values. */
function asKept({ sample, rules, metadata, ...rest }: CheckOutcome): CheckOutcome {
  return {
    ...rest,
    ...(sample === undefined ? {} : { sample: sample.map(jsonRow) }),
    ...(rules === undefined ? {} : { rules: rules.map(ruleAsKept) }),
    ...(metadata === undefined ? {} : { metadata: jsonRow(metadata) as typeof metadata }),
  }
}

function ruleAsKept({ rows, ...outcome }: RuleOutcome): RuleOutcome {
  return rows === undefined ? outcome : { ...outcome, rows: rows.map(jsonRow) }
}

/**
 * The version of a verdict: a hash of the decision. Texts, sample rows and measures may differ at each run and are not
 * part of it.
 */
function verdictVersion({ passed, warning, rules = [] }: CheckOutcome): string {
  const counts = rules.map(({ rule, columns, severity, failing }) => ({ rule, columns, severity, failing }))
  return digestFields('check2', [['verdict', canonicalJson({ passed, warned: warning !== undefined, counts }) ?? '']])
}
