import type { AssetOptions } from '../../define/definition.ts'
import type { RecordError } from '../../define/record-error.ts'
import { isPromise, type Judged, recordValidator } from '../../define/record-validator.ts'
import type { StandardSchema } from '../../define/row-schema.ts'
import type { Table } from '../../define/table.ts'
import { AssetError } from '../../errors.ts'
import type { UnitFacts } from '../../plan/units.ts'
import type { Engine } from '../../table/engine/open.ts'
import { refusedRow } from '../../table/work/work.ts'
import { rowsOfResult } from '../../table/write/rows-of-result.ts'
import { safeJson, safeJsonText } from '../../util/safe-json.ts'
import { valueText } from '../../util/thrown.ts'
import { lineOf } from '../call/line.ts'
import type { LineContext } from '../run-context.ts'
import type { Rejects } from './rejects.ts'

/** How many refused rows are told one by one, and how many issues of one row. */
const mostTold = 5

export interface Validation {
  readonly facts: UnitFacts
  readonly options: AssetOptions
  readonly engine: Engine
  readonly tables: Readonly<Record<string, Table<unknown>>>
  readonly result: unknown
  /** Where refused rows go under `onInvalid: 'quarantine'`. */
  readonly rejects: Rejects | undefined
}

/** The rows as the schema gives them back. */
export async function* validated(
  context: LineContext,
  { engine, tables, result, ...of }: Validation,
): AsyncGenerator<unknown> {
  const judge = openJudge(context, of)
  for await (const value of rowsOfResult(engine, {
    result,
    asset: of.facts.node.name,
    tables,
    schema: of.options.schema,
  })) {
    const judged = judge.row(value)
    const stored = isPromise(judged) ? await judged : judged
    if (stored !== refusedRow) yield stored
  }
  judge.end(0)
}

export interface Judge {
  /**
   * The row as the schema gives it back, or `refusedRow`.
   *
   * @param number of the row that it was made of, counted from 1; where it is not said, rows are counted as they come.
   */
  row(value: unknown, number?: number): unknown
  /** Every row was seen, and so many were judged before. */
  end(before: number): void
}

/** A refused row fails the asset, is left out and counted, or is set aside; too many of them fail it too. */
export function openJudge(context: LineContext, of: Pick<Validation, 'facts' | 'options' | 'rejects'>): Judge {
  const { facts, options, rejects } = of
  const validate = recordValidator(options.schema as StandardSchema, { strict: options.strict, waits: true })
  const refusals = openRefusals(context, { facts, options, kept: rejects !== undefined })
  let rows = 0
  const settle = (value: unknown, row: number, judged: Judged<unknown>): unknown => {
    if (judged.errors === undefined) return judged.value
    if (judged.noAnswer !== undefined) throw noAnswer(facts, { row, given: judged.noAnswer.given })
    if (options.onInvalid === undefined || options.onInvalid === 'fail') {
      // An error of the schema's own code points at its line.
      if (judged.thrown !== undefined) throw judged.thrown.error
      throw refused(facts, { row, value, errors: judged.errors })
    }
    refusals.add({ row, value, errors: judged.errors }, rows)
    return rejects === undefined ? refusedRow : rejects.add(row, value, judged.errors).then(() => refusedRow)
  }
  return {
    row(value, number) {
      rows += 1
      const row = number ?? rows
      const judged = validate(value)
      return isPromise(judged) ? judged.then((then) => settle(value, row, then)) : settle(value, row, judged)
    },
    end: (before) => refusals.end(rows + before),
  }
}

interface Refusal {
  readonly row: number
  readonly value: unknown
  readonly errors: readonly RecordError[]
}
interface Refusing {
  readonly facts: UnitFacts
  readonly options: AssetOptions
  /** Refused rows are set aside, and not only left out. */
  readonly kept: boolean
}

/** Counts refused rows, tells the first of them, and throws where they are more than may be. */
function openRefusals(context: LineContext, { facts, options, kept }: Refusing) {
  const what = kept ? 'set aside' : 'left out'
  const where = kept ? `; ${facts.node.name}.rejected() has them` : ''
  const line = lineOf(context, facts.unit)
  const limit = options.maxInvalid
  const first: Refusal[] = []
  let count = 0
  return {
    add(refusal: Refusal, rows: number): void {
      if (++count <= mostTold) {
        first.push(refusal)
        line('warn', `row ${refusal.row} is ${what}: ${errorsText(refusal.errors)}`)
      }
      if (typeof limit === 'number' && count > limit) throw tooMany(facts, { count, rows, limit, first, soFar: true })
    },
    end(rows: number): void {
      if (count > 0) line('warn', `${count} of ${rows} rows are ${what}, because the schema refuses them${where}`)
      // A share is known when all rows are.
      if (typeof limit === 'string' && count * 100 > rows * Number.parseFloat(limit))
        throw tooMany(facts, { count, rows, limit, first, soFar: false })
    },
  }
}

function refused(facts: UnitFacts, { row, value, errors }: Refusal): AssetError {
  return new AssetError({
    code: 'ASSET_SCHEMA',
    message: `row ${row} of ${facts.node.name} is refused by its schema${errors[0]?.code === 'no_reason' ? ', which gives no reason' : `: ${errorsText(errors)}`}`,
    at: facts.node.at,
    facts: { row, issues: errors.map(shownError), rows: shownRows([{ value }]) },
    fix: "mend the row where it is made, widen the schema, or set such rows aside with onInvalid: 'quarantine'",
  })
}

/** Not a row's fault, whatever is to be done with rows that are refused. */
function noAnswer({ node }: UnitFacts, { row, given }: { readonly row: number; readonly given: unknown }) {
  return new AssetError({
    code: 'ASSET_SCHEMA',
    message: `the schema of ${node.name} gave ${valueText(given)} for row ${row}, which is neither a value nor issues`,
    at: node.at,
    facts: { row },
    fix: 'return { value } or { issues } from its validate, as https://standardschema.dev says, or use zod, valibot or arktype',
  })
}

interface TooMany {
  readonly count: number
  readonly rows: number
  readonly limit: number | string
  readonly first: readonly Refusal[]
  /** There may be more: the count was the limit's, and the rest was not looked at. */
  readonly soFar: boolean
}

function tooMany({ node: { name, at } }: UnitFacts, { count, rows, limit, first, soFar }: TooMany): AssetError {
  const among = soFar ? `the first ${rows}` : String(rows)
  const [one] = first
  const such = one === undefined ? '' : `, such as row ${one.row}: ${errorsText(one.errors)}`
  return new AssetError({
    code: 'ASSET_SCHEMA',
    message: `the schema refuses ${count} of ${among} rows of ${name}, and maxInvalid allows ${limit}${such}`,
    at,
    facts: { refused: count, of: rows, maxInvalid: limit, rows: shownRows(first) },
    fix: 'mend the rows where they are made, widen the schema, or allow more with maxInvalid',
  })
}

/** Rows for people: only what is an object has columns to show. */
function shownRows(refusals: readonly Pick<Refusal, 'value'>[]): readonly unknown[] {
  return refusals.map(({ value }) => safeJson(value)).filter((value) => typeof value === 'object' && value !== null)
}

function shownError({ path, code, message, input }: RecordError) {
  return { path, code, message, input: safeJsonText(input, 200) }
}

function errorsText(errors: readonly RecordError[]): string {
  const texts = errors.slice(0, mostTold).map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
  return errors.length > mostTold ? `${texts.join('; ')}; and ${errors.length - mostTold} more` : texts.join('; ')
}
