import type { Column } from '../../define/table.ts'
import { countWhere, quoteId } from '../../util/sql-text.ts'

/** Two versions of a table: what may be read from in SQL, and its columns. */
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

/** How the columns differ, in the order of the newer table, those that are gone last. */
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

/** The columns by which rows are compared: those that both have, with one type. */
export function sharedColumns({ before, after }: Compared): readonly string[] {
  const then = new Map(before.schema.map(({ name, type }) => [name, type]))
  return after.schema.flatMap(({ name, type }) => (then.get(name) === type ? [name] : []))
}

/** How many rows have a key that another row of the same table has too. */
export const duplicatesSql = ({ from }: ComparedTable, key: string): string =>
  `SELECT count(*) - count(DISTINCT {k: ${quoteId(key)}}) AS n FROM ${from}`

/**
 * One row: how many rows are `added`, `removed`, `changed` and the `same`, and for each of the columns, as `c0` and so
 * on, in how many rows it differs.
 */
export function keyedCountsSql(compared: Compared, key: string, columns: readonly string[]): string {
  const differ = columns.map((name) => differs(name))
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
 * Some rows of a kind, in the order of their keys: `before` and `after` as structs, of which a row that is not there
 * has none.
 */
export function keyedSampleSql(
  compared: Compared,
  { key, columns, change }: { readonly key: string; readonly columns: readonly string[]; readonly change: RowChange },
): string {
  const where = {
    added: 'a.there IS NULL',
    removed: 'b.there IS NULL',
    changed: `a.there AND b.there AND (${columns.map(differs).join(' OR ') || 'false'})`,
  }[change]
  const sides = [
    ...(change === 'added' ? [] : columns.map((name, at) => `a.r.${quoteId(name)} AS a${at}`)),
    ...(change === 'removed' ? [] : columns.map((name, at) => `b.r.${quoteId(name)} AS b${at}`)),
  ]
  return `SELECT ${sides.join(', ')} FROM ${joined(compared, key)} WHERE ${where} ORDER BY coalesce(a.k, b.k)`
}

/** Without a key rows are the same that are equal as a whole, each as often as it is there. */
export function bagCountSql(compared: Compared, columns: readonly string[], change: 'added' | 'removed'): string {
  return `SELECT count(*) AS n FROM (${bagSampleSql(compared, columns, change)})`
}

export function bagSampleSql(compared: Compared, columns: readonly string[], change: 'added' | 'removed'): string {
  const side = change === 'added' ? 'b' : 'a'
  const named = columns.map((name, at) => `${quoteId(name)} AS ${side}${at}`).join(', ')
  const [more, less] = change === 'added' ? [compared.after, compared.before] : [compared.before, compared.after]
  return `SELECT ${named} FROM ${more.from} EXCEPT ALL SELECT ${named} FROM ${less.from}`
}

/** `r` is the whole row, so that no column can have a name of ours. */
function joined({ before, after }: Compared, key: string): string {
  const side = ({ from }: ComparedTable) => `(SELECT t AS r, t.${quoteId(key)} AS k, true AS there FROM ${from} AS t)`
  return `${side(before)} AS a FULL JOIN ${side(after)} AS b ON a.k IS NOT DISTINCT FROM b.k`
}

const differs = (name: string): string => `a.r.${quoteId(name)} IS DISTINCT FROM b.r.${quoteId(name)}`
