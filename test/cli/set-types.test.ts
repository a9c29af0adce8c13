import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'

const index = `
  import { definitionSet, member } from 'assetstore'
  function shop() {
    const members = {
      orders: member.asset(() => [{ id: 1, city: 'Oslo' }]),
      days: member.source(() => [{ day: 1.5 }]),
      late: member.asset(() => [{ n: 1 }]),
      no_days: member.check(({ days }) => true),
    }
    return definitionSet(shop, { name: 'shop', members, files: {}, folders: [] })
  }
  export const { orders: shop_orders, days } = shop()
`

test('the tables of a set have an interface by their names in it, made or not', async () => {
  await using project = await createProject({ 'assets/index.ts': index })
  await project.assets('materialize', 'shop_orders', 'days')
  const typed = await project.assets('types')
  expect(typed.stderr).toBe(
    'warning late was never made here, so that it has no row type yet: assets materialize late\n',
  )
  const text = () => readFileSync(join(project.folder, 'assets/rows.d.ts'), 'utf8')
  expect(text()).toContain(`
/** A row of shop_orders. */
export interface ShopOrders {
  id: number
  city: string
}

/** The rows of each table of shop, by its name there. */
export interface ShopTables {
  days: Days
  late: Readonly<Record<string, unknown>>
  orders: ShopOrders
}
`)
  await project.assets('materialize')
  expect((await project.assets('types', '--check')).exitCode).toBe(1)
  await project.assets('types')
  expect(text()).toContain('  late: Late\n')
  expect((await project.assets('types', '--check')).exitCode).toBe(0)
})
