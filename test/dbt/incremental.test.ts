import { expect, test } from 'vitest'
import type { Files } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'
import { differences } from './differences.ts'
import { changedSeeds, incrementalModels, thirdSeeds } from './incremental.ts'
import { createWarehouse, whole } from './warehouse.ts'

const within = (files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`warehouse/${path}`, text]))

const models = Object.keys(incrementalModels).flatMap((path) => /^models\/(\w+)\.sql$/.exec(path)?.[1] ?? [])

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
    expect(await differences(project, models)).toEqual([])
    expect(ran((await project.json('plan')).steps)).toEqual([])

    project.edit(within(changedSeeds))
    const { exitCode, stderr } = await materialized()
    await project.dbts(['seed', '--full-refresh'], ['run'])
    expect(await differences(project, models)).toEqual([])
    expect(exitCode).toBe(1)
    expect(stderr.match(/^error .*/gm)).toEqual(['error DBT_PROJECT  warehouse/models/on_fail.sql:1'])
    expect(stderr).toContain('The source and target schemas on this incremental model are out of sync!')

    // From here the last version is the second, and of what failed the first.
    project.edit(within(thirdSeeds))
    const third = await materialized()
    expect(third.stderr.match(/^error .*/gm)).toEqual(['error DBT_PROJECT  warehouse/models/on_fail.sql:1'])
    await project.dbts(['seed', '--full-refresh'], ['run'])
    expect(await differences(project, models)).toEqual([])
  })

  test('goes on from its last version where it was edited, and starts over where that is asked for', async () => {
    const only = Object.fromEntries(
      Object.entries(incrementalModels).filter(
        ([path]) => !/^models/.test(path) || /appended|clicks_by_year/.test(path),
      ),
    )
    await using project = await createWarehouse(python, { warehouse: only, index: whole })
    const rows = async (name: string) => (await project.json('show', name)).rows.length
    const statusOf = async (name: string) =>
      (await project.json('status')).assets.find((one: { name: string }) => one.name === name).status
    await project.assets('materialize')
    const text = only['models/appended.sql'] as string
    project.edit({
      'warehouse/models/appended.sql': `{# of days #}\n-- again\n${text.replace('max(day)', 'max( day )')}`,
    })
    expect(await statusOf('appended')).toBe('fresh')
    project.edit({ 'warehouse/models/appended.sql': text.replace('>=', '>') })
    expect((await project.assets('explain', 'appended')).stdout).toContain('warehouse/models/appended.sql edited')
    await project.assets('materialize')
    expect(await rows('appended')).toBe(3)
    project.edit({ 'warehouse/models/appended.sql': text })
    await project.assets('materialize')
    expect(await rows('appended')).toBe(4)
    await project.assets('materialize', 'appended', '--force')
    expect(await rows('appended')).toBe(5)
    await project.assets('materialize', 'appended', '--from-scratch')
    expect(await rows('appended')).toBe(3)

    // A row that waits for a batch of another century: at any moment it may have begun.
    expect(await statusOf('clicks_by_year')).toBe('fresh')
    project.edit({ 'warehouse/seeds/clicks.csv': `${only['seeds/clicks.csv']}9,2999-01-01 00:00:00\n` })
    await project.assets('materialize')
    expect(await rows('clicks_by_year')).toBe(3)
    expect(await statusOf('clicks_by_year')).toBe('unknown')
  })
})
