import type { Column, RowQuery, Table } from '../../define/table.ts'
import { AssetError } from '../../errors.ts'
import { parseColumns } from '../codec/types/parse-type.ts'
import type { Engine } from '../engine/open.ts'
import { listFiles, type ParquetFiles } from '../engine/parquet.ts'
import { tableName } from '../sql/named-tables.ts'
import { type OnCondition, type OnRead, type ReadingWatch, type RowPlan, rowPlan } from '../work/row-plan.ts'
import { queryMembers, rowQuery } from '../work/row-query.ts'
import { asUnited, type TablePart } from './unite-tables.ts'

export interface TableSource {
  /** The asset's name: a `sql` template uses it for a table without an alias. */
  readonly name: string
  /** Absolute paths. */
  readonly file: ParquetFiles
  readonly columns: readonly Column[]
  readonly count: number
  readonly onRead: OnRead
  readonly onCondition?: OnCondition | undefined
  /** Ends every reading of the table. */
  readonly signal?: AbortSignal | undefined
  readonly watch?: ReadingWatch | undefined
  /** The files of the rows that its schema refused. */
  readonly rejected?: RejectedSource | undefined
  /** The partitions that are read as this table, where the asset has any. */
  readonly parts?: readonly PartSource[] | undefined
}
export interface PartSource extends TablePart {
  readonly rejected?: RejectedSource | undefined
}
export type RejectedSource =
  | {
      readonly kept: true
      readonly file: ParquetFiles
      readonly columns: readonly Column[]
      readonly count: number
      /** Is called at every read. */
      readonly onRead: () => void
    }
  | { readonly kept: false; readonly refuse: () => AssetError }

/** A stored table as a function gets it. Nothing is opened before the first read. */
export function openTable(engine: Engine, source: TableSource): Table<unknown> {
  const { columns, count, onRead } = source
  const plan = planOfFile(engine, source)
  const reading = <T>(value: T): T => {
    onRead(null)
    return value
  }
  // Copies descriptors and not values: a getter would read the table at once.
  return Object.freeze(
    Object.defineProperties(
      {
        ...queryMembers(plan),
        [rowPlan]: plan,
        rejected: () => rejectedQuery(engine, source),
        partitions: () => partitionTables(engine, source),
      },
      {
        columns: { enumerable: true, get: () => reading(columns) },
        count: { enumerable: true, get: () => reading(count) },
        path: { enumerable: true, get: () => reading(onlyFile(source)) },
      },
    ),
  ) as unknown as Table<unknown>
}

function* partitionTables(engine: Engine, source: TableSource): Generator<Table<unknown>> {
  const { name, parts } = source
  if (parts === undefined) throw withoutPartitions(name)
  for (const { key, count, rejected, ...part } of parts) {
    const file = asUnited(part, source)
    const table = openTable(engine, { ...source, file, count, rejected, parts: undefined })
    const members = { ...Object.getOwnPropertyDescriptors(table), key: { value: key, enumerable: true } }
    yield Object.freeze(Object.defineProperties({}, members)) as typeof table
  }
}

function withoutPartitions(name: string): AssetError {
  return new AssetError({
    code: 'ASSET_RESULT',
    message: `the partitions of ${name} were asked for, which has none`,
    facts: { asset: name },
    fix: `read its rows, or give ${name} partitions`,
  })
}

function onlyFile({ name, file }: TableSource): string {
  if (typeof file === 'string') return file
  const files = listFiles(file)
  throw new AssetError({
    code: 'ASSET_RESULT',
    message: `the path of ${name} was asked for, which is kept in ${files.length} files`,
    facts: { asset: name, files },
    fix: 'read its rows, or name it in a sql template, which reads all of its files',
  })
}

type PlanSource = Pick<
  TableSource,
  'name' | 'file' | 'columns' | 'count' | 'onRead' | 'onCondition' | 'signal' | 'watch'
>

function planOfFile(engine: Engine, source: PlanSource): RowPlan {
  const { name, file, columns, count, onRead, onCondition, signal, watch } = source
  const names = columns.map((column) => column.name)
  const fields = parseColumns(columns)
  return {
    engine,
    name: tableName(name),
    file,
    count,
    fileColumns: names,
    fields,
    layers: [],
    columns: names,
    reads: null,
    fixed: false,
    steps: [],
    onRead,
    onCondition,
    signal,
    watch,
  }
}

/** A check as a function gets it, in the place of a table. */
export function openVerdict(
  engine: Engine,
  source: Pick<TableSource, 'name' | 'rejected' | 'signal'>,
): { failing(): RowQuery<unknown> } {
  return Object.freeze({ failing: () => rejectedQuery(engine, source) })
}

function rejectedQuery(
  engine: Engine,
  { name, rejected, onCondition, signal }: Pick<TableSource, 'name' | 'rejected' | 'onCondition' | 'signal'>,
) {
  if (rejected === undefined) throw new Error('rejected rows were asked for where nobody says whether there are any')
  if (!rejected.kept) throw rejected.refuse()
  return rowQuery(planOfFile(engine, { ...rejected, name: `${name}_rejected`, onCondition, signal }))
}
