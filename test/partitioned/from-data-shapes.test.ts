import { expect, test } from 'vitest'
import { createProject, type Document } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'

type Regions = readonly (string | number | null)[]
const rows = (regions: Regions) => JSON.stringify(regions.map((region, id) => ({ id, region })))
const customers = (...regions: Regions) =>
  `export const customers = asset(async () => { await called('customers'); return ${rows(regions)} })`
const tenants = "const tenants = partitions.from(({ customers }) => customers.pick('region'))"
const invoices = `export const invoices = asset({ partitions: tenants }, async (_, { partition }) => {
  await called('invoices:' + partition.key)
  return [{ region: partition.key }]
})`
const clean = `export const clean = asset({ partitions: tenants }, async ({ invoices }, { partition }) => {
  await called('clean:' + partition.key)
  return invoices.map((row) => ({ ...row, clean: true }))
})`
const total = `export const total = asset(async ({ clean }) => { await called('total'); return sql\`SELECT string_agg(region, '+' ORDER BY region) AS regions FROM \${clean}\` })`

const files = (...lines: readonly string[]) => oneFile("import { partitions } from 'assetstore'", ...lines)
const whole = (...regions: Regions) => files(customers(...regions), tenants, invoices, clean, total)
const statusOf = ({ assets }: Document) =>
  Object.fromEntries(assets.map(({ name, status }: Document) => [name, status]))

test('a dimension of a cross may come from data, and its reader reads the same keys', async () => {
  const grid = "const grid = partitions.cross({ kind: partitions.of(['paid', 'open']), region: tenants })"
  const cells = `export const cells = asset({ partitions: grid }, async ({ invoices }, { partition: { key, kind, region } }) => {
    await called('cells:' + key)
    return invoices.map((row) => ({ ...row, kind: kind.key, same: row.region === region.key }))
  })`
  await using project = await createProject(files(customers('n', 's'), tenants, grid, invoices, cells))
  expect(await project.assets('materialize')).toMatchObject({ exitCode: 0 })
  expect((await project.json('query', 'SELECT _partition, same FROM cells ORDER BY 1')).rows).toEqual(
    ['open|n', 'open|s', 'paid|n', 'paid|s'].map((_partition) => ({ _partition, same: true })),
  )
  project.calls.reset()
  project.edit(files(customers('n', 'w'), tenants, grid, invoices, cells))
  await project.assets('materialize')
  expect(project.calls.names.toSorted()).toEqual(['cells:open|w', 'cells:paid|w', 'customers', 'invoices:w'])
})

test('keys come from an asset with partitions as well, and from one whose own keys come from data', async () => {
  const cities = `export const cities = asset({ partitions: tenants }, async ({ invoices }, { partition }) => {
    await called('cities:' + partition.key)
    return [1, 2].map((n) => ({ city: partition.key + n }))
  })`
  const towns = `export const towns = asset({ partitions: partitions.from(({ cities }) => cities.pick('city')) }, async (_, { partition }) => {
    await called('towns:' + partition.key)
    return [{ city: partition.key }]
  })`
  await using project = await createProject(files(customers('n', 's'), tenants, invoices, cities, towns))
  expect(await project.assets('materialize')).toMatchObject({ exitCode: 0 })
  expect(project.calls.names.filter((name) => name.startsWith('towns')).toSorted()).toEqual(
    ['n1', 'n2', 's1', 's2'].map((key) => `towns:${key}`),
  )
  project.calls.reset()
  project.edit(files(customers('n', 'w'), tenants, invoices, cities, towns))
  await project.assets('materialize')
  expect(project.calls.names.toSorted()).toEqual(['cities:w', 'customers', 'invoices:w', 'towns:w1', 'towns:w2'])
})

test('a source has keys that data decides as any other', async () => {
  const lake = "export const lake = source.table('lake/{key}/*.csv', { partitions: tenants })"
  const api = `export const api = source({ partitions: tenants, observe: (context) => context.partition.key }, async (_, { partition }) => {
    await called('api:' + partition.key)
    return [{ region: partition.key }]
  })`
  const lines = (...regions: Regions) => files(customers(...regions), tenants, lake, api)
  const data = Object.fromEntries(['n', 's', 'w'].map((key) => [`lake/${key}/one.csv`, `region\n${key}\n`]))
  await using project = await createProject({ ...lines('n', 's'), ...data })
  expect(await project.assets('materialize')).toMatchObject({ exitCode: 0 })
  expect((await project.json('query', 'SELECT region FROM lake ORDER BY 1')).rows).toEqual([
    { region: 'n' },
    { region: 's' },
  ])
  project.calls.reset()
  project.edit(lines('n', 's', 'w'))
  expect(await project.assets('materialize')).toMatchObject({ exitCode: 0 })
  expect(project.calls.names.toSorted()).toEqual(['api:w', 'customers'])
  expect((await project.json('query', 'SELECT region FROM lake ORDER BY 1')).rows).toHaveLength(3)
})

test('--partitions, --only and --force mean partitions whose keys data decides as any other', async () => {
  await using project = await createProject(whole('north', 'south'))
  const unknown = await project.assets('materialize', 'invoices', '--partitions', 'north')
  expect(unknown.stderr).toMatch(/PARTITION_UNKNOWN[\s\S]*"north" is no partition of invoices\n.*data decides its keys/)
  await project.assets('materialize')
  project.calls.reset()
  await project.assets('materialize', 'invoices', '--partitions', 'north', '--force')
  expect(project.calls.names).toEqual(['invoices:north'])
  project.calls.reset()
  await project.assets('materialize', 'invoices', '--force')
  expect(project.calls.names.toSorted()).toEqual(['invoices:north', 'invoices:south'])
  project.calls.reset()
  project.edit(whole('north', 'west'))
  await project.assets('materialize', 'clean', '--only')
  expect(project.calls.names).toEqual([])
  const { steps } = await project.json('materialize', 'clean', '--partitions', 'south')
  // The run has found out that there is no such key any more.
  expect(steps.map(({ asset, partition }: Document) => [asset, partition])).toEqual([
    ['customers', undefined],
    ['invoices', undefined],
    ['clean', undefined],
  ])
  expect(project.calls.names).toEqual(['customers'])
})

test('an asset that is renamed has its keys and its partitions under the new name, and calls nothing', async () => {
  await using project = await createProject(whole('north', 'south'))
  await project.assets('materialize')
  project.calls.reset()
  project.edit(
    files(
      customers('north', 'south'),
      tenants,
      invoices.replace('const invoices', 'const bills'),
      clean.replaceAll('invoices', 'bills'),
      total,
    ),
  )
  await project.assets('materialize')
  expect(project.calls.names).toEqual([])
  expect(statusOf(await project.json('status'))).toEqual({
    customers: 'fresh',
    bills: 'fresh',
    clean: 'fresh',
    total: 'fresh',
  })
})

test('what is wrong with the assets that keys come from is told before anything runs', async () => {
  const told = async (...lines: readonly string[]) => {
    await using project = await createProject(files(...lines))
    const { stderr, exitCode } = await project.assets('materialize')
    return `${exitCode} ${stderr}`
  }
  const of = (name: string, more = '') =>
    `export const a = asset({ partitions: partitions.from(({ ${name} }${more}) => ${name}.pick('x')) }, () => [])`
  expect(await told(of('a'))).toMatch(/^2 error ASSET_CYCLE[\s\S]*a has its keys from itself\n.*"a" of the keys of a/)
  expect(await told(of('b'), 'export const b = asset(({ a }) => a)')).toMatch(/ASSET_CYCLE[\s\S]*a → b → a/)
  expect(await told(of('costumers'), customers('n'))).toMatch(/ASSET_UNKNOWN_UPSTREAM[\s\S]*did you mean "customers"/)
  expect(await told(of('customers', ', { embed }'), customers('n'))).toMatch(
    /PARTITIONS_INVALID {2}assets\/index.ts:5[\s\S]*names "embed" in its context/,
  )
  expect(await told('export const a = asset({ partitions: partitions.from((all) => all) }, () => [])')).toMatch(
    /partitions.from of a takes its first parameter whole/,
  )
})
