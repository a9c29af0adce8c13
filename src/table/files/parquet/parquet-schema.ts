import type { Connection } from '../../engine/bindings.ts'
import type { DataFiles } from '../data-files.ts'
import { fileMistake } from '../file-mistake.ts'
import { fileText } from '../file-text.ts'
import { namedTwice } from '../named-twice.ts'
import { rowsOf } from '../rows-of.ts'

/**
 * What DuckDB loses of a value. It cuts timestamps of the old form INT96, moments with a zone (`instant`) and times to
 * microseconds, and turns decimals with more digits than it has into wrong doubles.
 */
export type Loss =
  | { readonly what: 'int96' | 'instant' | 'time' | 'time in UTC' }
  | { readonly what: 'decimal'; readonly scale: number }

/** For each column that loses something: the losses of its values, in the order of the values. */
export type Losses = ReadonlyMap<string, readonly Loss[]>

export interface ParquetColumns {
  /** The names in the file; DuckDB renames the second of two equal names. */
  readonly names: readonly string[]
  /** The names of everything that has one. */
  readonly all: readonly string[]
  readonly losses: Losses
  /** Words for two fields of one struct that DuckDB would take for one and rename. */
  readonly fieldsTwice: string | undefined
}

interface Element {
  readonly name: string
  readonly children: number
  readonly loss: Loss['what'] | null
  readonly digits: number | null
  readonly scale: number | null
  readonly bytes: number | null
}

/** The most digits of DuckDB's DECIMAL, and those of 32 bytes. */
const [mostDigits, mostExact] = [38, 76]

const query = (file: string): string => `SELECT name, coalesce(num_children, 0)::DOUBLE AS children,
CASE WHEN precision > ${mostDigits} THEN 'decimal' WHEN type = 'INT96' THEN 'int96'
WHEN regexp_matches(logical_type::VARCHAR, '^TimeType\\(isAdjustedToUTC=1.*NANOS=NanoSeconds') THEN 'time in UTC'
WHEN regexp_matches(logical_type::VARCHAR, '^TimeType.*NANOS=NanoSeconds') THEN 'time'
WHEN regexp_matches(logical_type::VARCHAR, '^TimestampType\\(isAdjustedToUTC=1.*NANOS=NanoSeconds') THEN 'instant' END AS loss,
precision::DOUBLE AS digits, scale::DOUBLE AS scale, TRY_CAST(type_length AS DOUBLE) AS bytes
FROM parquet_schema(${file})`

/** @throws AssetError `ASSET_VALUE` where a column has decimals of more digits than can be read at all. */
export async function parquetColumns(
  connection: Connection,
  { path, files }: { readonly path: string; readonly files: Pick<DataFiles, 'placeOf'> },
): Promise<ParquetColumns> {
  const rows = await rowsOf(connection, query(fileText(files.placeOf(path))))
  const elements = rows.slice(1) as unknown as readonly Element[]
  const names: string[] = []
  const losses = new Map<string, Loss[]>()
  let inside = 0
  for (const { name, children, loss: what, digits, scale, bytes } of elements) {
    if (inside === 0) names.push(name)
    else inside -= 1
    inside += children
    if (what === null) continue
    const column = names.at(-1) as string
    if (what === 'decimal' && ((digits ?? 0) > mostExact || (bytes ?? 0) > 32)) {
      const problem = `has the column "${column}" with decimals of ${digits} digits, and the most that can be read are ${mostExact}`
      throw fileMistake({ path, problem, fix: `write them as text, or as decimals of at most ${mostExact} digits` })
    }
    losses.set(column, [...(losses.get(column) ?? []), what === 'decimal' ? { what, scale: scale ?? 0 } : { what }])
  }
  return { names, all: elements.map(({ name }) => name), losses, fieldsTwice: fieldsTwiceIn(elements, names) }
}

/** An element with fields is followed by its fields, and each of these by its own. */
function fieldsTwiceIn(elements: readonly Element[], columns: readonly string[]): string | undefined {
  let at = 0
  const visit = (column: string): string | undefined => {
    const { children } = elements[at++] as Element
    const fields: string[] = []
    for (let index = 0; index < children; index++) {
      fields.push(elements[at]?.name ?? '')
      const inside = visit(column)
      if (inside !== undefined) return inside
    }
    return namedTwice(fields)?.problem.replace('has the column', () => `has in the column "${column}" the field`)
  }
  return firstOf(columns, visit)
}

function firstOf<Item, Found>(items: readonly Item[], find: (item: Item) => Found | undefined): Found | undefined {
  for (const item of items) {
    const match = find(item)
    if (match !== undefined) return match
  }
  return undefined
}
