import type { Table } from '../../define/table.ts'
import { type DataType, type Field, quoteId, someScalar, sqlType } from '../../table/codec/types/data-type.ts'
import { duck } from '../../table/engine/bindings.ts'
import { type Engine, interruptible, withConnection } from '../../table/engine/open.ts'
import { copyToParquet, listFiles, mostRowsInGroup, readParquet } from '../../table/engine/parquet.ts'
import { expectRows } from '../../table/read/row-count.ts'
import { planOf, type RowPlan } from '../../table/work/row-plan.ts'

interface Opening {
  readonly engine: Engine
  readonly tmpFile: () => string
  readonly signal: AbortSignal
  /** UUIDs as texts, as they are to TypeScript. */
  readonly uuidsAsText: boolean
}

/**
 * The Parquet files of a table, in the order of its rows, for a program that knows nothing of this framework. They are
 * the store's own files, not copies, except where Parquet alone does not say what the values are: files whose columns
 * differ, and UUIDs that are to be texts. The call records no read.
 */
export async function tableFiles(
  table: Table<unknown>,
  { engine, tmpFile, signal, uuidsAsText }: Opening,
): Promise<readonly string[]> {
  const plan = planOf(table) as RowPlan
  const { file, fields, count: rows } = plan
  const isPlain = typeof file === 'string' || Array.isArray(file)
  if (isPlain && !(uuidsAsText && fields.some(({ type }) => someScalar(type, isUuid)))) return listFiles(file)
  const typeOf = (type: DataType) => sqlType(uuidsAsText ? withTexts(type) : type)
  const columns = fields.map(({ name, type }) => `CAST(${quoteId(name)} AS ${typeOf(type)}) AS ${quoteId(name)}`)
  const select = `SELECT ${columns.join(', ')} FROM ${readParquet(file)}`
  const copy = tmpFile()
  await withConnection(engine, (connection) =>
    interruptible(connection, signal, async () => {
      const text = copyToParquet(select, { file: copy, fields, rowGroupSize: mostRowsInGroup })
      expectRows(duck.rows_changed(await duck.query(connection, text)), { rows })
    }),
  )
  return [copy]
}

const isUuid = (name: string): boolean => name === 'UUID'

function withTexts(type: DataType): DataType {
  switch (type.kind) {
    case 'list':
    case 'map':
      return { ...type, of: withTexts(type.of) }
    case 'struct':
      return { ...type, fields: type.fields.map((field): Field => ({ ...field, type: withTexts(field.type) })) }
    default:
      return type.kind === 'scalar' && isUuid(type.name) ? { kind: 'scalar', name: 'VARCHAR' } : type
  }
}
