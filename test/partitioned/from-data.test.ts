import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { passDays } from '../kept/age.ts'
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

test('keys are the distinct values of a column of an asset, also of one that the same run makes', async () => {
  await using project = await createProject(whole('north', 'south', 'north'))
  expect((await project.json('plan')).steps).toMatchObject([
    { asset: 'customers', action: 'run' },
    { asset: 'invoices', action: 'run', keys: true, causes: [{ message: 'keys of customers not known yet' }, {}] },
    { asset: 'clean', action: 'run', keys: true },
    { asset: 'total', action: 'run' },
  ])
  expect((await project.assets('plan')).stdout).toContain('keys of invoices')
  const { exitCode, stderr } = await project.assets('materialize')
  expect([exitCode, stderr]).toEqual([0, expect.stringMatching(/invoices +ran +2 keys/)])
  expect(project.calls.names.toSorted()).toEqual(
    ['customers', 'invoices:north', 'invoices:south', 'clean:north', 'clean:south', 'total'].toSorted(),
  )
  expect((await project.json('query', 'SELECT * FROM total')).rows).toEqual([{ regions: 'north+south' }])
  expect((await project.json('status')).assets).toMatchObject([
    { name: 'customers', status: 'fresh' },
    { name: 'invoices', status: 'fresh', partitions: { total: 2 } },
    { name: 'clean', status: 'fresh', partitions: { total: 2, ranges: [{ from: 'north', to: 'south' }] } },
    { name: 'total', status: 'fresh' },
  ])
  project.calls.reset()
  expect((await project.json('materialize')).counts).toMatchObject({ skipped: 6, ran: 0 })
  expect(project.calls.names).toEqual([])
})

test('a plan calls no run certain below keys that it does not know, where another environment has what a run takes over', async () => {
  await using project = await createProject(whole('north', 'south'))
  await project.assets('materialize')
  project.calls.reset()
  const inProduction = ['--environment', 'production']
  expect((await project.json('plan', ...inProduction)).steps).toMatchObject([
    { asset: 'customers', action: 'reuse' },
    { asset: 'invoices', action: 'reuse', keys: true },
    { asset: 'clean', action: 'reuse', keys: true },
    { asset: 'total', action: 'run?' },
  ])
  expect((await project.json('materialize', ...inProduction)).counts).toMatchObject({ reused: 8, ran: 0 })
  expect(project.calls.names).toEqual([])
})

test('a key that is new costs its partitions, and one that is gone leaves the status and the union', async () => {
  await using project = await createProject(whole('north', 'south'))
  await project.assets('materialize')
  project.calls.reset()
  project.edit(whole('north', 'west'))
  expect(statusOf(await project.json('status'))).toEqual({
    ...{ customers: 'stale', invoices: 'maybe', clean: 'maybe', total: 'maybe' },
  })
  const { steps } = await project.json('materialize')
  expect(project.calls.names).toEqual(['customers', 'invoices:west', 'clean:west', 'total'])
  expect(steps.find(({ asset }: Document) => asset === 'total').causes).toMatchObject([
    { kind: 'partition_set_changed', message: 'partitions changed: clean west added, south removed' },
  ])
  expect((await project.json('query', 'SELECT _partition FROM clean ORDER BY 1')).rows).toEqual([
    { _partition: 'north' },
    { _partition: 'west' },
  ])
  expect((await project.json('status')).assets[2].partitions).toMatchObject({ total: 2, counts: { fresh: 2 } })
  expect((await project.assets('explain', 'clean', '--partition', 'south')).stderr).toContain('PARTITION_UNKNOWN')
  // What was made of a key is kept: one that comes back is taken from the store.
  project.calls.reset()
  project.edit(whole('north', 'south', 'west'))
  await project.assets('materialize')
  expect(project.calls.names).toEqual(['customers', 'total'])
  project.edit(whole('north', 'west'))
  await project.assets('materialize')
  passDays(project.folder, 40)
  const freedBytes = async (...words: string[]) => {
    const { assets } = await project.json('gc', '--older-than', '1d', ...words)
    return assets.find(({ asset }: Document) => asset === 'invoices').freedBytes
  }
  // The last versions of a key that is gone are kept as those of any other: it may come back.
  expect(await freedBytes()).toBe(0)
  expect(await freedBytes('--keep', '0')).toBeGreaterThan(0)
})

test('keys that are the same run nothing, whatever else of the asset they come from has changed', async () => {
  await using project = await createProject(whole('north', 'south'))
  await project.assets('materialize')
  project.calls.reset()
  const renamed = customers('north', 'south').replaceAll('"id"', '"number"')
  project.edit(files(renamed, tenants, invoices, clean, total))
  await project.assets('materialize')
  expect(project.calls.names).toEqual(['customers'])
  project.edit(
    files(renamed, tenants.replace(".pick('region')", ".pick('region').where(sql`true`)"), invoices, clean, total),
  )
  expect((await project.json('status')).assets[1].causes).toMatchObject([
    {
      kind: 'partition_set_changed',
      message: expect.stringMatching(/^its keys: code changed: assets\/index.ts tenants/),
    },
  ])
  project.calls.reset()
  await project.assets('materialize')
  expect(project.calls.names).toEqual([])
  expect(statusOf(await project.json('status'))).toMatchObject({ invoices: 'fresh', total: 'fresh' })
})

test('values that are no keys are refused, with the place and what to do', async () => {
  const told = async (of: string, ...regions: Regions) => {
    await using project = await createProject(files(customers(...regions), of, invoices))
    const { stderr, exitCode } = await project.assets('materialize')
    expect(exitCode).toBe(1)
    return stderr.slice(stderr.indexOf('error '))
  }
  expect(await told(tenants, 'north', null)).toMatch(
    /^error PARTITIONS_INVALID {2}assets\/index.ts:6\n {2}invoices: partitions.from found a null in the column region, which is no key\n.*region IS NOT NULL/,
  )
  expect(await told(tenants, 1, 2)).toMatch(/in the column region: the key 1 is no text\n.*region::TEXT/)
  expect(await told(tenants, 'north', ' ')).toContain('the key " " cannot be one')
  expect(await told('const tenants = partitions.from(({ customers }) => customers)', 'north')).toContain(
    'a query of 2 columns: id, region',
  )
  expect(await told("const tenants = partitions.from(() => 'north')", 'north')).toContain(
    'returned a string, where keys were expected',
  )
  expect(await told("const tenants = partitions.from(() => { throw new Error('no list') })", 'north')).toContain(
    'no list',
  )
})

test('a failure of what keys come from blocks what has them, and what was made stays', async () => {
  await using project = await createProject(whole('north', 'south'))
  await project.assets('materialize')
  project.calls.reset()
  project.edit(whole('north', 'west'))
  project.calls.fail('customers', 1)
  const { steps } = await project.json('materialize')
  expect(steps.map(({ asset, outcome }: Document) => `${asset} ${outcome}`)).toEqual([
    'customers failed',
    'invoices blocked',
    'clean blocked',
    ...['invoices blocked', 'invoices blocked', 'clean blocked', 'clean blocked', 'total blocked'],
  ])
  expect((await project.json('query', 'SELECT * FROM total')).rows).toEqual([{ regions: 'north+south' }])
  expect(await project.assets('materialize')).toMatchObject({ exitCode: 0 })
  expect((await project.json('query', 'SELECT * FROM total')).rows).toEqual([{ regions: 'north+west' }])
})

test('without a value there is no partition, and who reads all of them says so', async () => {
  await using project = await createProject(
    files(customers('north'), tenants.replace('.pick(', '.where(sql`false`).pick('), invoices, clean),
  )
  expect(await project.assets('materialize')).toMatchObject({ exitCode: 0 })
  expect(project.calls.names).toEqual(['customers'])
  expect(statusOf(await project.json('status'))).toEqual({ customers: 'fresh', invoices: 'fresh', clean: 'fresh' })
  project.edit(files(customers('north'), tenants.replace('.pick(', '.where(sql`false`).pick('), invoices, clean, total))
  const { stderr } = await project.assets('materialize')
  expect(stderr).toContain('total reads clean, which has no partition to read')
})

test('a function that names no asset is asked at every run, as observe is', async () => {
  const asked =
    "const tenants = partitions.from(async (_, { env }) => { await called('asked'); return env('TENANTS').split(',') })"
  await using project = await createProject(files(asked, invoices, clean, total))
  const run = (list: string) => project.run(['materialize', '--json'], { env: { TENANTS: list } })
  expect(await run('b,a,b')).toMatchObject({ exitCode: 0 })
  expect(project.calls.names.toSorted()).toEqual(['asked', 'clean:a', 'clean:b', 'invoices:a', 'invoices:b', 'total'])
  project.calls.reset()
  expect(await run('a,b')).toMatchObject({ exitCode: 0 })
  // Once, for all that have these keys.
  expect(project.calls.names).toEqual(['asked'])
  expect((await project.json('status')).assets[0]).toMatchObject({
    ...{ status: 'unknown', causes: [{ kind: 'source_unobserved', message: 'every run asks for its keys' }] },
  })
  expect((await project.json('plan')).steps[0]).toMatchObject({ asset: 'invoices', action: 'observe', keys: true })
  project.calls.reset()
  expect(await run('a,c')).toMatchObject({ exitCode: 0 })
  expect(project.calls.names).toEqual(['asked', 'invoices:c', 'clean:c', 'total'])
})

test('a clean clone is checked by its lock: what the keys come from, and how they are asked', async () => {
  await using project = await createProject(whole('north', 'south'))
  await project.assets('materialize')
  const store = join(project.folder, '.assetstore')
  for (const name of readdirSync(store).filter((name) => name !== 'assets.lock'))
    rmSync(join(store, name), { recursive: true })
  expect(await project.json('check')).toMatchObject({ basis: 'lock', ok: true })
  project.edit(whole('north', 'west'))
  expect(statusOf(await project.json('check'))).toEqual({
    customers: 'stale',
    invoices: 'maybe',
    clean: 'maybe',
    total: 'maybe',
  })
  project.edit(files(customers('north', 'south'), tenants.replace('region', 'id'), invoices, clean, total))
  expect((await project.json('check')).assets[1]).toMatchObject({
    ...{ name: 'invoices', status: 'stale' },
    causes: [{ kind: 'partition_set_changed', message: 'partitions changed: what is asked for the keys was edited' }],
  })
})
