import { AssetError, type Column, type Sql, sql } from '../../../index.ts'
import type { DbtRows, DbtUnitTest } from '../answer.ts'
import { fileOf, labelOf } from '../mistakes.ts'
import { quoteId } from '../sql-text.ts'

type Row = Readonly<Record<string, string>>

/** The place of the rows, for messages. */
export interface FixturePlace {
  readonly root: string
  readonly test: DbtUnitTest
  /** The owner of the columns: `the model orders`. */
  readonly of: string
}

/** Rows as dbt casts them: each value to the type of its column, and null where a row names no value. */
export function givenRows(rows: readonly Row[], columns: readonly Column[], place: FixturePlace): Sql {
  const named = rows.map((row) => byColumn(row, columns, place))
  const nothing = `select ${columns.map(({ name, type }) => `cast(null as ${type}) as ${quoteId(name)}`).join(', ')}`
  const selects = named.map(
    (row) =>
      `select ${columns.map(({ name, type }) => `cast(${row.get(name) ?? 'null'} as ${type}) as ${quoteId(name)}`).join(', ')}`,
  )
  return sql.raw(selects.length === 0 ? `${nothing} limit 0` : selects.join('\nunion all\n'))
}

export interface Expected {
  /** The columns that are compared. */
  readonly columns: readonly string[]
  readonly rows: Sql
}

/**
 * The rows that a unit test expects of `dbt_internal_unit_test_actual`: each value is cast to the type that its
 * column has there. Undefined where it expects none, whichever columns the statement has by then.
 *
 * @param columns Those of the model.
 */
export function expectedRows(expect: DbtRows, columns: readonly Column[], place: FixturePlace): Expected | undefined {
  if ('sql' in expect) return { columns: columns.map(({ name }) => name), rows: sql.raw(expect.sql) }
  // A variable or a macro that is overridden may give the statement other columns than the model has.
  const { overrides } = JSON.parse(place.test.raw) as { readonly overrides?: unknown }
  const mayHaveMore = overrides !== undefined && overrides !== null
  const [first, ...others] = expect.rows.map((row) => byColumn(row, columns, place, mayHaveMore))
  if (first === undefined) return undefined
  const names = [...first.keys()]
  const odd = others.findIndex((row) => row.size !== first.size || names.some((name) => !row.has(name)))
  if (odd !== -1) throw otherColumns(odd + 2, names, place)
  const types = names.map((name) => `any_value(${quoteId(name)}) as ${quoteId(name)}`).join(', ')
  const selects = [first, ...others].map((row) => {
    const values = names.map((name) => `cast_to_type(${row.get(name)}, types.${quoteId(name)}) as ${quoteId(name)}`)
    return `select ${values.join(', ')} from types`
  })
  const typed = `with types as (select ${types} from dbt_internal_unit_test_actual where false)`
  return { columns: names, rows: sql.raw(`${typed}\n${selects.join('\nunion all\n')}`) }
}

/**
 * The values by the columns' own names, since a unit test may write names in another case.
 *
 * @param mayHaveMore Whether there may be columns beside these.
 */
function byColumn(
  row: Row,
  columns: readonly Column[],
  place: FixturePlace,
  mayHaveMore = false,
): ReadonlyMap<string, string> {
  const names = new Map(columns.map(({ name }) => [name.toLowerCase(), name]))
  return new Map(
    Object.entries(row).map(([written, value]) => {
      const name = names.get(written.toLowerCase())
      if (name === undefined && !mayHaveMore) throw noSuchColumn(written, columns, place)
      return [name ?? written, value]
    }),
  )
}

function noSuchColumn(name: string, columns: readonly Column[], { root, test, of }: FixturePlace): AssetError {
  return new AssetError({
    code: 'DBT_PROJECT',
    message: `the unit test ${test.name} names a column "${name}", which ${of} does not have`,
    at: `${labelOf(root, fileOf(test))}:1`,
    fix: `its columns are ${columns.map((column) => column.name).join(', ')}`,
  })
}

function otherColumns(row: number, names: readonly string[], { root, test }: FixturePlace): AssetError {
  return new AssetError({
    code: 'DBT_PROJECT',
    message: `row ${row} of what the unit test ${test.name} expects has other columns than the first, which are compared`,
    at: `${labelOf(root, fileOf(test))}:1`,
    fix: `write ${names.join(', ')} in every row; null is a value`,
  })
}
