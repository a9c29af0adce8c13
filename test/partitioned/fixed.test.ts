import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject, type Document } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'

const topics = (keys: string) => `const topics = partitions.of([${keys}])`
const notes = `export const notes = asset({ partitions: topics }, async (_, { partition }) => {
  await called('notes:' + partition.key)
  return [{ topic: partition.key, words: partition.key.length }]
})`
const clean = `export const clean = asset({ partitions: topics }, async ({ notes }, { partition }) => {
  await called('clean:' + partition.key)
  return notes.map((row) => ({ ...row, clean: true }))
})`
const total = `export const total = asset(async ({ clean }) => { await called('total'); return sql\`SELECT count(*)::INTEGER AS n, string_agg(topic, '+' ORDER BY topic) AS topics FROM \${clean}\` })`

const files = (keys: string, ...lines: readonly string[]) =>
  oneFile("import { partitions } from 'assetstore'", topics(keys), ...lines)

test('each partition is made by itself, and what has none reads all of them', async () => {
  await using project = await createProject(files("'arctic', 'indian'", notes, clean, total))
  expect(await project.assets('materialize')).toMatchObject({ exitCode: 0 })
  expect(project.calls.names.toSorted()).toEqual(
    ['notes:arctic', 'notes:indian', 'clean:arctic', 'clean:indian', 'total'].toSorted(),
  )
  const { rows } = await project.json('query', 'SELECT * FROM total')
  expect(rows).toEqual([{ n: 2, topics: 'arctic+indian' }])
  project.calls.reset()
  expect((await project.json('materialize')).counts).toMatchObject({ skipped: 5 })
  expect(project.calls.names).toEqual([])
})

test('a new key costs that key and what reads it', async () => {
  await using project = await createProject(files("'arctic', 'indian'", notes, clean, total))
  await project.assets('materialize')
  project.calls.reset()
  project.edit(files("'arctic', 'indian', 'pacific'", notes, clean, total))
  // Whatever the new one comes to: what reads all of them is another.
  const { assets } = await project.json('status', 'total')
  expect(assets[0]).toMatchObject({
    status: 'stale',
    causes: [{ kind: 'partition_set_changed' }, { kind: 'upstream_stale' }],
  })
  const planned = (await project.json('plan')).steps.find(({ asset }: Document) => asset === 'total')
  expect(planned).toMatchObject({ action: 'run', causes: [{ message: 'partitions changed: clean pacific added' }, {}] })
  const { steps } = await project.json('materialize')
  expect(project.calls.names).toEqual(['notes:pacific', 'clean:pacific', 'total'])
  const of = steps.find(({ asset }: Document) => asset === 'total')
  expect(of.causes).toMatchObject([
    { kind: 'partition_set_changed', message: 'partitions changed: clean pacific added' },
  ])
})

test('what is told is told of all partitions together, and with --partitions of each', async () => {
  await using project = await createProject(files("'arctic', 'indian', 'pacific'", notes, clean, total))
  expect((await project.assets('plan')).stdout).toContain('notes[arctic..pacific] (3)')
  project.calls.fail('clean:indian', 1)
  expect(await project.assets('materialize')).toMatchObject({ exitCode: 1 })
  const { assets } = await project.json('status')
  expect(assets.map(({ name, status }: Document) => [name, status])).toEqual([
    ['notes', 'fresh'],
    ['clean', 'failed'],
    ['total', 'missing'],
  ])
  expect(assets[1].partitions).toMatchObject({ total: 3, counts: { fresh: 2, failed: 1 } })
  expect(assets[1].partitions.ranges.map(({ from, to, status }: Document) => [from, to, status])).toEqual([
    ['arctic', 'arctic', 'fresh'],
    ['indian', 'indian', 'failed'],
    ['pacific', 'pacific', 'fresh'],
  ])
  expect((await project.assets('status', '--partitions')).stdout).toMatch(
    /indian +1 +failed +Error: the test lets clean:indian fail/,
  )
  expect((await project.json('explain', 'clean')).partition).toBe('indian')
  expect((await project.json('explain', 'clean', '--partition', 'arctic')).status).toBe('fresh')
  const { rows } = await project.json('query', 'SELECT _partition, topic FROM clean')
  expect(rows).toEqual([
    { _partition: 'arctic', topic: 'arctic' },
    { _partition: 'pacific', topic: 'pacific' },
  ])
  const query = (...words: string[]) => project.json('query', 'SELECT topic FROM clean', ...words)
  expect((await query('--partitions', 'pacific,indian')).rows).toEqual([{ topic: 'pacific' }])
  expect((await query('--partition', 'indian')).error.message).toBe('clean[indian] has never been made')
  expect((await query('--partition', 'atlantic')).error.code).toBe('PARTITION_UNKNOWN')
  expect((await project.json('query', 'SELECT 1', '--partition', 'arctic')).error.code).toBe('CLI_USAGE')
  project.calls.reset()
  expect(await project.assets('backfill', 'clean', '--partitions', 'failed')).toMatchObject({ exitCode: 0 })
  expect(project.calls.names).toEqual(['clean:indian'])
  const shown = await project.assets('show', 'clean', '--partitions', 'indian', '--format', 'jsonl')
  expect(shown.stdout).toBe('{"topic":"indian","words":6,"clean":true}\n')
})

test('the lock has one line for an asset with partitions, by which a clean clone is checked', async () => {
  await using project = await createProject(files("'arctic', 'indian'", notes, clean, total))
  await project.assets('materialize')
  const lock = readFileSync(join(project.folder, '.assetstore/assets.lock'), 'utf8')
  const lines = lock.split('\n').filter((line) => line.startsWith('{'))
  expect(lines.map((line) => JSON.parse(line)).map(({ asset, partitions }) => [asset, partitions])).toEqual([
    ['clean', 2],
    ['notes', 2],
    ['total', undefined],
  ])
  for (const name of readdirSync(join(project.folder, '.assetstore')).filter((name) => name !== 'assets.lock')) {
    rmSync(join(project.folder, '.assetstore', name), { recursive: true })
  }
  expect(await project.json('check')).toMatchObject({ basis: 'lock', ok: true })
  project.edit(files("'arctic', 'indian'", notes, clean.replace('clean: true', 'clean: 1'), total))
  expect((await project.json('check')).assets).toMatchObject([
    { name: 'notes', status: 'fresh' },
    { name: 'clean', status: 'stale', causes: [{ kind: 'code_changed' }] },
    { name: 'total', status: 'maybe' },
  ])
  // A key that the list has and nobody made is an edit that no run has followed.
  project.edit(files("'arctic', 'indian', 'pacific'", notes, clean, total))
  const { assets } = await project.json('check')
  expect(assets[0]).toMatchObject({
    name: 'notes',
    status: 'stale',
    causes: [{ kind: 'partition_set_changed', message: 'partitions changed: 2 made, 3 in the code' }],
  })
})

test('accept is of every partition that is stale', async () => {
  await using project = await createProject(files("'arctic', 'indian'", notes, clean, total))
  await project.assets('materialize')
  project.calls.reset()
  project.edit(files("'arctic', 'indian'", notes, clean.replace('clean: true', 'clean: !false'), total))
  const { assets } = await project.json('accept', 'clean', '--because', 'the same')
  expect(assets.map(({ partition, outcome }: Document) => [partition, outcome])).toEqual([
    ['arctic', 'accepted'],
    ['indian', 'accepted'],
  ])
  expect((await project.json('materialize')).counts).toMatchObject({ skipped: 5 })
  expect(project.calls.names).toEqual([])
})

test('what is wrong with partitions is told with its place and cure before anything runs', async () => {
  const told = async (...lines: readonly string[]) => {
    await using project = await createProject(oneFile("import { partitions } from 'assetstore'", ...lines))
    const { stderr, exitCode } = await project.assets('materialize')
    return `${exitCode} ${stderr}`
  }
  const day = (options: string) => `export const a = asset({ partitions: partitions.daily({ ${options} }) }, () => [])`
  expect(await told(day("from: '2020-01-02', until: '2020-01-01'"))).toMatch(
    /^2 error PARTITIONS_INVALID {2}assets\/index.ts:5\n {2}from 2020-01-02 is not before until 2020-01-01\n/,
  )
  expect(await told(day("from: '2020-01-01', timeZone: 'Europe/Madird'"))).toContain("did you mean 'Europe/Madrid'?")
  expect(
    await told(
      'const two = (keys) => partitions.of(keys)',
      "export const a = asset({ partitions: two(['x']) }, () => [])",
      'export const b = asset({ reads: { c: partitions.latest() } }, ({ a }) => a)',
    ),
  ).toContain('b cannot read c with latest(): its function has no parameter of that name')
  expect(await told('export const a = asset({ previous: true, schema: {} }, () => [])')).toContain('previous')
  const days =
    "const days = partitions.daily({ from: '2020-01-01' })\nexport const a = asset({ partitions: days }, () => [])"
  expect(
    await told(days, "export const b = asset({ reads: { a: partitions.only('2019-12-31') } }, ({ a }) => a)"),
  ).toContain('b cannot read a with only(): it never has the partition "2019-12-31"\n  name one that it has\n')
})

test('what is said of one partition names it, and its cures are of that one', async () => {
  await using project = await createProject(files("'arctic', 'indian'", notes, clean, total))
  project.calls.fail('clean:indian', 1)
  await project.assets('materialize')
  const { commands } = await project.json('explain', 'clean', '--partition', 'indian')
  expect(commands).toEqual([
    'assets materialize clean --partition indian',
    'assets materialize clean+ --partition indian',
    'assets logs clean --partition indian',
  ])
  const logs = await project.assets('logs', 'clean', '--partition', 'indian')
  expect([logs.exitCode, logs.stdout]).toEqual([0, expect.stringContaining('the test lets clean:indian fail')])
  expect((await project.assets('show', 'clean', '--partition', 'indian')).stderr).toBe(
    'error STORE_EMPTY\n  clean[indian] has never been made\n  assets materialize clean --partition indian\n',
  )
  // The cures cure.
  for (const command of commands.slice(0, 2))
    expect(await project.assets(...command.split(' ').slice(1))).toMatchObject({ exitCode: 0 })
  expect((await project.json('explain', 'clean', '--partition', 'indian')).status).toBe('fresh')
})
