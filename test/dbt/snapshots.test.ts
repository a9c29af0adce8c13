import { expect, test } from 'vitest'
import { describePython } from '../rig/python/describe.ts'
import { differences } from './differences.ts'
import { later, snapshots } from './snapshots.ts'
import { createWarehouse, whole } from './warehouse.ts'

const names = ['by_time', 'by_city', 'by_all', 'to_the_end', 'of_relation', 'cities_of_ada']

describePython('dbt', 'snapshots of a dbt project', (python) => {
  test('are after each of three runs what dbt makes of them in its own database', async () => {
    await using project = await createWarehouse(python, { warehouse: snapshots, index: whole })
    const first = { now: '2025-01-01 00:00:00', people: snapshots['seeds/people.csv'] as string }
    for (const { now, people } of [first, ...later]) {
      project.edit({ 'warehouse/seeds/people.csv': people })
      const env = { SHOP_NOW: now }
      const { exitCode, stderr } = await project.run(['materialize'], { env })
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
      await project.dbts({ env }, ['seed', '--full-refresh'], ['snapshot'], ['run'])
      expect(await differences(project, names, { env })).toEqual([])
      // Another moment alone is no reason: what a snapshot has to note is in its rows.
      const { steps } = JSON.parse((await project.run(['plan', '--json'], { env: { SHOP_NOW: '2030-01-01' } })).stdout)
      expect(steps.flatMap((step: Record<string, string>) => (step.action === 'skip' ? [] : [step.asset]))).toEqual([])
    }
    const rows = (await project.run(['query', 'select count(*) from by_all'], { env: { SHOP_NOW: '2030-01-01' } }))
      .stdout
    expect(rows).toContain('10')
  })
})
