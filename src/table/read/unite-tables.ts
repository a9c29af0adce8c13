import type { Column } from '../../define/table.ts'
import { AssetError } from '../../errors.ts'
import type { Field } from '../codec/data-type.ts'
import { parseColumns, toColumns } from '../codec/parse-type.ts'
import { columnsAs } from '../codec/select-columns.ts'
import { uniteFields } from '../codec/widen.ts'
import { type Engine, withConnection } from '../engine/open.ts'
import { listFiles, type ParquetFiles, readParquet } from '../engine/parquet.ts'
import { absentOrNull, type SomeRows } from '../rows/absent-or-null.ts'

/** One of the tables that are read as one. */
export interface TablePart {
  /** What tells it from the others; empty where there are none. */
  readonly key: string
  readonly file: ParquetFiles
  readonly columns: readonly Column[]
  /** Rows. */
  readonly count: number
}
export type UnitedTable = Pick<TablePart, 'file' | 'columns' | 'count'>

/**
 * Several stored tables as one, in their order; no row is copied. Columns are matched by name: where a table lacks one
 * its rows lack it, or have null there if a row of another has null.
 *
 * @throws AssetError `ASSET_VALUE` where two of them have a column of types that no value can be both of.
 */
export async function uniteTables(
  engine: Engine,
  { asset, parts }: { readonly asset: string; readonly parts: readonly TablePart[] },
): Promise<UnitedTable> {
  const runs = runsOf(parts)
  const [first] = runs
  if (first === undefined) throw new Error(`a table of ${asset} that has no part`)
  const count = parts.reduce((sum, part) => sum + part.count, 0)
  if (runs.length === 1) return { file: onlyOrAll(first.files), columns: first.columns, count }
  const shapes = new Map(runs.map((run) => [JSON.stringify(run.columns), run]))
  const united = [...shapes.values()].reduce<readonly Field[] | undefined>(
    (before, run) => (before === undefined ? run.fields : unite(before, run, { asset, runs })),
    undefined,
  ) as readonly Field[]
  const fields = await withConnection(engine, (connection) => absentOrNull(connection, united, runs))
  const selects = runs.map((run) => `SELECT ${columnsAs('p', run.fields, fields)} FROM ${run.from} p`)
  return {
    file: { files: runs.flatMap((run) => run.files), from: `(${selects.join('\nUNION ALL ')})` },
    columns: toColumns(fields),
    count,
  }
}

/** One of the tables with the columns that all of them have together. */
export function asUnited(
  part: Pick<TablePart, 'file' | 'columns'>,
  { columns }: Pick<UnitedTable, 'columns'>,
): ParquetFiles {
  const { file, columns: own } = part
  if (JSON.stringify(own) === JSON.stringify(columns)) return file
  const select = columnsAs('p', parseColumns(own), parseColumns(columns))
  return { files: listFiles(file), from: `(SELECT ${select} FROM ${readParquet(file)} p)` }
}

/** Neighbours with the same columns, which DuckDB reads as a list of files. */
interface Run extends SomeRows {
  readonly key: string
  readonly columns: readonly Column[]
  readonly files: readonly string[]
}

function runsOf(parts: readonly TablePart[]): readonly Run[] {
  const groups: {
    readonly key: string
    readonly shape: string
    readonly columns: TablePart['columns']
    readonly files: string[]
  }[] = []
  for (const { key, file, columns } of parts) {
    const shape = JSON.stringify(columns)
    const last = groups.at(-1)
    if (last?.shape === shape) last.files.push(...listFiles(file))
    else groups.push({ key, shape, columns, files: [...listFiles(file)] })
  }
  return groups.map(({ key, columns, files }) => ({
    ...{ key, columns, files },
    ...{ from: readParquet(onlyOrAll(files)), fields: parseColumns(columns) },
  }))
}

const onlyOrAll = (files: readonly string[]): ParquetFiles => (files.length === 1 ? (files[0] as string) : files)

function unite(
  before: readonly Field[],
  run: Run,
  { asset, runs }: { readonly asset: string; readonly runs: readonly Run[] },
): readonly Field[] {
  try {
    return uniteFields(before, run.fields, { asset, column: '' })
  } catch (error) {
    if (!AssetError.is(error)) throw error
    const column = String(error.facts?.column)
    const [name = column] = column.split(/[.[{]/, 1)
    const fieldIn = ({ fields }: Run) => fields.find((field) => field.name.toLowerCase() === name.toLowerCase())
    const earlier = runs.find((one) => fieldIn(one) !== undefined) as Run
    const shown = (of: Run) => toColumns([fieldIn(of) as Field]).map((one) => `"${one.name}" ${one.type} in ${of.key}`)
    throw new AssetError({
      code: error.code,
      message: `the partitions of ${asset} cannot be read as one table: the column is ${shown(earlier)} and ${shown(run)}`,
      facts: { asset, column, partitions: [earlier.key, run.key] },
      fix: `give the column one name and one type in every partition of ${asset}, such as by a schema`,
      cause: error,
    })
  }
}
