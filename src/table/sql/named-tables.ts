import { createHash } from 'node:crypto'
import { quoteId } from '../codec/types/data-type.ts'
import { duck } from '../engine/bindings.ts'
import { type Engine, withConnection } from '../engine/open.ts'

/**
 * A table of a template under its asset's name: `from ${notes} join ${tags} using (id)` needs no aliases, and may use
 * `notes.id`. A subquery could have no name here, since the template may add its own alias.
 */
export interface NamedTable {
  readonly name: string
  /** Its SQL behind a FROM. */
  readonly from: string
}

const database = quoteId('asset tables')

/** The last part of the asset's name: SQL has no names with dots. */
export const tableName = (asset: string): string => asset.slice(asset.lastIndexOf('.') + 1)

/** The name of the table in a statement. Two different tables of one name get different schemas. */
export const namedText = (table: NamedTable): string => `${schemaOf(table)}.${quoteId(table.name)}`

const schemaOf = ({ from }: NamedTable): string =>
  `${database}.${quoteId(createHash('sha256').update(from).digest('hex').slice(0, 16))}`

/**
 * For each instance: its views, and the one that is being made. One at a time, since DuckDB's catalog would refuse the
 * second.
 */
const byEngine = new WeakMap<Engine, { readonly names: Set<string>; last: Promise<unknown> }>()

/** Creates a view for each table in the instance, once. A view holds nothing but its text. */
export async function openNamedTables(engine: Engine, tables: readonly NamedTable[] = []): Promise<void> {
  for (const table of tables) {
    const views = byEngine.get(engine) ?? { names: new Set<string>(), last: Promise.resolve() }
    byEngine.set(engine, views)
    const { names } = views
    const create = async () => {
      const name = namedText(table)
      if (names.has(name)) return
      await createView(engine, table, names.size === 0)
      names.add(name)
    }
    const next = views.last.then(create)
    views.last = next.catch(() => undefined)
    await next
  }
}

function createView(engine: Engine, table: NamedTable, isFirst: boolean): Promise<unknown> {
  const steps = [
    ...(isFirst ? [`ATTACH IF NOT EXISTS ':memory:' AS ${database}`] : []),
    `CREATE SCHEMA IF NOT EXISTS ${schemaOf(table)}`,
    `CREATE VIEW ${namedText(table)} AS FROM ${table.from}`,
  ]
  return withConnection(engine, (connection) => duck.query(connection, steps.join('; ')))
}
