import type { Connection } from '../../engine/bindings.ts'
import type { DataFiles } from '../data-files.ts'
import { fileMistake } from '../file-mistake.ts'
import { fileText } from '../file-text.ts'
import { rowsOf } from '../rows-of.ts'

interface Element {
  readonly name: string
  readonly children: number
  /** What DuckDB cannot read as it is. */
  readonly loss: Loss | undefined
}
type Loss = 'wide decimal' | 'INT96' | 'nanoseconds'

/** The most digits of DuckDB's DECIMAL. */
const mostDigits = 38

const query = (file: string): string => `SELECT name, coalesce(num_children, 0)::DOUBLE AS children,
CASE WHEN precision > ${mostDigits} THEN 'wide decimal' WHEN type = 'INT96' THEN 'INT96'
WHEN regexp_matches(logical_type::VARCHAR, '^TimeType.*NANOS=NanoSeconds') THEN 'nanoseconds'
WHEN regexp_matches(logical_type::VARCHAR, '^TimestampType\\(isAdjustedToUTC=1.*NANOS=NanoSeconds') THEN 'nanoseconds' END AS loss
FROM parquet_schema(${file})`

/**
 * The names of a file's columns as it has them: DuckDB gives the second of two another name. What DuckDB would read as
 * another value is refused, and what it cuts is told of.
 *
 * @throws AssetError `ASSET_VALUE` where a column has decimals of more digits than DuckDB has: it makes doubles of
 * them, and wrong ones.
 */
export async function parquetColumns(
  connection: Connection,
  { path, files }: { readonly path: string; readonly files: Pick<DataFiles, 'placeOf' | 'warn'> },
): Promise<readonly string[]> {
  const rows = await rowsOf(connection, query(fileText(files.placeOf(path))))
  const names: string[] = []
  let inside = 0
  for (const { name, children, loss } of rows.slice(1) as unknown as readonly Element[]) {
    if (inside === 0) names.push(name)
    else inside -= 1
    inside += children
    if (loss !== null && loss !== undefined) tellLoss(loss, { path, column: names.at(-1) as string, files })
  }
  return names
}

interface Place {
  readonly path: string
  readonly column: string
  readonly files: Pick<DataFiles, 'warn'>
}

function tellLoss(loss: Loss, { path, column, files }: Place): void {
  if (loss === 'wide decimal') {
    const problem = `has the column "${column}" with decimals of more than ${mostDigits} digits, which DuckDB cannot read`
    throw fileMistake({ path, problem, fix: `write them as text, or as decimals of at most ${mostDigits} digits` })
  }
  const what = loss === 'INT96' ? 'timestamps of the old form INT96' : 'times of nanoseconds'
  files.warn(
    `${path} has the column "${column}" with ${what}: DuckDB reads microseconds, and what is finer is cut; to keep it, write text, or timestamps of nanoseconds without a zone`,
  )
}
