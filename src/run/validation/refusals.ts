import type { AssetOptions } from '../../define/definition.ts'
import type { RecordError } from '../../define/validation/record-error.ts'
import { AssetError } from '../../errors.ts'
import type { UnitFacts } from '../../plan/units.ts'
import { safeJson, safeJsonText } from '../../util/safe-json.ts'
import { lineOf } from '../call/line.ts'
import type { LineContext } from '../run-context.ts'

/** The most refused rows that are listed one by one, and the most issues of one row. */
const mostTold = 5

export interface Refusal {
  readonly row: number
  readonly value: unknown
  readonly errors: readonly RecordError[]
}
export interface Refusing {
  readonly facts: UnitFacts
  readonly options: AssetOptions
  /** Whether refused rows are set aside in a file, and not only left out. */
  readonly kept: boolean
}

/** Counts refused rows, reports the first of them, and throws where there are more than the options allow. */
export function openRefusals(context: LineContext, { facts, options, kept }: Refusing) {
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
      // A share is known only when all rows are counted.
      if (typeof limit === 'string' && count * 100 > rows * Number.parseFloat(limit))
        throw tooMany(facts, { count, rows, limit, first, soFar: false })
    },
  }
}

export function refused(facts: UnitFacts, { row, value, errors }: Refusal): AssetError {
  return new AssetError({
    code: 'ASSET_SCHEMA',
    message: `row ${row} of ${facts.node.name} is refused by its schema${errors[0]?.code === 'no_reason' ? ', which gives no reason' : `: ${errorsText(errors)}`}`,
    at: facts.node.at,
    facts: { row, issues: errors.map(shownError), rows: shownRows([{ value }]) },
    fix: "mend the row where it is made, widen the schema, or set such rows aside with onInvalid: 'quarantine'",
  })
}

interface TooMany {
  readonly count: number
  readonly rows: number
  readonly limit: number | string
  readonly first: readonly Refusal[]
  /** Whether the count is a lower bound: the limit was reached, and the rest was not judged. */
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

/** Rows to show to people: only objects have columns to show. */
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
