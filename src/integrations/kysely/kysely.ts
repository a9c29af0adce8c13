import {
  type DatabaseIntrospector,
  type Dialect,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely'
import { AssetError, type Table } from '../../index.ts'

// biome-ignore lint/suspicious/noExplicitAny: a table of whatever rows
type AnyTable = Table<any>

/** `orders`, and `crm.customers` of a namespace. */
type Names<Tables> = {
  [Name in keyof Tables & string]: Tables[Name] extends AnyTable ? Name : `${Name}.${Names<Tables[Name]>}`
}[keyof Tables & string]

type At<Tables, Name> = Name extends keyof Tables
  ? Tables[Name]
  : Name extends `${infer First}.${infer Rest}`
    ? First extends keyof Tables
      ? At<Tables[First], Rest>
      : never
    : never

/** SQL knows null alone: a field that some rows lack is a column with null in it. */
type Columns<Row> = {
  [Column in keyof Row]-?: undefined extends Row[Column] ? Exclude<Row[Column], undefined> | null : Row[Column]
}

/**
 * What Kysely calls a database: the columns of each table, and of those in a namespace such as `crm`, by the names that
 * a query says.
 */
export type KyselyDatabase<Tables> = {
  [Name in Names<Tables>]: At<Tables, Name> extends Table<infer Row> ? Columns<Row> : never
}

/**
 * A query builder over tables of the asset whose function calls it, by their names:
 *
 *     asset(({ orders }) => kysely({ orders }).selectFrom('orders').select(['id', 'total']).where('total', '>', 100))
 *
 * Tables and columns are those of the assets, so that an unknown one is a type error, and the rows of the asset are
 * those of the query. The query is returned and runs in DuckDB: it is not executed here.
 *
 * @throws AssetError `ASSET_SQL` where a value is not the parameter of that name.
 */
export function kysely<const Tables extends object>(tables: Tables): Kysely<KyselyDatabase<Tables>> {
  expectTables(tables, '')
  return new Kysely<KyselyDatabase<Tables>>({ dialect })
}

/** DuckDB's SQL has the quotes, the parameters and the `returning` of PostgreSQL. */
const dialect: Dialect = {
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => new NoDriver(),
  createIntrospector: (database): DatabaseIntrospector => new PostgresIntrospector(database),
  createQueryCompiler: () => new PostgresQueryCompiler(),
}

/** A driver that throws: without it an executed query would return no rows, without an error. */
class NoDriver extends DummyDriver {
  override acquireConnection(): Promise<never> {
    const error = new AssetError({
      code: 'ASSET_SQL',
      message: 'a Kysely query was executed where it is only written',
      fix: 'return the query from the asset, which runs it; its rows are then what another asset reads',
    })
    return Promise.reject(error)
  }
}

/** What a table is made of, under a symbol that bundles of this package share. */
const planSymbol = Symbol.for('assetstore.rows')
interface Plan {
  /** What SQL calls the table. */
  readonly name: string
  readonly layers: readonly unknown[]
  readonly steps: readonly unknown[]
}

/** A query names its tables by text, so each given table must be the asset of that name. */
function expectTables(tables: object, prefix: string): void {
  for (const [key, table] of Object.entries(tables) as [string, unknown][]) {
    const name = prefix + key
    if (typeof table !== 'object' || table === null) throw notTable(name, 'which is no table')
    const plan = (table as { readonly [planSymbol]?: Plan })[planSymbol]
    if (plan === undefined) {
      if ('pick' in table) throw notTable(name, "which is an asset's declaration, where there are no rows yet")
      expectTables(table, `${name}.`)
    } else if (plan.layers.length > 0 || plan.steps.length > 0) {
      throw notTable(name, 'which is a query of it: its rows would be those of the whole table')
    } else if (plan.name !== key) throw notTable(name, `which is the table of ${plan.name}`)
  }
}

function notTable(name: string, what: string): AssetError {
  return new AssetError({
    code: 'ASSET_SQL',
    message: `kysely was given ${name}, ${what}`,
    fix: `name the asset as a parameter, and give that: ({ ${name} }) => kysely({ ${name} }); conditions are part of the query`,
  })
}
