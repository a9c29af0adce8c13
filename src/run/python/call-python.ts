import { AsyncLocalStorage } from 'node:async_hooks'
import type { BaseContext, PreviousPart } from '../../define/context.ts'
import { parquetFile } from '../../define/foreign/parquet-file.ts'
import { settingsOf } from '../../define/foreign/python.ts'
import { nodeKinds } from '../../define/node-kinds.ts'
import type { Table } from '../../define/table.ts'
import { functionOf } from '../../discover/kinds/source-kinds.ts'
import type { PythonAnswer, PythonStart } from '../../python/python-process.ts'
import { planOf, type RowPlan } from '../../table/work/row-plan.ts'
import { hearEvent } from '../call/call-events.ts'
import type { ForeignWork } from '../call/foreign-caller.ts'
import { lineOf } from '../call/line.ts'
import { tableFiles } from '../call/table-files.ts'
import type { CallContext } from '../run-context.ts'
import { withRefused } from '../validation/refused-rows.ts'
import { keyFormats, plainPartition, plainResources } from './python-context.ts'
import { expectRows, sparkOf } from './spark.ts'

export interface PythonFunction {
  readonly command: PythonStart['command']
  /** Absolute. */
  readonly file: string
  readonly name: string
}

/**
 * Calls a Python function and returns what a TypeScript function would have returned: a file of rows, a verdict, or
 * nothing.
 */
export async function callPython(context: CallContext, work: ForeignWork, called: PythonFunction): Promise<unknown> {
  const { facts } = work
  const out = context.workspace.store.tmpFile(context.run.id)
  const op = nodeKinds[facts.node.kind].judges ? 'check' : 'call'
  const inputs = await pythonInputs(context, work, facts.node.upstream)
  const { previous } = work.second as PreviousPart<unknown>
  const past = previous === undefined ? null : await wholeTable(context, work, previous)
  const answer = await askPython(context, work, { called, request: { op, inputs, out, previous: past } })
  switch (answer.result) {
    case 'file':
      return fileOf(context, work, answer as unknown as WrittenFiles)
    case 'validated':
      return withRefused(answer.unknown === null ? [] : parquetFile(out, answer.unknown as readonly string[]), {
        ...{ file: `${out}.refused`, count: answer.refused as number, of: answer.rows as number },
      })
    case 'verdict':
      return answer.verdict
    default:
      return []
  }
}

interface WrittenFiles {
  readonly files: readonly string[]
  readonly unknown: readonly string[]
  /** For Spark: the number of rows that its executors counted while they wrote. */
  readonly rows?: number
}

async function fileOf(context: CallContext, { facts }: ForeignWork, { files, unknown, rows }: WrittenFiles) {
  if (rows !== undefined) await expectRows(context, { asset: facts.node.name, files, rows })
  return parquetFile(files, unknown)
}

/** The files of a table that Python reads, and the number of rows by its record. */
interface PythonTable {
  readonly files: readonly string[]
  readonly rows: number
}

/** Every upstream that the function names. */
export async function pythonInputs(
  context: CallContext,
  work: ForeignWork,
  names: readonly string[],
): Promise<readonly PythonTable[]> {
  const tables: PythonTable[] = []
  for (const name of names) tables.push(await wholeTable(context, work, work.tables[name] as Table<unknown>))
  return tables
}

async function wholeTable(context: CallContext, work: ForeignWork, table: Table<unknown>) {
  ;(planOf(table) as RowPlan).onRead(null)
  return tableOfRows(context, work, table)
}

/** A table of which the caller reads single rows. The caller records which rows are read. */
export async function tableOfRows(
  context: CallContext,
  { signal }: ForeignWork,
  table: Table<unknown>,
): Promise<PythonTable> {
  const tmpFile = () => context.workspace.store.tmpFile(context.run.id)
  const engine = await context.workspace.engine()
  const files = await tableFiles(table, { engine, tmpFile, signal, uuidsAsText: true })
  return { files, rows: (planOf(table) as RowPlan).count }
}

interface Asking {
  readonly called: PythonFunction
  readonly request: Readonly<Record<string, unknown>>
}

/** Sends a request to an interpreter of the run. Events of the interpreter meanwhile belong to the asset. */
export function askPython(context: CallContext, work: ForeignWork, { called, request }: Asking): Promise<PythonAnswer> {
  const { facts, signal } = work
  const second = work.second as BaseContext
  const inCall = AsyncLocalStorage.snapshot()
  const spark = sparkOf(context, facts.node.name)
  return context.python.call(called.command, {
    request: {
      ...request,
      file: called.file,
      function: called.name,
      now: context.run.startedAt,
      run: context.run.id,
      partition: plainPartition(second.partition),
      formats: keyFormats(context.workspace.definition(facts.node.name)),
      resources: plainResources(facts, second),
      config: settingsOf(functionOf(context.workspace.definition(facts.node.name))),
      ...(spark === undefined ? {} : { spark: spark.settings }),
    },
    lane: spark?.lane,
    signal,
    onLine: lineOf(context, facts.unit),
    onEvent(event) {
      // `remote` is only for the pool: it says how long the process may take to end.
      if (event.event !== 'remote') inCall(() => hearEvent(context, { facts, second }, event))
    },
  })
}
