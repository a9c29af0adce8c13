export interface DbtOptions {
  /** The folder of `dbt_project.yml`, relative to the project of assets. */
  readonly project: string
  /** The asset that a source of dbt is, by the name of the source: `'raw.documents'`. */
  readonly sources?: Readonly<Record<string, string>>
  /** A target of the profile. Default: the profile's own. */
  readonly target?: string
  /**
   * A DuckDB file, relative to the project of assets, that a run writes the models, seeds and snapshots into, by their
   * schemas and names in dbt. Default: no database is written.
   */
  readonly database?: string
  readonly vars?: Readonly<Record<string, unknown>>
  /** How to start dbt: `'.venv/bin/dbt'`, or words such as `['uv', 'run', 'dbt']`. Default: the `dbt` on the path. */
  readonly command?: string | readonly string[]
}
