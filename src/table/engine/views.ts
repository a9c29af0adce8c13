import { quoteId } from '../codec/types/data-type.ts'
import { type Connection, duck } from './bindings.ts'
import type { Engine } from './open.ts'
import { type ParquetFiles, readParquet } from './parquet.ts'

/**
 * Makes tables readable by name on one connection: `customers`, and `crm.customers` both as a table of the schema `crm`
 * and under its quoted name. They are in a database of their own in memory, so that other connections neither see nor
 * meet them.
 */
export async function withViews<T>(
  engine: Engine,
  { connection, files }: { connection: Connection; files: Readonly<Record<string, ParquetFiles>> },
  work: () => Promise<T>,
): Promise<T> {
  const close = await openViews(engine, { connection, files })
  try {
    return await work()
  } finally {
    await close()
  }
}

/** As `withViews`, without a function: the caller closes the views by calling the result, once. */
export async function openViews(
  engine: Engine,
  { connection, files }: { connection: Connection; files: Readonly<Record<string, ParquetFiles>> },
): Promise<() => Promise<void>> {
  const tables = Object.entries(files).map(([name, file]) => [name, readParquet(file)] as const)
  return openNames(engine, { connection, tables: Object.fromEntries(tables) })
}

/** As `openViews`, for tables that are given as SQL behind a FROM. */
export async function openNames(
  engine: Engine,
  { connection, tables }: { connection: Connection; tables: Readonly<Record<string, string>> },
): Promise<() => Promise<void>> {
  const database = engine.uniqueName('views')
  const run = (text: string) => duck.query(connection, text)
  await run(`ATTACH ':memory:' AS ${database}; USE ${database}`)
  const close = async () => {
    await run(`USE memory; DETACH ${database}`)
  }
  try {
    for (const [name, table] of Object.entries(tables)) {
      const dot = name.indexOf('.')
      await run(`CREATE VIEW ${quoteId(name)} AS FROM ${table}`)
      if (dot === -1) continue
      const schema = quoteId(name.slice(0, dot))
      await run(`CREATE SCHEMA IF NOT EXISTS ${schema}`)
      await run(`CREATE VIEW ${schema}.${quoteId(name.slice(dot + 1))} AS FROM ${table}`)
    }
  } catch (error) {
    await close()
    throw error
  }
  return close
}
