import type { Column } from '../../define/table.ts'
import { countWhere, quoteId } from '../../util/sql-text.ts'

/** Two versions of a table: each as something to read from in SQL, with its columns. */
export interface Compared {
  readonly before: ComparedTable
  readonly after: ComparedTable
}
interface ComparedTable {
  readonly from: string
  readonly schema: readonly Column[]
}

export type ColumnChange =
  | { readonly column: string; readonly change: 'added'; readonly after: string }
  | { readonly column: string; readonly change: 'removed'; readonly before: string }
  | { readonly column: string; readonly change: 'type'; readonly before: string; readonly after: string }

/** The differences of the columns, in the order of the newer table; removed columns come last. */
export function columnChanges({ before, after }: Compared): readonly ColumnChange[] {
  const then = new Map(before.schema.map(({ name, type }) => [name, type]))
  const now = new Set(after.schema.map(({ name }) => name))
  return [
    ...after.schema.flatMap(({ name: column, type }): ColumnChange[] => {
      const was = then.get(column)
      if (was === undefined) return [{ column, change: 'added', after: type }]
      return was === type ? [] : [{ column, change: 'type', before: was, after: type }]
    }),
    ...before.schema.flatMap(({ name: column, type }): ColumnChange[] =>
      now.has(column) ? [] : [{ column, change: 'removed', before: type }],
    ),
  ]
}

/** A column that both versions have. */
export interface SharedColumn {
  readonly name: string
  /** Present where the two types differ. */
  readonly types?: {
    readonly before: string
    readonly after: string
    /** Whether DuckDB has a cast in each direction. Without one, only nulls are equal. */
    readonly isCast: boolean
  }
}

export function sharedColumns({ before, after }: Compared): readonly SharedColumn[] {
  const then = new Map(before.schema.map(({ name, type }) => [name, type]))
  return after.schema.flatMap(({ name, type }): SharedColumn[] => {
    const was = then.get(name)
    if (was === undefined) return []
    return [was === type ? { name } : { name, types: { before: was, after: type, isCast: true } }]
  })
}

/** Fails where DuckDB lacks one of the casts. */
export const castsSql = ({ before, after }: NonNullable<SharedColumn['types']>): string =>
  `SELECT TRY_CAST(NULL::${before} AS ${after}), TRY_CAST(NULL::${after} AS ${before})`

/** How many rows have a key that another row of the same table has too. */
export const duplicatesSql = ({ from }: ComparedTable, key: string): string =>
  `SELECT count(*) - count(DISTINCT {k: ${quoteId(key)}}) AS n FROM ${from}`

/**
 * One row: how many rows are `added`, `removed`, `changed` and the `same`, and for each of the columns, as `c0` and so
 * on, in how many rows it differs.
 */
export function keyedCountsSql(compared: Compared, key: string, columns: readonly SharedColumn[]): string {
  const differ = columns.map(differs)
  const both = 'a.there AND b.there'
  const any = differ.length === 0 ? 'false' : `(${differ.join(' OR ')})`
  const counts = [
    `${countWhere('a.there IS NULL')} AS added`,
    `${countWhere('b.there IS NULL')} AS removed`,
    `${countWhere(`${both} AND ${any}`)} AS changed`,
    `${countWhere(`${both} AND NOT ${any}`)} AS same`,
    ...differ.map((one, at) => `${countWhere(`${both} AND ${one}`)} AS c${at}`),
  ]
  return `SELECT ${counts.join(', ')} FROM ${joined(compared, key)}`
}

export type RowChange = 'added' | 'removed' | 'changed'

/**
 * Some rows of a kind, in the order of their keys. The columns of the older version are `a0` and so on, those of the
 * newer one `b0`; for changed rows, `d0` and so on tell which columns differ.
 */
export function keyedSampleSql(
  compared: Compared,
  {
    key,
    columns,
    change,
  }: { readonly key: string; readonly columns: readonly SharedColumn[]; readonly change: RowChange },
): string {
  const where = {
    added: 'a.there IS NULL',
    removed: 'b.there IS NULL',
    changed: `a.there AND b.there AND (${columns.map(differs).join(' OR ') || 'false'})`,
  }[change]
  const sides = [
    ...(change === 'added' ? [] : columns.map(({ name }, at) => `a.r.${quoteId(name)} AS a${at}`)),
    ...(change === 'removed' ? [] : columns.map(({ name }, at) => `b.r.${quoteId(name)} AS b${at}`)),
    ...(change === 'changed' ? columns.map((column, at) => `${differs(column)} AS d${at}`) : []),
  ]
  return `SELECT ${sides.join(', ')} FROM ${joined(compared, key)} WHERE ${where} ORDER BY coalesce(a.k, b.k)`
}

/** Without a key, rows are matched as a whole; equal rows count as often as they occur. */
export function bagCountSql(compared: Compared, columns: readonly SharedColumn[], change: 'added' | 'removed'): string {
  return `SELECT count(*) AS n FROM (${bagSql(compared, columns, change)})`
}

/** The columns have the names that they have in `keyedSampleSql`. */
export function bagSampleSql(
  compared: Compared,
  columns: readonly SharedColumn[],
  change: 'added' | 'removed',
): string {
  const side = change === 'added' ? 'b' : 'a'
  const values = columns.map((column, at) => `${ownValue(column, `x${at}`, change)} AS ${side}${at}`)
  return `SELECT ${values.join(', ')} FROM (${bagSql(compared, columns, change)})`
}

function bagSql(compared: Compared, columns: readonly SharedColumn[], change: 'added' | 'removed'): string {
  const rowsOf = (side: 'before' | 'after') =>
    `SELECT ${columns.map((column, at) => `${commonValue(column, side)} AS x${at}`).join(', ')} FROM ${compared[side].from}`
  const [more, less] = change === 'added' ? (['after', 'before'] as const) : (['before', 'after'] as const)
  return `${rowsOf(more)} EXCEPT ALL ${rowsOf(less)}`
}

/** `r` is the whole row, so that no column name can clash with ours. */
function joined({ before, after }: Compared, key: string): string {
  const side = ({ from }: ComparedTable) => `(SELECT t AS r, t.${quoteId(key)} AS k, true AS there FROM ${from} AS t)`
  return `${side(before)} AS a FULL JOIN ${side(after)} AS b ON a.k IS NOT DISTINCT FROM b.k`
}

/**
 * Values of two types are equal if each is the result of casting the other: 30 and 30.0 are equal, 30 and 30.5 are not,
 * and a large integer does not equal the double nearest to it. DuckDB's own comparison would cast only one of them.
 */
function differs({ name, types }: SharedColumn): string {
  const [a, b] = [`a.r.${quoteId(name)}`, `b.r.${quoteId(name)}`]
  if (types === undefined) return `${a} IS DISTINCT FROM ${b}`
  if (!types.isCast) return `(${a} IS NOT NULL OR ${b} IS NOT NULL)`
  return `(TRY_CAST(${b} AS ${types.before}) IS DISTINCT FROM ${a} OR NOT ${staysSame(b, types)})`
}

type Types = NonNullable<SharedColumn['types']>

/** Whether a value of the newer type is the same one after a cast to the older type and back. */
const staysSame = (value: string, { before, after }: Types): string =>
  `(TRY_CAST(TRY_CAST(${value} AS ${before}) AS ${after}) IS NOT DISTINCT FROM ${value})`

/** A value that is the same for both sides: `v` of the older type or, where that type has none, `w`. */
function commonValue({ name, types }: SharedColumn, side: 'before' | 'after'): string {
  const value = quoteId(name)
  if (types === undefined) return value
  const { before, after, isCast } = types
  if (side === 'before') return `{v: ${value}, w: NULL::${after}}`
  const own = `{v: NULL::${before}, w: ${value}}`
  if (!isCast) return own
  return `CASE WHEN ${staysSame(value, types)} THEN {v: TRY_CAST(${value} AS ${before}), w: NULL::${after}} ELSE ${own} END`
}

/** The value of the row itself. */
function ownValue({ types }: SharedColumn, value: string, change: 'added' | 'removed'): string {
  if (types === undefined) return value
  if (change === 'removed') return `${value}.v`
  return types.isCast ? `coalesce(${value}.w, TRY_CAST(${value}.v AS ${types.after}))` : `${value}.w`
}
