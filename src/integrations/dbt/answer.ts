/** dbt's description of a project: the answer of `ask/ask-dbt/main.py`, as JSON. Ids are dbt's: `model.shop.orders`. */
export interface DbtAnswer {
  readonly versions: { readonly core: string; readonly adapter: string }
  /** The project's own name. */
  readonly project: string
  readonly adapter: string
  readonly profile: DbtProfile | null
  /** By the profile: the folder for the files of models that name no place of their own. */
  readonly externalRoot: string
  readonly nodes: readonly DbtNode[]
  /**
   * The functions that dbt creates in its database before the nodes that call them; models that are table functions are
   * among them.
   */
  readonly functions: readonly DbtFunction[]
  readonly sources: readonly DbtSource[]
  /** The macros that a node calls, directly or through such a macro, without dbt's own. */
  readonly macros: Readonly<Record<string, DbtMacro>>
  readonly exposures: readonly DbtExposure[]
  readonly unitTests: readonly DbtUnitTest[]
  /** The project's own macros by which dbt makes tables, by name, each with the macros that it calls. */
  readonly making: Readonly<Record<string, readonly string[]>>
  /** `on-run-start` and `on-run-end`, with the macros that their texts call. */
  readonly hooks: readonly {
    readonly name: string
    readonly path: string
    readonly text: string
    readonly macros: readonly string[]
  }[]
  /** By the ids of nodes: the names of the selectors of `selectors.yml` that select them. */
  readonly selectors: Readonly<Record<string, readonly string[]>>
  /** The selector that dbt uses where nothing is selected. */
  readonly defaultSelector: string | null
  /** Macros by which the project replaces dbt's own for making tables, views and seeds, and for judging tests. */
  readonly replaced: readonly { readonly name: string; readonly path: string }[]
}

export interface DbtFunction
  extends Pick<DbtDeclared, 'id' | 'name' | 'package' | 'root' | 'path' | 'version' | 'macros' | 'raw' | 'compiled'> {
  readonly depends: readonly string[]
  /** For a model that is a table function: its name in compiled SQL. */
  readonly relation?: string
  /** Its configuration, arguments and return type; for a model, its parameters and hooks. */
  readonly properties: unknown
}

export interface DbtExposure {
  readonly name: string
  readonly depends: readonly string[]
  readonly path: string
  readonly type: string
  readonly owner: string | null
  readonly url: string | null
  readonly description: string
}

export interface DbtProfile {
  /** The path of its DuckDB file, by the profile. */
  readonly path: string
  readonly database: string
  readonly schema: string
  /** The settings of its session that may decide rows: a digest of each value. */
  readonly settings?: Readonly<Record<string, string>>
}

/** A node that a project declares, with its descriptions. */
export interface DbtDeclared {
  readonly id: string
  readonly name: string
  readonly package: string
  /** Absolute: the folder that `path` is relative to. */
  readonly root: string
  readonly path: string
  readonly version: string | number | null
  /** Its package, folders and name, with dots between. */
  readonly fqn: string
  readonly macros: readonly string[]
  /** Its text as the user wrote it. */
  readonly raw: string
  readonly compiled?: string
  /** For a model that asks `is_incremental()`: its compiled statement for later runs. */
  readonly compiledAgain?: string | null
  /** Why only a run can render it: a word of its text or of a macro. */
  readonly late?: string
  readonly config: Readonly<Record<string, unknown>>
  readonly description: string
  readonly tags: readonly string[]
  readonly group: string | null
  /** The owner of the group: an address, or else a name. */
  readonly groupOwner?: string | null
}

export interface DbtNode extends DbtDeclared {
  readonly type: 'model' | 'seed' | 'snapshot' | 'test'
  readonly language: string
  readonly alias: string
  /** Its name in compiled SQL: `"shop"."main"."orders"`. */
  readonly relation: string | null
  /** The ids of the nodes that it refers to, each once. */
  readonly depends: readonly string[]
  /** The file with its properties: `shop://models/schema.yml`. */
  readonly patch: string | null
  readonly columns: readonly DbtColumn[]
  readonly constraints: readonly DbtConstraint[]
  /** The macros that its hooks call. */
  readonly hookMacros: readonly string[]
  readonly seed?: SeedFile
  readonly python?: PythonCode
  /** For a generic test. */
  readonly arguments?: unknown
  readonly testName?: string | null
  /** For a model. */
  readonly access?: string
  readonly versionKind?: 'latest' | 'prerelease' | 'old' | 'none' | null
}

/**
 * A test of a model's statement over given rows. The statement reads `"assetstore"."given"."0"` and so on, in the order
 * of `given`.
 */
export interface DbtUnitTest extends DbtDeclared {
  readonly type: 'unit_test'
  /** The id of the model. */
  readonly model: string
  readonly given: readonly (DbtRows & { /** As it is written: `ref('orders')`. */ readonly input: string })[]
  /** The ids of the inputs, in the order of `given`. */
  readonly inputs?: readonly string[]
  readonly expect: DbtRows
  /** Why it cannot be rendered, in dbt's words. */
  readonly mistake?: string
}

/** Rows by the names of columns, each value as SQL; or a statement that returns the rows. */
export type DbtRows = { readonly rows: readonly Readonly<Record<string, string>>[] } | { readonly sql: string }

export interface DbtColumn {
  readonly name: string
  readonly type: string | null
  readonly description: string
  readonly meta?: Readonly<Record<string, unknown>>
  readonly constraints: readonly DbtConstraint[]
}
export interface DbtConstraint {
  readonly type: string
  readonly columns?: readonly string[]
  readonly expression?: string
  /** For a foreign key: the relation and the columns that it refers to. */
  readonly to?: string
  readonly to_columns?: readonly string[]
}

export interface PythonCode {
  /** Without comments and layout. */
  readonly code: string
  /** The versions of the packages that it imports, by `pypi:` and the name. */
  readonly packages: Readonly<Record<string, string>>
  /** Modules that it imports and that were not found. */
  readonly unseen: readonly string[]
  /**
   * The modules that it reaches in the profile's `module_paths`: absolute path, text, and the code in the form of
   * `code`.
   */
  readonly modules: readonly (readonly [path: string, text: string, code: string])[]
  /** Absolute paths at which modules were looked for and not found. */
  readonly looked: readonly string[]
  /** Folders of packages among `modules`, absolute: another file in them is other code. */
  readonly folders: readonly string[]
}

export interface SeedFile {
  readonly path: string
  readonly delimiter: string
  readonly columns: readonly (readonly [name: string, type: string])[]
}

export interface DbtSource {
  readonly id: string
  readonly package: string
  readonly source: string
  readonly name: string
  readonly path: string
  readonly relation: string
  /**
   * For a source of files: its SQL, as dbt-duckdb writes it into a statement: `'data/orders.csv'`,
   * `read_csv('data/*.csv')`. Null for a table.
   */
  readonly location: string | null
  /** The plugin of dbt-duckdb that loads it, if one does. */
  readonly plugin: DbtPlugin | null
  readonly database: string | null
  readonly schema: string
  readonly identifier: string
  readonly description: string
  readonly columns: readonly DbtColumn[]
  readonly tags: readonly string[]
  readonly meta: Readonly<Record<string, unknown>>
}

export interface DbtPlugin {
  readonly name: string
  /** Null where the profile has no plugin of that name. */
  readonly module: string | null
  /** The source's configuration for the plugin. */
  readonly config: Readonly<Record<string, unknown>>
  /** A digest of the profile's configuration for the plugin, which may contain secrets. */
  readonly profile?: string
  /** For a plugin of dbt-duckdb's own: its code; for any other plugin: an import of it. */
  readonly python?: PythonCode
}

export interface DbtMacro {
  readonly name: string
  readonly package: string
  /** Absolute. */
  readonly path: string
  readonly text: string
}

/** What is wrong, in dbt's words or those of the script. */
export interface DbtMistake {
  readonly kind: 'missing' | 'no-adapter' | 'version' | 'project' | 'run'
  readonly message: string
  readonly path: string | null
  readonly line: number | null
}
