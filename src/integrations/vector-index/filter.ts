import { AssetError } from '../../index.ts'
import { hasType } from './index-row.ts'
import type { Scalar, Shape } from './shape.ts'

/** Conditions that all have to hold: `{ year: { gte: 1990, lt: 2000 }, speaker: 'Clinton' }`. */
export type Filter = Readonly<Record<string, Scalar | Condition>>
export interface Condition {
  readonly eq?: Scalar
  /** Also true of rows that have no value. */
  readonly not?: Scalar
  readonly in?: readonly Scalar[]
  readonly lt?: string | number
  readonly lte?: string | number
  readonly gt?: string | number
  readonly gte?: string | number
}

/** How a database writes a column and a value: the rest of a condition is the same for all of them. */
export interface Dialect {
  readonly column: (name: string) => string
  /** A literal, or the place of a parameter that is kept. */
  readonly value: (value: string | number | boolean) => string
}

type Comparison = keyof Condition
const operators: Readonly<Partial<Record<Comparison, string>>> = { lt: '<', lte: '<=', gt: '>', gte: '>=' }
const comparisons: readonly string[] = ['eq', 'not', 'in', ...Object.keys(operators)] satisfies string[]

/** As SQL, `''` for no filter. Texts compare by the bytes of their UTF-8. @throws AssetError `INDEX_QUERY` */
export function filterSql(filter: Filter, shape: Shape, dialect: Dialect): string {
  return Object.entries(filter)
    .flatMap(([name, condition]) => {
      const type = Object.hasOwn(shape.metadata, name) ? shape.metadata[name] : undefined
      if (type === undefined) throw unknownColumn(name, shape)
      const column = dialect.column(name)
      return Object.entries(conditionOf(condition)).map(([comparison, value]) => {
        const values = comparison === 'in' ? value : [value]
        if (!comparisons.includes(comparison)) throw unknownComparison(comparison, name)
        if (!Array.isArray(values)) throw wrongValue(value, `${name}: { in: … }`, 'list')
        const bad = values.find((each) => !(each === null && !(comparison in operators)) && !hasType(each, type))
        if (bad !== undefined) throw wrongValue(bad, name, type)
        return sqlOf(comparison as Comparison, { column, values, dialect })
      })
    })
    .join(' AND ')
}

function conditionOf(condition: Scalar | Condition): Condition {
  return typeof condition === 'object' && condition !== null ? condition : { eq: condition }
}

interface Parts {
  readonly column: string
  readonly values: readonly Scalar[]
  readonly dialect: Dialect
}

function sqlOf(comparison: Comparison, parts: Parts): string {
  const { column, values, dialect } = parts
  const one = values[0] ?? null
  const operator = operators[comparison]
  if (operator !== undefined) return `${column} ${operator} ${dialect.value(one as string)}`
  if (comparison === 'not') {
    return one === null ? `${column} IS NOT NULL` : `(${column} <> ${dialect.value(one)} OR ${column} IS NULL)`
  }
  const equal = values.map((value) => (value === null ? `${column} IS NULL` : `${column} = ${dialect.value(value)}`))
  return equal.length === 0 ? '1 = 0' : `(${equal.join(' OR ')})`
}

function unknownColumn(name: string, { metadata }: Shape): AssetError {
  const names = Object.keys(metadata)
  return new AssetError({
    code: 'INDEX_QUERY',
    message: `the filter names ${JSON.stringify(name)}, which is no column of the index`,
    fix: names.length === 0 ? 'give the index a `metadata` to filter by' : `use one of ${names.join(', ')}`,
  })
}

function unknownComparison(comparison: string, name: string): AssetError {
  return new AssetError({
    code: 'INDEX_QUERY',
    message: `the filter has ${JSON.stringify(comparison)} for ${name}, which is no comparison`,
    fix: `use one of ${comparisons.join(', ')}`,
  })
}

function wrongValue(value: unknown, name: string, type: string): AssetError {
  return new AssetError({
    code: 'INDEX_QUERY',
    message: `the filter compares ${name} with ${typeof value === 'string' ? JSON.stringify(value) : String(value)}`,
    fix: `compare it with a ${type}`,
  })
}
