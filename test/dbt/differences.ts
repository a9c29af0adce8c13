import type { WarehouseProject } from './warehouse.ts'

/** Where tables of the project are others than those of dbt's own DuckDB file `shop.duckdb`: in rows, columns or types. */
export async function differences(
  project: WarehouseProject,
  names: readonly string[],
  {
    relationOf = (name) => name,
    ...more
  }: {
    readonly env?: Readonly<Record<string, string>>
    /** What the table of a name is called in that file. */
    readonly relationOf?: (name: string) => string
  } = {},
): Promise<readonly unknown[]> {
  await project.exportTables('shop.duckdb', names.map(relationOf))
  const theirs = (name: string) => `select * from '${relationOf(name)}.parquet'`
  const shape = (from: string) => `select list((column_name, column_type)) from (describe ${from})`
  const compared = names.map(
    (name) => `select '${name}' as name,
      (select count(*) from (${theirs(name)} except all from ${name}))::int as missing,
      (select count(*) from (from ${name} except all ${theirs(name)}))::int as added,
      (${shape(`from ${name}`)}) = (${shape(theirs(name))}) as same_columns`,
  )
  const query = `select * from (${compared.join(' union all ')}) where missing + added > 0 or not same_columns`
  const { stdout, stderr } = await project.run(['query', '--json', '--allow-files', query], more)
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout).rows
}
