import type { Column } from '../../define/table.ts'
import { AssetError } from '../../errors.ts'
import { typeName } from '../codec/types/data-type.ts'
import { namedTwice } from '../files/named-twice.ts'
import type { ArrowData, ArrowTable } from './arrow-shape.ts'
import { arrowValue, valueAt } from './arrow-value.ts'
import type { ArrowValue } from './scalar-value.ts'

/**
 * A registered symbol, like every mark of a function's result: the result may come from another thread or process.
 */
const arrowRowsSymbol: unique symbol = Symbol.for('assetstore.arrow')

/** The rows of an Arrow table on their way into a stored table. */
export interface ArrowRows {
  readonly [arrowRowsSymbol]: true
  /** Rows of `held` types, by the names `c0`, `c1` and so on. */
  readonly rows: Iterable<object> | AsyncIterable<object>
  readonly interim: readonly Column[]
  /** The SQL that makes each column's exact value. */
  readonly exact: readonly string[]
  readonly stored: readonly Column[]
}

export const isArrowRows = (value: unknown): value is ArrowRows =>
  typeof value === 'object' && value !== null && arrowRowsSymbol in value

export const arrowRowsOf = (rows: Omit<ArrowRows, typeof arrowRowsSymbol>): ArrowRows => ({
  [arrowRowsSymbol]: true,
  ...rows,
})

/**
 * The rows of an Arrow table or of a batch, with the SQL that stores each column exactly. A type that no table has is
 * refused here; a value that no table has is refused when its row is read.
 *
 * @throws AssetError `ASSET_RESULT`, `ASSET_VALUE`
 */
export function arrowRows(table: ArrowTable, asset: string): ArrowRows {
  const { fields } = table.schema
  checkNames(
    fields.map(({ name }) => name),
    asset,
  )
  const place: Place = { asset, row: undefined }
  const columns = fields.map(({ name, type }, index) => {
    const refuse = (what: string, fix: string): never => {
      throw refusal(place, { column: name, what, fix })
    }
    return { name, value: arrowValue(type, refuse), chunks: table.getChildAt(index)?.data ?? [] }
  })
  return arrowRowsOf({
    rows: rowsOf(columns, table.numRows, place),
    interim: columns.map(({ value }, at) => ({ name: `c${at}`, type: typeName(value.interim) })),
    exact: columns.map(({ value }, at) => value.exact(`c${at}`)),
    stored: columns.map(({ name, value }) => ({ name, type: typeName(value.stored) })),
  })
}

interface Place {
  readonly asset: string
  /** Counted from 1; undefined before the first is read. */
  row: number | undefined
}
interface ReadColumn {
  readonly name: string
  readonly value: ArrowValue
  readonly chunks: readonly ArrowData[]
}

function* rowsOf(columns: readonly ReadColumn[], count: number, place: Place): Generator<object> {
  const readers = columns.map(readerOf)
  for (let row = 0; row < count; row++) {
    place.row = row + 1
    yield Object.fromEntries(readers.map((read, at) => [`c${at}`, read()]))
  }
}

/** Reads one value after another, over all chunks. */
function readerOf({ value, chunks }: ReadColumn): () => unknown {
  let [chunk, index] = [0, 0]
  return () => {
    while (chunk < chunks.length && index >= chunks[chunk]!.length) [chunk, index] = [chunk + 1, 0]
    const data = chunks[chunk]
    return data === undefined ? null : valueAt(value, data, index++)
  }
}

function checkNames(names: readonly string[], asset: string): void {
  const twice = names.includes('') ? { problem: 'has a column without a name' } : namedTwice(names)
  if (names.length > 0 && twice === undefined) return
  throw new AssetError({
    code: 'ASSET_RESULT',
    message: `${asset} returned an Arrow table ${twice === undefined ? 'without columns' : `that ${twice.problem}`}`,
    facts: { asset },
    fix: twice === undefined ? 'give it a column' : 'give every column a name of its own',
  })
}

function refusal(
  { asset, row }: Place,
  { column, what, fix }: { readonly column: string; readonly what: string; readonly fix: string },
): AssetError {
  const where = row === undefined ? '' : ` in row ${row}`
  return new AssetError({
    code: 'ASSET_VALUE',
    message: `column "${column}" of ${asset} has ${what}${where}, which a table cannot store`,
    facts: { asset, column, ...(row === undefined ? {} : { row }) },
    fix,
  })
}
