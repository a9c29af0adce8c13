import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Column, RowQuery, Table } from '../../src/define/table.ts'
import { mapScheme } from '../../src/store/row-schemes.ts'
import { type Engine, openEngine } from '../../src/table/engine/open.ts'
import { openTable } from '../../src/table/read/table.ts'
import type { PreviousRows } from '../../src/table/rows/parts.ts'
import { type WorkWritten, writeWork } from '../../src/table/rows/write-work.ts'
import { planOf, type RowPlan } from '../../src/table/work/row-plan.ts'
import type { WorkHooks } from '../../src/table/work/work.ts'
import { writeRows } from '../../src/table/write/write-rows.ts'
import { readFile } from '../store/rows-engine.ts'

export type Row = Readonly<Record<string, unknown>>
export type Query = (table: Table<Row>) => RowQuery<object>

/** An output that the next one may take rows from, and what came of making it. */
export interface Output extends Omit<WorkWritten, 'input'> {
  readonly previous: PreviousRows
  readonly rows: readonly Row[]
}

/** Row queries over inputs that a test makes, written as a run writes them. */
export interface WorkRig extends AsyncDisposable {
  compute(rows: readonly Row[], query: Query, more?: More): Promise<Output>
  /** `place` and `row` of each link. */
  links(output: Output): Promise<readonly Row[]>
}
interface More {
  readonly previous?: PreviousRows | undefined
  readonly ordered?: boolean
  /** Says that the output is too large to be sorted for nothing. */
  readonly large?: boolean
}

const hooks: WorkHooks = {
  outputsOf: () => undefined,
  finished: () => undefined,
  gaveUp: () => undefined,
  retry: (_, call) => call(),
  failed: ({ error }) => Promise.reject(error),
}

export async function openWorkRig(): Promise<WorkRig> {
  const folder = mkdtempSync(join(tmpdir(), 'assets-rows-'))
  const engine = await openEngine({ tempFolder: join(folder, 'tmp') })
  let files = 0
  const nextFile = () => join(folder, `${++files}.parquet`)
  // Rows that are computed twice, from an earlier output and in full, are one input.
  const inputs = new WeakMap<readonly Row[], Promise<Input>>()
  const inputOf = (rows: readonly Row[]): Promise<Input> => {
    const input = inputs.get(rows) ?? writeInput({ engine, nextFile }, rows)
    inputs.set(rows, input)
    return input
  }
  return {
    compute: async (rows, query, more = {}) =>
      compute({ engine, nextFile }, { input: await inputOf(rows), query, more }),
    links: async ({ previous }) =>
      rowsOf(engine, previous.map, [
        { name: 'place', type: 'BIGINT' },
        { name: 'row', type: 'BIGINT' },
      ]),
    async [Symbol.asyncDispose]() {
      engine[Symbol.dispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

interface Place {
  readonly engine: Engine
  readonly nextFile: () => string
}

interface Input {
  readonly file: string
  readonly columns: readonly Column[]
  readonly count: number
}

async function writeInput({ engine, nextFile }: Place, rows: readonly Row[]): Promise<Input> {
  const file = nextFile()
  const { columns } = await writeRows(engine, { rows, file, asset: 'input' })
  return { file, columns, count: rows.length }
}

async function compute(
  { engine, nextFile }: Place,
  { input, query, more }: { input: Input; query: Query; more: More },
): Promise<Output> {
  const table = openTable(engine, { name: 'documents', ...input, onRead: () => undefined })
  const { ordered = false, previous } = more
  const [file, mapFile] = [nextFile(), nextFile()]
  const { input: _, ...made } = await writeWork(engine, {
    ...{ plan: planOf(query(table as Table<Row>)) as RowPlan, file, mapFile, asset: 'output', ordered, hooks },
    previous: async () => previous,
    onStart: () => undefined,
    onDone: () => undefined,
  })
  const { written } = made
  const own = made.made ? file : ((previous as PreviousRows).file as string)
  const kept = { file: own, columns: written.columns, rows: written.rows, version: written.version, map: mapFile }
  const sizeBytes = more.large === true ? 2 ** 30 : 1_000
  return { ...made, previous: { ...kept, sizeBytes, mapScheme }, rows: await rowsOf(engine, own, written.columns) }
}

async function rowsOf(engine: Engine, file: string, columns?: readonly Column[]): Promise<readonly Row[]> {
  const rows: Row[] = []
  for await (const batch of readFile(engine, file, columns)) rows.push(...(batch as Row[]))
  return rows
}
