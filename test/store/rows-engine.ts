import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { Column, Table } from '../../src/define/table.ts'
import { AssetError } from '../../src/errors.ts'
import { readRows } from '../../src/table/codec/decode/read-table.ts'
import { quoteId } from '../../src/table/codec/types/data-type.ts'
import { parseColumns } from '../../src/table/codec/types/parse-type.ts'
import { type Engine, openEngine } from '../../src/table/engine/open.ts'
import { readParquet } from '../../src/table/engine/parquet.ts'
import { openTable } from '../../src/table/read/table.ts'
import { type WriteRowsOptions, writeRows } from '../../src/table/write/write-rows.ts'
import type { Written } from '../../src/table/write/written.ts'

export interface RowsRig {
  engine(): Engine
  /** A path that nothing is at. */
  file(): string
  write(
    rows: WriteRowsOptions['rows'],
    options?: Partial<WriteRowsOptions>,
  ): Promise<Written & { readonly file: string }>
  read(file: string): Promise<object[]>
  /** Writes the rows and gives the table that a function would receive, and what was read of it. */
  table<Row extends object>(
    rows: readonly Row[],
    name?: string,
  ): Promise<{ table: Table<Row>; reads: (readonly string[] | null)[] }>
}

/** One engine for the tests of a file, in a folder that goes away with them. */
export function rowsRig(options: { threads?: number } = {}): RowsRig {
  let root = ''
  let folder = ''
  let engine: Engine
  let files = 0
  const columnsOf = new Map<string, readonly Column[]>()
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'rows-'))
    // Where a table lies is no part of it: DuckDB would take such a folder for a column.
    folder = join(root, 'id=99', 'n=99')
    mkdirSync(folder, { recursive: true })
    engine = await openEngine({
      tempFolder: join(folder, 'spill'),
      threads: options.threads ?? 2,
      memoryLimit: '512MB',
    })
  })
  afterAll(() => {
    engine[Symbol.dispose]()
    rmSync(root, { recursive: true })
  })
  const rig: RowsRig = {
    engine: () => engine,
    file: () => join(folder, `${++files}.parquet`),
    async write(rows, options = {}) {
      const file = rig.file()
      const written = await writeRows(engine, { rows, file, asset: 'documents', ...options })
      columnsOf.set(file, written.columns)
      return { ...written, file }
    },
    async read(file) {
      const rows: object[] = []
      for await (const batch of readFile(engine, file, columnsOf.get(file))) rows.push(...batch)
      return rows
    },
    async table<Row extends object>(rows: readonly Row[], name = 'documents') {
      const { file, columns, rows: count } = await rig.write(rows)
      const reads: (readonly string[] | null)[] = []
      const table = openTable(engine, { name, file, columns, count, onRead: (read) => reads.push(read) }) as Table<Row>
      return { table, reads }
    },
  }
  return rig
}

/** The rows of a file, by the columns of its record; without them as DuckDB says that they are. */
export function readFile(engine: Engine, file: string, columns?: readonly Column[]): AsyncGenerator<object[]> {
  const list = columns?.map(({ name }) => quoteId(name)).join(', ') ?? '*'
  const statement = { text: `SELECT ${list} FROM ${readParquet(file)}`, parameters: [] }
  return readRows(engine, statement, columns && { fields: parseColumns(columns) })
}

/** `CODE message | fix` of the mistake that the work makes. */
export async function mistakeOf(work: Promise<unknown> | (() => unknown)): Promise<string> {
  try {
    await (typeof work === 'function' ? work() : work)
  } catch (error) {
    if (AssetError.is(error)) return `${error.code} ${error.message} | ${error.fix}`
    throw error
  }
  throw new Error('no mistake was found')
}
