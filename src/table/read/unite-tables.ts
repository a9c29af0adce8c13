import type { Column } from '../../define/table.ts'
import { AssetError } from '../../errors.ts'
import { type Field, quoteText } from '../codec/types/data-type.ts'
import { parseColumns, toColumns } from '../codec/types/parse-type.ts'
import { columnsAs } from '../codec/types/select-columns.ts'
import { uniteFields } from '../codec/types/widen.ts'
import { type Engine, withConnection } from '../engine/open.ts'
import { listFiles, type ParquetFiles, readParquet } from '../engine/parquet.ts'
import { absentOrNull, type SomeRows } from '../rows/absent-or-null.ts'

/** One of several tables that are read as one. */
export interface TablePart {
  /** The key that tells it from the others; empty where it is the only one. */
  readonly key: string
  readonly file: ParquetFiles
  readonly columns: readonly Column[]
  /** Rows. */
  readonly count: number
}
export type UnitedTable = Pick<TablePart, 'file' | 'columns' | 'count'>

/**
 * Several stored tables as one, in order; no row is copied. Columns are matched by name. If a table lacks a column, its
 * rows lack the field, or have null there if a row of another table has null.
 *
 * @throws AssetError `ASSET_VALUE` where a column has two types that no single type covers.
 */
export async function uniteTables(
  engine: Engine,
  { asset, parts }: { readonly asset: string; readonly parts: readonly TablePart[] },
): Promise<UnitedTable> {
  const [only, ...others] = parts
  if (only !== undefined && others.length === 0) return { file: only.file, columns: only.columns, count: only.count }
  const runs = runsOf(withTypes(parts))
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
  const from = `(${selects.join('\nUNION ALL ')})`
  return { file: { files: runs.flatMap((run) => run.files), from }, columns: toColumns(fields), count }
}

/** The column with the partition of a row; left out where the table itself has a column of that name. */
const partitionColumn = '_partition'

/** The SQL behind a FROM: the tables as one, with the column `_partition`. */
export async function uniteWithKeys(
  engine: Engine,
  { asset, parts }: { readonly asset: string; readonly parts: readonly TablePart[] },
): Promise<string> {
  const { file, columns } = await uniteTables(engine, { asset, parts })
  const names = new Set(columns.map(({ name }) => name.toLowerCase()))
  if (names.has(partitionColumn)) return readParquet(file)
  const fields = parseColumns(columns)
  // Two partitions with equal rows are one file, which is read twice: its place in the list tells them apart.
  const isPlaced = !names.has('file_index')
  const typedParts = withTypes(parts)
  const runs = isPlaced ? runsOf(typedParts) : typedParts.flatMap((part) => runsOf([part]))
  const selects = runs.map((run) => {
    const keys = run.keys.map(quoteText)
    const key = isPlaced ? `[${keys.join(', ')}][p.file_index::BIGINT + 1]` : keys[0]
    return `SELECT ${columnsAs('p', run.fields, fields)}, ${key} AS ${partitionColumn} FROM ${run.from} p`
  })
  return `(${selects.join('\nUNION ALL ')})`
}

/** One of the tables with the columns of all of them. */
export function asUnited(
  part: Pick<TablePart, 'file' | 'columns'>,
  { columns }: Pick<UnitedTable, 'columns'>,
): ParquetFiles {
  const { file, columns: own } = part
  if (JSON.stringify(own) === JSON.stringify(columns)) return file
  const select = columnsAs('p', parseColumns(own), parseColumns(columns))
  return { files: listFiles(file), from: `(SELECT ${select} FROM ${readParquet(file)} p)` }
}

/**
 * Leaves out tables without rows if any table has rows: no value decided the types of their columns, and a CSV file
 * with only a header has text columns.
 */
function withTypes(parts: readonly TablePart[]): readonly TablePart[] {
  const filled = parts.filter(({ count }) => count > 0)
  return filled.length > 0 ? filled : parts
}

/** Neighbouring tables with the same columns, which DuckDB reads as a list of files. */
interface Run extends SomeRows {
  readonly key: string
  readonly columns: readonly Column[]
  readonly files: readonly string[]
  /** The partition of each file. */
  readonly keys: readonly string[]
}

function runsOf(parts: readonly TablePart[]): readonly Run[] {
  const runs: { readonly shape: string; readonly columns: TablePart['columns']; files: string[]; keys: string[] }[] = []
  for (const { key, file, columns } of parts) {
    const shape = JSON.stringify(columns)
    if (runs.at(-1)?.shape !== shape) runs.push({ shape, columns, files: [], keys: [] })
    const files = listFiles(file)
    runs.at(-1)?.files.push(...files)
    runs.at(-1)?.keys.push(...files.map(() => key))
  }
  return runs.map(({ columns, files, keys }) => ({
    ...{ key: keys[0] as string, columns, files, keys },
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
    const columnsIn = (of: Run) =>
      toColumns([fieldIn(of) as Field]).map((one) => `"${one.name}" ${one.type} in ${of.key}`)
    throw new AssetError({
      code: error.code,
      message: `the partitions of ${asset} cannot be read as one table: the column is ${columnsIn(earlier)} and ${columnsIn(run)}`,
      facts: { asset, column, partitions: [earlier.key, run.key] },
      fix: `give the column one name and one type in every partition of ${asset}, such as by a schema`,
      cause: error,
    })
  }
}
