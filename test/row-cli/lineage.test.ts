import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { createProject, type Project } from '../rig/project.ts'
import { docs, rowProject } from './projects.ts'

async function builtProject(files = rowProject()): Promise<Project> {
  const project = await createProject(files)
  await project.assets('materialize')
  return project
}

test('a row is followed back through every map to where rows cannot be told apart', async () => {
  await using project = await builtProject()
  const { exitCode, stdout } = await project.assets('lineage', 'vectors', '--row', 'a1')
  expect(stdout).toBe(`vectors  row 2
  chunk   a1
  length  3
from chunks  row 2
  chunk  a1
  doc    a
  start  5
  part   two
from docs  row 1
  id    a
  text  one. two
docs is not computed row by row: its rows cannot be told apart from here
`)
  expect(exitCode).toBe(0)
  const found = await project.json('lineage', 'vectors', '--row', 'a1')
  expect(found).toMatchObject({ asset: 'vectors', table: 'vectors', column: 'chunk', value: 'a1', matches: 1 })
  expect(
    found.chains[0].hops.map(({ asset, place, current }: Record<string, unknown>) => [asset, place, current]),
  ).toEqual([
    ['vectors', 1, true],
    ['chunks', 1, true],
    ['docs', 0, true],
  ])
  expect(found.chains[0].end.asset).toBe('docs')
})

test('a row is followed to the version that it was computed from, and until that is gone', async () => {
  await using project = await builtProject()
  const { path } = await project.json('show', 'docs', '--schema')
  project.edit(rowProject({ rows: docs.slice(1) }))
  await project.assets('materialize', 'docs')
  const older = await project.json('lineage', 'vectors', '--row', 'a0')
  expect(older.chains[0].hops[2]).toMatchObject({ asset: 'docs', current: false, row: { id: 'a', text: 'one. two' } })
  rmSync(path)
  const { stdout } = await project.assets('lineage', 'vectors', '--row', 'a0')
  expect(stdout).toContain('\nthe docs that this row was computed from is no longer in the store\n')
})

test('a column names the row where the key does not; of several rows the first are followed', async () => {
  await using project = await builtProject()
  const { stdout } = await project.assets('lineage', 'chunks', '--row', 'doc=a')
  expect(stdout).toMatch(/^2 rows of chunks have doc "a"\n\nchunks {2}row 1\n/)
  const many = await builtProject(rowProject({ rows: [{ id: 'a', text: 'x. x. x. x. x. x. x' }] }))
  expect((await many.assets('lineage', 'chunks', '--row', 'doc=a')).stdout).toMatch(
    /^7 rows of chunks have doc "a"\nthe first 5 are followed\n/,
  )
  await many[Symbol.asyncDispose]()
})

test('of an effect the row is that of the table it reads', async () => {
  const files = rowProject()
  files['assets/index.ts'] += 'export const published = effect(({ vectors }) => ({ sent: vectors.count }))\n'
  await using project = await builtProject(files)
  const { stdout } = await project.assets('lineage', 'published', '--row', 'b0')
  expect(stdout).toMatch(/^published does something with the rows of vectors\n\nvectors {2}row 3\n/)
})

test('a mistake is told with its cure', async () => {
  const files = rowProject()
  files['assets/index.ts'] += [
    'export const judged = check(({ docs }) => docs.count > 0)',
    'export const later = asset({ volatile: true }, ({ docs }) => [{ n: docs.count }])\n',
  ].join('\n')
  await using project = await createProject(files)
  await project.assets('materialize', 'vectors')
  const told = async (...words: string[]) => (await project.assets('lineage', ...words)).stderr
  expect(await told('vectors', '--row', 'zz')).toBe(
    'error SELECTION_EMPTY\n  no row of vectors has chunk "zz"\n  see the rows: assets show vectors\n',
  )
  expect(await told('later', '--row', '1')).toBe(
    'error STORE_EMPTY\n  later has never been made\n  assets materialize later\n',
  )
  expect(await told('judged', '--row', '1')).toBe(
    'error CLI_USAGE\n  judged is a check, which has no rows\n  see what it reads: assets lineage judged\n',
  )
  expect(await told('--row', '1')).toBe(
    'error CLI_USAGE\n  --row follows a row of one asset\n  name one: assets lineage <asset> --row <key>\n',
  )
  await project.assets('materialize', 'later')
  expect(await told('later', '--row', '1')).toBe(
    'error CLI_USAGE\n  the rows of later have no key to be found by\n  name a column and its value: --row <column>=<value>; its columns are n\n',
  )
})

test('a map that is damaged or gone is told', async () => {
  await using project = await builtProject()
  const file = mapOf(project, 'vectors')
  const bytes = readFileSync(file)
  chmodSync(file, 0o644)
  writeFileSync(file, bytes.with(bytes.length >> 1, 255 - bytes[bytes.length >> 1]!))
  const told = async () => (await project.assets('lineage', 'vectors', '--row', 'a0')).stderr
  const fix = '  assets materialize vectors --force computes all of its rows again\n'
  expect(await told()).toBe(
    `error STORE_BLOB_CORRUPT\n  which row of vectors came of which is damaged in the store\n${fix}`,
  )
  rmSync(file)
  expect(await told()).toBe(
    `error STORE_BLOB_MISSING\n  which row of vectors came of which is gone from the store\n${fix}`,
  )
})

function mapOf(project: Project, asset: string): string {
  const store = join(project.folder, '.assetstore')
  const catalog = new Database(join(store, 'catalog.sqlite'), { readonly: true })
  const row = catalog.prepare('SELECT row_map FROM records WHERE asset = ?').get(asset) as { row_map: string }
  catalog.close()
  const { blob } = JSON.parse(row.row_map)
  const objects = join(store, 'objects')
  return join(objects, ...objectNames(blob))
}

const objectNames = (blob: string): string[] => [blob.slice(0, 2), `${blob}.parquet`]
