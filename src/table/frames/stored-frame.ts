import { parquetFile } from '../../define/foreign/parquet-file.ts'
import { AssetError } from '../../errors.ts'
import { type ArrowRows, arrowRows, isArrowRows } from '../arrow/arrow-rows.ts'
import { isArrowTable } from '../arrow/arrow-shape.ts'
import type { Engine } from '../engine/open.ts'
import { namedTwice } from '../files/named-twice.ts'

/** A DataFrame of nodejs-polars, by its shape, so that a project may use any version. */
interface Frame {
  readonly columns: readonly string[]
  getColumn(name: string): Series
  writeParquet(path: string, options: object): void
}
interface Series {
  readonly dtype: object
  toArray(): readonly unknown[]
}
interface LazyFrame {
  collect(): Promise<Frame>
}

const isOf = (value: unknown, tag: string): boolean =>
  typeof value === 'object' && value !== null && Reflect.get(value, Symbol.toStringTag) === tag

const isFrame = (value: unknown): value is Frame =>
  isOf(value, 'DataFrame') && typeof (value as Frame).writeParquet === 'function'
const isLazyFrame = (value: unknown): value is LazyFrame =>
  isOf(value, 'LazyDataFrame') && typeof (value as LazyFrame).collect === 'function'

export interface Storing {
  readonly asset: string
  /** Returns a new path at each call. */
  readonly file: () => string
  /**
   * The engine that writes values without an exact form in JavaScript; absent in a worker, where the run writes them.
   */
  readonly engine?: () => Promise<Engine>
  readonly signal?: AbortSignal | undefined
}

/**
 * Turns a Polars frame or an Arrow table into a file with its rows; any other value is returned unchanged. A lazy frame
 * is computed.
 *
 * @throws AssetError `ASSET_RESULT`, `ASSET_VALUE` where a table cannot store it and give it back.
 */
export async function storedFrame(result: unknown, storing: Storing): Promise<unknown> {
  if (isArrowTable(result)) return storedFrame(arrowRows(result, storing.asset), storing)
  if (isArrowRows(result)) return storing.engine === undefined ? result : storedRows(result, storing.engine, storing)
  if (!isFrame(result) && !isLazyFrame(result)) return result
  const frame = isLazyFrame(result) ? await result.collect() : result
  const { columns } = frame
  if (columns.length === 0) throw mistake(storing, 'a frame without columns', 'give it a column')
  const twice = columns.includes('') ? { problem: 'has a column without a name' } : namedTwice(columns)
  if (twice !== undefined)
    throw mistake(storing, `a frame that ${twice.problem}`, 'give every column a name of its own: frame.rename({ … })')
  const untyped = columns.filter((column) => isUntyped(frame, column, storing))
  const file = storing.file()
  frame.writeParquet(file, { compression: 'zstd' })
  return parquetFile(file, untyped)
}

async function storedRows(rows: ArrowRows, engine: () => Promise<Engine>, { asset, file, signal }: Storing) {
  const { storeArrow } = await import('../arrow/store-arrow.ts')
  return storeArrow(await engine(), rows, { asset, file: file(), signal })
}

/**
 * Returns whether the column has no type, since it has no value.
 *
 * @throws AssetError where a table cannot have its values.
 */
function isUntyped(frame: Frame, column: string, { asset }: Storing): boolean {
  const type = typeOf(frame, column)
  if (type === undefined) return false
  const refuse = (what: string, fix: string): never => {
    const facts = { asset, column }
    throw new AssetError({
      code: 'ASSET_VALUE',
      message: `column "${column}" of ${asset} has ${what}, which a table cannot store`,
      facts,
      fix,
    })
  }
  if (type.includes('"Duration"')) refuse('durations', 'store a number: pl.col(column).cast(pl.Int64)')
  if (type.includes('"Object"')) refuse('JavaScript objects', 'make the column a type of Polars')
  const isTime = type === '{"DataType":"Time"}'
  if (!isTime && type.includes('"Time"')) refuse('times of day inside of others', 'make them text: .cast(pl.String)')
  const finer = isTime ? frame.getColumn(column).toArray().findIndex(isFinerTime) : -1
  if (finer >= 0)
    refuse(
      `a time that is finer than a microsecond in row ${finer + 1}`,
      'cut it, or make the column text: pl.col(column).cast(pl.String)',
    )
  const isNull = type === '{"DataType":"Null"}'
  if (!isNull && type.includes('"Null"'))
    refuse('lists whose elements have no type', 'say it: .cast(pl.List(pl.String))')
  return isNull
}

/** The type as JSON; `undefined` for types without a name in JavaScript, such as Binary. */
function typeOf(frame: Frame, column: string): string | undefined {
  try {
    return JSON.stringify(frame.getColumn(column).dtype)
  } catch {
    return undefined
  }
}

/** Times come as `01:02:03.000000001`. */
const isFinerTime = (time: unknown): boolean => typeof time === 'string' && /\.\d{6}\d*[1-9]/.test(time)

function mistake({ asset }: Storing, what: string, fix: string): AssetError {
  return new AssetError({ code: 'ASSET_RESULT', message: `${asset} returned ${what}`, facts: { asset }, fix })
}
