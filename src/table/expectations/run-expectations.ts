import type { ExpectationsOfTable } from '../../define/expectations.ts'
import { AssetError } from '../../errors.ts'
import { type RuleOutcome, ruleName } from '../../store/record.ts'
import { safeJsonText } from '../../util/safe-json.ts'
import type { RowsOfRules, RuleRows } from '../rules/failing-rows.ts'
import { planOf, selectedFields } from '../work/row-plan.ts'
import { kinds } from './kinds/kinds.ts'
import { expectTableAlone } from './kinds/unexpected-rows.ts'
import { mistake, mistakeIn, mistakeOf } from './mistake.ts'
import { expectMoments } from './moments.ts'
import type { ExpectationKind, Item, RowsQuestion } from './question.ts'
import { mostlyOf, readSuite } from './read-suite.ts'
import {
  type ExpectationResult,
  type RowCounts,
  resultOf,
  rowsResult,
  type ValidationResult,
  validationResult,
} from './result.ts'
import { rowCondition } from './row-condition.ts'
import { type ItemQuestion, type Reader, rowsOf, scan } from './scan.ts'
import { countUnexpected, unexpectedRows, unexpectedStatement, withoutFunction } from './unexpected-rows.ts'

interface Run extends Reader, ExpectationsOfTable {
  /** How many rows that break an expectation are kept. */
  readonly limit: number
  /** The time of the run, for parameters that read it. */
  readonly now: () => Date
}

/** A COMPLETE result lists this many unexpected values; beyond it, it says that the list is cut. */
const mostListed = 1_000

interface Judged {
  readonly result: ExpectationResult
  readonly outcome: RuleOutcome
  /** Present where some rows are unexpected, whether they are too many or not. */
  readonly rows?: RuleRows['rows']
}

/**
 * Judges a table by a suite. Conditions of single rows and all aggregates take one scan of the table. Only what
 * compares rows (uniqueness, order, sets) has a statement of its own, and rows are read only where some are unexpected.
 *
 * @throws AssetError `ASSET_RESULT` where the suite is invalid or an expectation does not fit the table, unless the
 * expectation says `catch_exceptions`.
 */
export async function runExpectations(run: Run): Promise<{
  readonly rules: readonly RuleOutcome[]
  readonly failing: RowsOfRules
  readonly validation: ValidationResult
}> {
  const { name, meta, items } = readSuite(run, run.now)
  const questions = items.map((item) => caught(item, () => askedOf(run, item)))
  const measured = await measure(run, items, questions)
  const judged: Judged[] = []
  for (const [index, item] of items.entries()) {
    const [one, values] = [questions[index] as ItemQuestion | Error, measured[index] as readonly unknown[] | Error]
    if (one instanceof Error || values instanceof Error)
      judged.push(failed(item, one instanceof Error ? one : (values as Error)))
    else judged.push(await guarded(item, () => judge(run, item, { itemQuestion: one, values })))
  }
  return {
    rules: judged.map(({ outcome }) => outcome),
    failing: { table: run.table as object, rules: judged.flatMap(ruleRows) },
    validation: validationResult(
      name,
      meta,
      judged.map(({ result }) => result),
    ),
  }
}

function askedOf({ table, options }: Run, item: Item): ItemQuestion {
  const plan = planOf(table)
  if (plan === undefined)
    throw mistake('the expectations were given no table', 'name the table as a parameter: expectations(orders, suite)')
  const { tables = {} } = options as { readonly tables?: Readonly<Record<string, object>> }
  const fields = selectedFields(plan)
  const { kwargs } = item
  expectMoments(fields, kwargs)
  const of = { table: table as object, fields, kwargs, otherTables: tables }
  const subject = { ...of, where: rowCondition({ fields, kwargs }) }
  const question = (kinds.get(item.type) as ExpectationKind).ask(subject)
  mostlyOf(item)
  if (question.of === 'measure' && (kwargs.mostly ?? 1) !== 1)
    throw mistakeIn('mostly', 'is of expectations of rows, and this one measures all of them', 'leave it out')
  return { subject, question }
}

/** Adds the name of the expectation to its error; or returns the error, where `catch_exceptions` is set. */
function caught<Value>(item: Item, make: () => Value): Value | Error {
  try {
    return make()
  } catch (error) {
    return asResult(item, error)
  }
}

async function guarded(item: Item, make: () => Promise<Judged>): Promise<Judged> {
  try {
    return await make()
  } catch (error) {
    return failed(item, asResult(item, error))
  }
}

function asResult(item: Item, error: unknown): Error {
  const failure = mistakeOf(item.type, error)
  if (item.catches && failure instanceof Error) return failure
  throw failure
}

/**
 * One scan for all expectations. If DuckDB refuses it, each expectation is scanned alone, so that the error names the
 * one that does not fit.
 */
async function measure(
  run: Run,
  items: readonly Item[],
  questions: readonly (ItemQuestion | Error)[],
): Promise<readonly (readonly unknown[] | Error)[]> {
  const sound = questions.filter((one): one is ItemQuestion => !(one instanceof Error))
  const values = await scan(run, sound).catch(async (error: unknown) => {
    if (!AssetError.is(error)) throw error
    const each: (readonly unknown[] | Error)[] = []
    for (const [index, one] of questions.entries())
      if (!(one instanceof Error)) each.push(await alone(run, items[index] as Item, one))
    return each
  })
  let next = 0
  return questions.map((one) => (one instanceof Error ? one : (values[next++] as readonly unknown[] | Error)))
}

async function alone(run: Run, item: Item, itemQuestion: ItemQuestion): Promise<readonly unknown[] | Error> {
  try {
    return (await scan(run, [itemQuestion]))[0] ?? []
  } catch (error) {
    return asResult(item, error)
  }
}

async function judge(
  run: Run,
  item: Item,
  { itemQuestion, values }: { readonly itemQuestion: ItemQuestion; readonly values: readonly unknown[] },
): Promise<Judged> {
  const { subject, question } = itemQuestion
  if (question.of === 'rows') return await judgeRows(run, item, { itemQuestion: { subject, question }, values })
  if (question.written !== undefined) await expectTableAlone(run, question.written)
  const rows = []
  for (const statement of question.statements ?? []) rows.push(await rowsOf(run, statement))
  const verdict = question.judge({ measures: values, rows })
  const observed = verdict.result.observed_value
  return {
    result: resultOf(item, item.format.form === 'BOOLEAN_ONLY' ? { ...verdict, result: {} } : verdict),
    outcome: {
      ...outcomeOf(item, question.columns, verdict.success),
      failing: 0,
      ...(observed === undefined ? {} : { observed: safeJsonText(observed) ?? 'null' }),
    },
  }
}

async function judgeRows(
  run: Run,
  item: Item,
  {
    itemQuestion,
    values,
  }: {
    readonly itemQuestion: { readonly subject: ItemQuestion['subject']; readonly question: RowsQuestion }
    readonly values: readonly unknown[]
  },
): Promise<Judged> {
  const { subject } = itemQuestion
  const question = await withoutFunction(run, subject, itemQuestion.question)
  const [elements, considered] = [Number(values[0]), Number(values[1])]
  const unexpected = values.length === 3 ? Number(values[2]) : await countUnexpected(run, subject, question)
  const counts: RowCounts = { elements, considered, unexpected }
  const { form, count } = item.format
  const limit = form === 'COMPLETE' ? mostListed : Math.max(count, run.limit)
  const wanted = { count: unexpected, limit, counts: form === 'SUMMARY' || form === 'COMPLETE' }
  const sampled = await unexpectedRows(run, subject, { question, wanted })
  const all = unexpected === 0 ? {} : { rows: unexpectedStatement(subject, question) }
  const success = considered === 0 || (considered - unexpected) / considered >= mostlyOf(item)
  const sample = success || sampled.rows.length === 0 ? {} : { rows: sampled.rows.slice(0, run.limit) }
  return {
    result: resultOf(item, { success, result: rowsResult(item, question, { counts, rows: sampled }) }),
    outcome: { ...outcomeOf(item, question.columns, success), failing: unexpected, ...sample },
    ...all,
  }
}

function ruleRows({ outcome, rows }: Judged): readonly RuleRows[] {
  return rows === undefined ? [] : [{ rule: ruleName(outcome), severity: outcome.severity, rows }]
}

function failed(item: Item, error: Error): Judged {
  return {
    result: resultOf(item, { success: false, result: {} }, error),
    outcome: { ...outcomeOf(item, [], false), failing: 0, observed: error.message },
  }
}

function outcomeOf(
  { type, severity }: Item,
  columns: readonly string[],
  passed: boolean,
): Omit<RuleOutcome, 'failing'> {
  return { rule: type, columns, severity: severity === 'critical' ? 'block' : 'warn', passed }
}
