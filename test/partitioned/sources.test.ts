import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProject, type Document } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'

const days = "const days = partitions.daily({ from: '2020-01-06', until: '2020-01-09' })"
const files = (...lines: readonly string[]) => oneFile("import { partitions } from 'assetstore'", days, ...lines)
const clean = `export const clean = asset({ partitions: days }, async ({ events }, { partition }) => {
  await called('clean:' + partition.key)
  return events
})`
const lake = {
  'lake/day=2020-01-06/a.csv': 'id,n\n1,10\n',
  'lake/day=2020-01-07/a.csv': 'id,n\n2,20\n',
  'lake/day=2020-01-07/b.csv': 'id,n\n3,30\n',
  'lake/day=2020-01-08/a.csv': 'id,n\n4,40\n',
}
const table = "export const events = source.table('lake/day={day}/*.csv', { partitions: days })"

test('the place in braces is the key: an edited file makes its own day stale, and what reads it', async () => {
  await using project = await createProject({ ...files(table, clean), ...lake })
  expect(await project.assets('materialize')).toMatchObject({ exitCode: 0 })
  const { rows } = await project.json('query', 'SELECT _partition AS day, id FROM clean ORDER BY id')
  expect(rows.map(({ day }: Document) => day)).toEqual(['2020-01-06', '2020-01-07', '2020-01-07', '2020-01-08'])
  project.calls.reset()
  project.edit({ 'lake/day=2020-01-07/b.csv': 'id,n\n3,31\n', 'lake/day=2020-01-09/a.csv': 'id,n\n5,50\n' })
  const { assets } = await project.json('status')
  expect(assets[0].partitions.counts).toEqual({ fresh: 2, stale: 1 })
  expect(assets[0].causes).toMatchObject([{ kind: 'source_changed' }])
  await project.assets('materialize')
  expect(project.calls.names).toEqual(['clean:2020-01-07'])
})

test('a run tells of the partitions that it works on in one line, whatever is fresh beside them', async () => {
  const keys = Array.from({ length: 10 }, (_, n) => `2020-01-${String(n + 6).padStart(2, '0')}`)
  await using project = await createProject({
    ...oneFile(
      "import { partitions } from 'assetstore'",
      "const days = partitions.daily({ from: '2020-01-06', until: '2020-01-16' })",
      table,
      "const reads = { events: partitions.last(7, { missing: 'skip' }) }",
      'export const trend = asset({ partitions: days, reads }, ({ events }) => ({ days: events.count }))',
    ),
    ...Object.fromEntries(keys.map((key) => [`lake/day=${key}/a.csv`, 'id,n\n1,10\n'])),
  })
  await project.assets('materialize')
  project.edit({ 'lake/day=2020-01-08/a.csv': 'id,n\n1,10\n2,20\n' })
  const { stderr } = await project.assets('materialize')
  const lines = stderr.split('\n').filter((line) => line.includes('trend'))
  expect(lines).toEqual([expect.stringMatching(/^✓ trend +7 unchanged {2}7 rows|^✓ trend +7 ran {2}7 rows/)])
})

test('a day without files is told, and the others are made', async () => {
  const { 'lake/day=2020-01-08/a.csv': _, ...some } = lake
  await using project = await createProject({ ...files(table, clean), ...some })
  const ran = await project.json('materialize')
  expect(ran.counts).toMatchObject({ failed: 1, blocked: 1 })
  expect(ran.error).toMatchObject({ code: 'SOURCE_EMPTY' })
  expect(ran.error.message).toContain('no file matches "lake/day=2020-01-08/*.csv"')
})

test('a function is asked about each partition, and reads those that have moved', async () => {
  const source = `export const events = source({
    partitions: days,
    observe: ({ partition, env }) => partition.key === '2020-01-07' ? env('MOVED', 'one') : 'same',
  }, async (_, { partition }) => {
    await called('events:' + partition.key)
    return [{ day: partition.key, ms: partition.end.getTime() - partition.start.getTime() }]
  })`
  await using project = await createProject(files(source, clean))
  await project.assets('materialize')
  expect(project.calls.names).toHaveLength(6)
  project.calls.reset()
  await project.assets('materialize')
  expect(project.calls.names).toEqual([])
  await project.run(['materialize'], { env: { MOVED: 'two' } })
  expect(project.calls.names).toEqual(['events:2020-01-07'])
})

test('a glob without a place for the key is refused', async () => {
  await using project = await createProject(
    files("export const events = source.table('lake/*.csv', { partitions: days })"),
  )
  const ran = await project.assets('status')
  expect(ran.exitCode).toBe(2)
  expect(ran.stderr).toContain('events has partitions, and its glob "lake/*.csv" has no place for their keys')
})

describe('a file whose path holds what is no key is an error of its source', () => {
  const told = async (source: string, paths: readonly string[]) => {
    await using project = await createProject({
      ...oneFile(
        "import { partitions } from 'assetstore'",
        days,
        "const topics = partitions.of(['arctic', 'indian'])",
        source,
      ),
      ...Object.fromEntries(paths.map((path) => [path, 'id\n1\n'])),
    })
    const { assets } = await project.json('status')
    expect(assets[0].status).toBe('error')
    const ran = await project.json('materialize')
    expect(ran.counts).toMatchObject({ ran: 0 })
    expect(ran.error.code).toBe('PARTITION_UNKNOWN')
    const { checks } = await project.json('doctor')
    expect(checks).toContainEqual({ name: 'events', state: 'bad', found: ran.error.message, fix: ran.error.fix })
    return `${ran.error.message} (${ran.error.fix})`
  }
  const good = Object.keys(lake)
  const byTopic = "export const events = source.table('lake/{topic}.csv', { partitions: topics })"
  const both = `export const events = source.table('lake/{day}/{topic}*.csv', {
    partitions: partitions.cross({ day: days, topic: topics }), empty: 'allow' })`
  const bad: readonly (readonly [what: string, source: string, paths: readonly string[], message: string])[] = [
    ['a day in another form', table, [...good, 'lake/day=2020-1-7/a.csv'], 'lake/day=2020-1-7/a.csv holds the key "2020-1-7", which is no partition of events (rename it to "2020-01-07", if that is what is meant, or move it to where the glob does not match)'],
    ['a day that no calendar has', table, [...good, 'lake/day=2020-02-30/a.csv', 'lake/day=x/a.csv'], 'lake/day=2020-02-30/a.csv holds the key "2020-02-30", which is no partition of events, and 1 more file like it'],
    ['a misspelt topic', byTopic, ['lake/artic.csv', 'lake/indian.csv'], 'lake/artic.csv holds the key "artic", which is no partition of events (rename it to "arctic", if that is what is meant, or add the key to the list,'],
    ['one dimension of two', both, ['lake/2020-01-06/arctic-1.csv', 'lake/2020-01-06/x.csv'], 'lake/2020-01-06/x.csv holds the key "x"'],
    ['two keys in one path', "export const events = source.table('{day}/{day}.csv', { partitions: days })", ['2020-01-06/2020-01-06.csv', '2020-01-06/2020-01-07.csv'], '2020-01-06/2020-01-07.csv holds the key "2020-01-07"'],
  ] // biome-ignore format: a table
  test.each(bad)('%s', async (_, source, paths, message) => {
    expect(await told(source, paths)).toContain(message)
  })
})

test('keys that a path does not keep apart from other text are found', async () => {
  const both = `export const events = source.table('lake/{topic}-{day}*.csv', {
    partitions: partitions.cross({ day: days, topic: partitions.of(['a', 'a-b']) }), empty: 'allow' })`
  await using project = await createProject({
    ...files(both, 'export const all = asset(({ events }) => events)'),
    'lake/a-2020-01-06.csv': 'id\n1\n',
    'lake/a-b-2020-01-07-2.csv': 'id\n2\n',
  })
  await project.assets('materialize')
  const { rows } = await project.json('query', 'SELECT _partition, id::INTEGER AS id FROM events ORDER BY 1')
  expect(rows).toEqual([
    { _partition: '2020-01-06|a', id: 1 },
    { _partition: '2020-01-07|a-b', id: 2 },
  ])
})

test('files of a key beside the range, or that stand behind a star, are left out knowingly, and doctor counts them', async () => {
  const starred = "export const events = source.table('lake/**/{day}*.csv', { partitions: days })"
  await using project = await createProject({
    ...files(starred, clean),
    ...Object.fromEntries(['06', '07', '08', '09', '05'].map((day) => [`lake/x/2020-01-${day}-part.csv`, 'id\n1\n'])),
  })
  expect((await project.json('materialize')).counts).toMatchObject({ ran: 3, failed: 0 })
  const { checks } = await project.json('doctor')
  expect(checks.filter(({ name }: Document) => name === 'events')).toEqual([
    {
      name: 'events',
      state: 'ok',
      found: '2 files of 2 partitions that do not exist, 2020-01-05 and 2020-01-09, are left out',
    },
  ])
})

describe('on a clean clone', () => {
  const cloned = async (...lines: readonly string[]) => {
    const project = await createProject({ ...files(...lines), ...lake, 'lake/day=2020-01-09/a.csv': 'id,n\n5,50\n' })
    await project.assets('materialize')
    for (const name of readdirSync(join(project.folder, '.assetstore')).filter((name) => name !== 'assets.lock'))
      rmSync(join(project.folder, '.assetstore', name), { recursive: true })
    return project
  }
  const stale = { status: 'stale', causes: [{ kind: 'source_changed' }] }
  const edits: readonly (readonly [what: string, edit: Record<string, string | null>, expected: object])[] = [
    ['nothing', {}, { status: 'fresh' }],
    ['an edited file', { 'lake/day=2020-01-06/a.csv': 'id,n\n1,11\n' }, stale],
    ['an added file', { 'lake/day=2020-01-06/b.csv': 'id,n\n1,11\n' }, stale],
    ['a removed file', { 'lake/day=2020-01-07/b.csv': null }, stale],
    ['a renamed file', { 'lake/day=2020-01-07/b.csv': null, 'lake/day=2020-01-07/c.csv': 'id,n\n3,30\n' }, stale],
    ['a wrong key', { 'lake/day=2020-1-7/b.csv': 'id,n\n3,30\n' }, { status: 'error' }],
    ['a data folder that is not in the clone', Object.fromEntries([...Object.keys(lake), 'lake/day=2020-01-09/a.csv'].map((path) => [path, null])), { status: 'fresh' }],
  ] // biome-ignore format: a table
  test('check sees what was done to the files', async () => {
    for (const [what, edit, expected] of edits) {
      await using project = await cloned(table, clean)
      for (const [path, text] of Object.entries(edit))
        if (text === null) rmSync(join(project.folder, path))
        else project.edit({ [path]: text })
      const { basis, assets } = await project.json('check')
      expect({ what, basis, ...assets[0] }).toMatchObject({ what, basis: 'lock', ...expected })
    }
  })

  test('a day that nobody made is not taken for one that was, and a day that passes changes nothing', async () => {
    const until = (day: string) => days.replace("until: '2020-01-09'", `until: '2020-01-${day}'`)
    await using project = await cloned(table, clean)
    project.edit(oneFile("import { partitions } from 'assetstore'", until('10'), table, clean))
    // An edit is told. A lock that was written with the same definition, before the day had ended, is that of a day that passes.
    expect((await project.json('check')).assets[0]).toMatchObject({ causes: [{ kind: 'partition_set_changed' }] })
    const lock = join(project.folder, '.assetstore', 'assets.lock')
    writeFileSync(lock, readFileSync(lock, 'utf8').replaceAll('"until":"2020-01-09"', '"until":"2020-01-10"'))
    expect(await project.json('check')).toMatchObject({ basis: 'lock', ok: true })
    await project.assets('materialize', '--partitions', '2020-01-08')
    for (const name of readdirSync(join(project.folder, '.assetstore')).filter((name) => name !== 'assets.lock'))
      rmSync(join(project.folder, '.assetstore', name), { recursive: true })
    expect((await project.json('check')).assets[0]).toMatchObject(stale)
  })

  test('a key of a list that is renamed, where the number is equal', async () => {
    const notes = `export const notes = asset({ partitions: topics }, () => [{ n: 1 }])`
    const of = (keys: string) =>
      oneFile("import { partitions } from 'assetstore'", `const topics = partitions.of([${keys}])`, notes)
    await using project = await createProject(of("'arctic', 'indian'"))
    await project.assets('materialize')
    for (const name of readdirSync(join(project.folder, '.assetstore')).filter((name) => name !== 'assets.lock'))
      rmSync(join(project.folder, '.assetstore', name), { recursive: true })
    project.edit(of("'indian', 'arctic'"))
    expect(await project.json('check')).toMatchObject({ basis: 'lock', ok: true })
    project.edit(of("'arctic', 'pacific'"))
    expect((await project.json('check')).assets[0]).toMatchObject({
      status: 'stale',
      causes: [{ message: 'partitions changed: 2 made, the 2 in the code are not these' }],
    })
  })
})
