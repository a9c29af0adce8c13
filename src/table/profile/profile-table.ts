import { type Sql, sql } from '../../define/sql.ts'
import { type Field, typeName } from '../codec/types/data-type.ts'
import type { Engine } from '../engine/open.ts'
import { numberOf } from '../expectations/kinds/observed.ts'
import { rowsOf } from '../expectations/scan.ts'
import { classOf, joined, type ValueClass } from '../expectations/value.ts'
import { planOf, selectedFields } from '../work/row-plan.ts'

export interface TableProfile {
  readonly rows: number
  readonly columns: readonly ColumnProfile[]
}
export interface ColumnProfile {
  readonly name: string
  readonly type: string
  readonly class: ValueClass
  readonly missing: number
  /** The number of distinct values; `null` for lists and objects, which are not compared. */
  readonly distinct: number | null
  /** For numbers and moments; a moment is ISO 8601, to the digits that its type has. */
  readonly min?: unknown
  readonly max?: unknown
  /** For numbers. */
  readonly mean?: number
  readonly stdev?: number
  /** At 5, 25, 50, 75 and 95 %. */
  readonly quantiles?: readonly (number | null)[]
  readonly histogram?: Histogram
  /** Characters of texts. */
  readonly lengths?: { readonly min: number; readonly mean: number; readonly max: number }
  /** The most frequent values, at most 20; for texts, booleans and numbers. */
  readonly top?: readonly { readonly value: unknown; readonly count: number }[]
}
export interface Histogram {
  /** One edge more than there are counts. A bin includes its lower edge, and the last bin both. */
  readonly bins: readonly number[]
  readonly counts: readonly number[]
}

const levels = [0.05, 0.25, 0.5, 0.75, 0.95]
const binCount = 10
/** A column with at most this many distinct values has all of them in `top`. */
const mostTop = 20

interface Profiled {
  readonly field: Field
  readonly class: ValueClass
  readonly measures: readonly (readonly [name: string, measure: Sql])[]
}

/** Statistics of the columns of a table: two scans, and one more for the frequent values of each column. */
export async function profileTable(
  engine: Engine,
  { table, asset }: { readonly table: object; readonly asset: string },
): Promise<TableProfile> {
  const plan = planOf(table)
  if (plan === undefined) throw new Error(`${asset} is no table`)
  const reader = { engine, asset }
  const profiled = selectedFields(plan).map(measuresOf)
  const parts = profiled.flatMap(({ measures }, at) =>
    measures.map(([name, measure]) => sql`${measure} AS ${sql.id(`${at}.${name}`)}`),
  )
  const [row = {}] = await rowsOf(
    reader,
    sql`SELECT ${joined([sql`count(*) AS "rows"`, ...parts], ', ') as Sql} FROM ${table} AS t`,
  )
  const rows = Number(row.rows)
  const measured = profiled.map((one, at) => profileOf(one, { rows, of: (name) => row[`${at}.${name}`] }))
  const binned = measured.map(binsOf)
  const counts = await histograms(reader, table, { profiled, binned })
  const columns: ColumnProfile[] = []
  for (const [at, column] of measured.entries()) {
    const histogram = binned[at] === undefined ? {} : { histogram: { bins: binned[at], counts: counts[at] ?? [] } }
    const top =
      column.class === 'other' || column.class === 'time' ? {} : { top: await topOf(reader, table, column.name) }
    columns.push({ ...column, ...histogram, ...top })
  }
  return { rows, columns }
}

const columnValue = (name: string): Sql => sql`t.${sql.id(name)}`

function measuresOf(field: Field): Profiled {
  const { name, type } = field
  const value = columnValue(name)
  const of = classOf(type)
  const common: Profiled['measures'] = [
    ['there', sql`count(${value})`],
    ...(of === 'other' ? [] : [['distinct', sql`count(DISTINCT ${value})`] as const]),
  ]
  return { field, class: of, measures: [...common, ...ownMeasures(of, value, typeName(type))] }
}

/** DuckDB refuses a measure whose squares overflow: then it is null. */
function whereFinite(measure: string, value: Sql): Sql {
  const isSmall = sql`abs(${value}::DOUBLE) < 1e150`
  return sql`CASE WHEN bool_and(${isSmall}) THEN ${sql.raw(measure)}(CASE WHEN ${isSmall} THEN ${value} END) END`
}

function ownMeasures(of: ValueClass, value: Sql, type: string): Profiled['measures'] {
  switch (of) {
    case 'number':
      return [
        ['min', sql`min(${value})`],
        ['max', sql`max(${value})`],
        ['mean', whereFinite('avg', value)],
        ['stdev', whereFinite('stddev_samp', value)],
        ...levels.map(
          (level) => [`q${level}`, sql`quantile_cont(${value}::DOUBLE, ${sql.raw(String(level))})`] as const,
        ),
      ]
    case 'time': {
      const text = (moment: Sql) =>
        type === 'DATE' ? sql`CAST(${moment} AS VARCHAR)` : sql`strftime(${moment}, ${momentFormat(type)})`
      return [
        ['min', text(sql`min(${value})`)],
        ['max', text(sql`max(${value})`)],
      ]
    }
    case 'text':
      return [
        ['shortest', sql`min(len(${value}))`],
        ['longest', sql`max(len(${value}))`],
        ['length', sql`avg(len(${value}))`],
      ]
    default:
      return []
  }
}

const momentFormat = (type: string): string =>
  `%Y-%m-%dT%H:%M:%S.${type === 'TIMESTAMP_NS' ? '%n' : '%f'}${type === 'TIMESTAMP WITH TIME ZONE' ? 'Z' : ''}`

function profileOf(
  { field, class: of }: Profiled,
  { rows, of: read }: { readonly rows: number; readonly of: (name: string) => unknown },
): ColumnProfile {
  const base = {
    ...{ name: field.name, type: typeName(field.type), class: of },
    missing: rows - Number(read('there')),
    distinct: of === 'other' ? null : Number(read('distinct')),
  }
  if (base.missing === rows) return base
  if (of === 'time') return { ...base, min: read('min'), max: read('max') }
  if (of === 'text')
    return {
      ...base,
      lengths: { min: Number(read('shortest')), mean: Number(read('length')), max: Number(read('longest')) },
    }
  if (of !== 'number') return base
  const [mean, stdev] = [numberOf(read('mean')), numberOf(read('stdev'))]
  return {
    ...base,
    ...{ min: read('min'), max: read('max') },
    ...(mean === undefined ? {} : { mean }),
    ...(stdev === undefined ? {} : { stdev }),
    quantiles: levels.map((level) => numberOf(read(`q${level}`)) ?? null),
  }
}

/** The edges of equal bins from the least to the greatest number; none if these are equal or infinite. */
function binsOf({ class: of, min, max }: ColumnProfile): readonly number[] | undefined {
  const [from, to] = [numberOf(min), numberOf(max)]
  if (of !== 'number' || from === undefined || to === undefined || !Number.isFinite(to - from) || from === to)
    return undefined
  return Array.from({ length: binCount + 1 }, (_, at) => (at === binCount ? to : from + (to - from) * (at / binCount)))
}

interface Bins {
  readonly profiled: readonly Profiled[]
  readonly binned: readonly (readonly number[] | undefined)[]
}

async function histograms(
  reader: Parameters<typeof rowsOf>[0],
  table: object,
  { profiled, binned }: Bins,
): Promise<readonly (readonly number[])[]> {
  const parts = binned.flatMap((bins = [], column) =>
    bins.slice(0, -1).map((from, at) => {
      const value = columnValue((profiled[column] as Profiled).field.name)
      const [least, most] = [sql.raw(`${from}::DOUBLE`), sql.raw(`${bins[at + 1]}::DOUBLE`)]
      const isIn = at === binCount - 1 ? sql`${value} >= ${least}` : sql`${value} >= ${least} AND ${value} < ${most}`
      return sql`count(CASE WHEN ${isIn} THEN 1 END) AS ${sql.id(`${column}.${at}`)}`
    }),
  )
  const list = joined(parts, ', ')
  const [row = {}] = list === undefined ? [] : await rowsOf(reader, sql`SELECT ${list} FROM ${table} AS t`)
  return binned.map((bins = [], column) => bins.slice(0, -1).map((_, at) => Number(row[`${column}.${at}`])))
}

async function topOf(
  reader: Parameters<typeof rowsOf>[0],
  table: object,
  name: string,
): Promise<NonNullable<ColumnProfile['top']>> {
  const value = columnValue(name)
  const limit = sql.raw(String(mostTop))
  const counts = sql`SELECT ${value} AS value, count(*) AS n FROM ${table} AS t WHERE ${value} IS NOT NULL GROUP BY ${value} ORDER BY n DESC, value LIMIT ${limit}`
  return (await rowsOf(reader, counts)).map(({ value: one, n }) => ({ value: one, count: Number(n) }))
}
