import { expect, test } from 'vitest'
import type { Files } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'
import { changedSeeds, incrementalModels, thirdSeeds } from './incremental.ts'
import { createWarehouse, type WarehouseProject, whole } from './warehouse.ts'

const within = (files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`warehouse/${path}`, text]))

const models = Object.keys(incrementalModels).flatMap((path) => /^models\/(\w+)\.sql$/.exec(path)?.[1] ?? [])

/** Of each table, what dbt's has and ours has not, and the other way round. */
async function differences(project: WarehouseProject): Promise<readonly unknown[]> {
  await project.exportTables('shop.duckdb', models)
  const theirs = (name: string) => `select * from '${name}.parquet'`
  const shape = (from: string) => `select list((column_name, column_type)) from (describe ${from})`
  const compared = models.map(
    (name) => `select '${name}' as name,
      (select count(*) from (${theirs(name)} except all from ${name}))::int as missing,
      (select count(*) from (from ${name} except all ${theirs(name)}))::int as added,
      (${shape(`from ${name}`)}) = (${shape(theirs(name))}) as same_columns`,
  )
  const { rows } = await project.json('query', '--allow-files', compared.join(' union all '))
  return rows.filter(
    (row: { missing: number; added: number; same_columns: boolean }) =>
      row.missing + row.added > 0 || !row.same_columns,
  )
}

const ran = (steps: readonly Record<string, string>[]) =>
  steps.flatMap(({ asset, action }) => (action === 'run' ? [asset] : []))

describePython('dbt', 'incremental models of a dbt project', (python) => {
  test('are after each run what dbt makes of them in its own database, in every strategy', async () => {
    await using project = await createWarehouse(python, { warehouse: incrementalModels, index: whole })
    const materialized = async () => {
      const { exitCode, stderr } = await project.assets('materialize')
      return { exitCode, stderr }
    }
    expect(await materialized()).toMatchObject({ exitCode: 0 })
    expect(project.starts()).toBe(2)
    await project.dbts(['seed'], ['run'])
    expect(await differences(project)).toEqual([])
    expect(ran((await project.json('plan')).steps)).toEqual([])

    project.edit(within(changedSeeds))
    const { exitCode, stderr } = await materialized()
    await project.dbts(['seed', '--full-refresh'], ['run'])
    expect(await differences(project)).toEqual([])
    expect(exitCode).toBe(1)
    expect(stderr.match(/^error .*/gm)).toEqual(['error DBT_PROJECT  warehouse/models/on_fail.sql:1'])
    expect(stderr).toContain('The source and target schemas on this incremental model are out of sync!')

    // From here the last version is the second, and of what failed the first.
    project.edit(within(thirdSeeds))
    const third = await materialized()
    expect(third.stderr.match(/^error .*/gm)).toEqual(['error DBT_PROJECT  warehouse/models/on_fail.sql:1'])
    await project.dbts(['seed', '--full-refresh'], ['run'])
    expect(await differences(project)).toEqual([])
  })
})
