import type { AssetOptions, Definition } from '../../define/definition.ts'
import { parquetFile } from '../../define/foreign/parquet-file.ts'
import { isSql, sqlParts } from '../../define/sql.ts'
import { AssetError } from '../../errors.ts'
import type { UnitFacts } from '../../plan/units.ts'
import { findInterpreter } from '../../python/interpreter.ts'
import type { PythonAnswer } from '../../python/python-process.ts'
import { sparkSql } from '../../table/sql/spark-sql.ts'
import { lineOf } from '../call/line.ts'
import { tableFiles } from '../call/table-files.ts'
import type { CallContext } from '../run-context.ts'
import { expectRows, sparkCall } from './spark.ts'

interface Computing {
  readonly facts: UnitFacts
  readonly definition: Definition
  readonly signal: AbortSignal
}

/** The function's result or, where another engine runs its `sql`, the files that this engine has written. */
export async function computed(context: CallContext, of: Computing, result: unknown): Promise<unknown> {
  const { engine }: AssetOptions = of.definition.options
  return engine === 'spark' ? bySpark(context, of, result) : result
}

/**
 * The project's Python runs the statement, with its Spark, over views of the store's files. The rows stay with Spark,
 * like those of its frames.
 *
 * @throws AssetError `ASSET_SQL`, `ASSET_RESULT`, and every error of a Python function.
 */
async function bySpark(context: CallContext, { facts, signal }: Computing, result: unknown): Promise<unknown> {
  const { workspace, run } = context
  const { name } = facts.node
  if (!isSql(result)) throw notSql(name)
  const { options, root } = workspace.project
  const { text, values, views } = sparkSql(result[sqlParts], name)
  const engine = await workspace.engine()
  const tmpFile = () => workspace.store.tmpFile(run.id)
  const tables: object[] = []
  for (const { name: view, table, columns } of views)
    tables.push({ view, columns, files: await tableFiles(table, { engine, tmpFile, signal, uuidsAsText: true }) })
  const { settings, lane } = sparkCall(options.spark)
  const answer = await context.python.call([findInterpreter({ root, python: options.python }).path], {
    request: { op: 'sql', asset: name, text, values, tables, out: tmpFile(), spark: settings },
    lane,
    signal,
    onLine: lineOf(context, facts.unit),
    onEvent: () => undefined,
  })
  const { files, unknown, rows } = answer as PythonAnswer & {
    readonly files: readonly string[]
    readonly unknown: readonly string[]
    readonly rows: number
  }
  await expectRows(context, { asset: name, files, rows })
  return parquetFile(files, unknown)
}

function notSql(asset: string): AssetError {
  return new AssetError({
    code: 'ASSET_RESULT',
    message: `${asset} has the engine 'spark', which runs sql, and its function returned something else`,
    facts: { asset },
    fix: 'return sql`…`, or leave engine out',
  })
}
