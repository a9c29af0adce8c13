import type { SparkOptions } from '../../define/foreign/spark.ts'
import { reachesSpark } from '../../discover/options/spark-config.ts'
import { AssetError } from '../../errors.ts'
import type { Lane } from '../../python/python-pool.ts'
import { withConnection } from '../../table/engine/open.ts'
import { readParquet } from '../../table/engine/parquet.ts'
import { numbersOf } from '../../table/rows/ask.ts'
import type { CallContext } from '../run-context.ts'

export interface SparkCall {
  /** In the form that `_spark/__init__.py` takes. */
  readonly settings: { readonly remote: string | null; readonly conf: Readonly<Record<string, string>> }
  readonly lane: Lane
}

/** The settings of a function's Spark; `undefined` where its code uses none. */
export function sparkOf({ workspace: { project } }: CallContext, asset: string): SparkCall | undefined {
  const packages = project.foreign.get(asset)?.facts?.packages ?? {}
  return reachesSpark(packages) ? sparkCall(project.options.spark) : undefined
}

/** A Spark on this machine takes all of it, so a run has only one. */
export function sparkCall({ remote, conf = {} }: SparkOptions = {}): SparkCall {
  const texts = Object.fromEntries(Object.entries(conf).map(([name, value]) => [name, String(value)]))
  return { settings: { remote: remote ?? null, conf: texts }, lane: { name: 'spark', isSingle: remote === undefined } }
}

/**
 * Checks that the files here have as many rows as Spark counted while it wrote: executors on a machine with another
 * disk write there, and nothing fails.
 *
 * @throws AssetError `SPARK_STORE`
 */
export async function expectRows(
  { workspace }: CallContext,
  { asset, files, rows }: { readonly asset: string; readonly files: readonly string[]; readonly rows: number },
): Promise<void> {
  const engine = await workspace.engine()
  const text = `SELECT count(*) FROM ${readParquet(files)}`
  const [count] = await withConnection(engine, (connection) => numbersOf(connection, text))
  if (count === rows) return
  throw new AssetError({
    code: 'SPARK_STORE',
    message: `Spark has written ${rows} rows of ${asset}, and ${count} of them are in the folder of the store`,
    facts: { asset, rows, found: count },
    fix: 'give all machines of Spark the folder of the store under the same path, or let it run on this one',
  })
}
