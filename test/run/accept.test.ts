import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProject, type Project } from '../rig/project.ts'
import { chain, oneFile, outcomesOf } from './projects.ts'

const because = 'trimming twice changes nothing'
const edited = chain['assets/clean.ts']!.replace('trim()', 'trim().trim()')

async function madeThenEdited(): Promise<Project> {
  const project = await createProject(chain)
  await project.assets('materialize')
  project.edit({ 'assets/clean.ts': edited })
  project.calls.reset()
  return project
}
const statuses = async (project: Project) =>
  Object.fromEntries(
    (await project.json('status')).assets.map((one: { name: string; status: string }) => [one.name, one.status]),
  )
const refusal = async (project: Project, ...words: string[]) => {
  const { exitCode, error } = await project.json('accept', ...words, '--because', because)
  return { exitCode, code: error.code, message: error.message, fix: error.fix }
}

describe('what is accepted', () => {
  test('is fresh without a run, and so is what is below it', async () => {
    await using project = await madeThenEdited()
    expect(await statuses(project)).toEqual({ raw: 'fresh', clean: 'stale', report: 'maybe' })
    const before = await project.json('history', 'clean')
    const accepted = await project.json('accept', 'clean', '--because', because)
    expect(accepted).toMatchObject({
      exitCode: 0,
      because,
      assets: [
        { asset: 'clean', outcome: 'accepted', causes: [{ kind: 'code_changed', subject: 'assets/clean.ts clean' }] },
      ],
    })
    expect(accepted.assets[0].version).toBe(before.records[0].version)
    expect(accepted.assets[0].key).not.toBe(before.records[0].key)
    expect(await statuses(project)).toEqual({ raw: 'fresh', clean: 'fresh', report: 'fresh' })
    expect(outcomesOf(await project.json('materialize'))).toEqual({
      raw: 'skipped',
      clean: 'skipped',
      report: 'skipped',
    })
    expect(project.calls.names).toEqual([])
  })

  test('is told in the history and by explain: who, why, and of which run', async () => {
    await using project = await madeThenEdited()
    const [{ run }] = (await project.json('history', 'clean')).records
    const { by, run: acceptance } = await project.json('accept', 'clean', '--because', because)
    expect(by).not.toBe('')
    const { records } = await project.json('history', 'clean')
    expect(records[0]).toMatchObject({
      run: acceptance,
      outcome: 'accepted',
      accepted: { by, because, from: run },
      causes: [{ kind: 'code_changed' }],
    })
    expect(records[1]).toMatchObject({ run, outcome: 'ran' })
    expect((await project.assets('history', 'clean')).stdout).toContain(`accepted by ${by}: ${because}`)
    expect((await project.assets('explain', 'clean')).stdout).toContain(`accepted just now by ${by}: ${because}`)
    expect((await project.json('explain', 'clean')).accepted).toMatchObject({ by, because, from: run })
  })

  test('is in the lock: a clean clone finds it fresh', async () => {
    await using project = await madeThenEdited()
    await project.assets('accept', 'clean', '--because', because)
    const store = join(project.folder, '.assetstore')
    for (const file of ['catalog.sqlite', 'catalog.sqlite-wal', 'catalog.sqlite-shm', 'records', 'objects', 'cache'])
      rmSync(join(store, file), { recursive: true, force: true })
    expect(await project.json('check')).toMatchObject({ exitCode: 0, basis: 'lock', counts: { fresh: 3 } })
  })

  test('is the named asset and no other', async () => {
    await using project = await madeThenEdited()
    project.edit({ 'assets/report.ts': chain['assets/report.ts']!.replace('join()', "join(',')") })
    await project.assets('accept', 'clean', '--because', because)
    expect(await statuses(project)).toEqual({ raw: 'fresh', clean: 'fresh', report: 'stale' })
  })

  test('is nothing where nothing is stale', async () => {
    await using project = await madeThenEdited()
    const { stdout, exitCode } = await project.assets('accept', 'raw', 'report', '--because', because)
    expect(exitCode).toBe(0)
    expect(stdout).toBe(
      '· raw     skipped  fresh: nothing to accept\n· report  skipped  maybe: clean is stale\nnothing to accept\n',
    )
    expect((await project.json('history')).records.map(({ outcome }: { outcome: string }) => outcome)).not.toContain(
      'accepted',
    )
  })

  test('is taken back with the edit: the record of the run is current again', async () => {
    await using project = await madeThenEdited()
    await project.assets('accept', 'clean', '--because', because)
    project.edit({ 'assets/clean.ts': chain['assets/clean.ts']! })
    expect(outcomesOf(await project.json('materialize'))).toMatchObject({ clean: 'reused' })
    project.edit({ 'assets/clean.ts': edited })
    expect(outcomesOf(await project.json('materialize'))).toMatchObject({ clean: 'reused' })
    expect(project.calls.names).toEqual([])
  })

  test('may be another value of a variable', async () => {
    await using project = await createProject(
      oneFile(
        "export const a = asset(async (_, { env }) => { await called('a'); return [{ x: env('REGION', 'eu') }] })",
      ),
    )
    await project.assets('materialize')
    const env = { REGION: 'eu' }
    expect((await project.run(['check'], { env })).exitCode).toBe(1)
    expect((await project.run(['accept', 'a', '--because', 'the same region'], { env })).exitCode).toBe(0)
    expect((await project.run(['check'], { env })).exitCode).toBe(0)
    expect(project.calls.count('a')).toBe(1)
  })

  test('may be other inputs, where that is said', async () => {
    await using project = await madeThenEdited()
    project.edit({
      'assets/clean.ts': chain['assets/clean.ts']!,
      'assets/raw.ts': chain['assets/raw.ts']!.replace("' a '", "'a'"),
    })
    await project.assets('materialize', 'raw')
    expect(await refusal(project, 'clean')).toEqual({
      exitCode: 1,
      code: 'ACCEPT_REFUSED',
      message: 'clean cannot be accepted: other data was made above it (upstream changed: raw)',
      fix: 'assets materialize clean, or say --inputs if it makes the same of the new data too',
    })
    await project.assets('accept', 'clean', '--inputs', '--because', because)
    expect(await statuses(project)).toEqual({ raw: 'fresh', clean: 'fresh', report: 'fresh' })
  })
})

describe('what is refused', () => {
  test('what was never made, and with it everything that was named beside it', async () => {
    await using project = await madeThenEdited()
    project.edit({
      'assets/more.ts': chain['assets/raw.ts']!.replaceAll('raw', 'more'),
      'assets/index.ts': `${chain['assets/index.ts']}export * from './more.ts'\n`,
    })
    expect(await refusal(project, 'clean', 'more')).toEqual({
      exitCode: 1,
      code: 'ACCEPT_REFUSED',
      message: 'more cannot be accepted: it has never been made',
      fix: 'assets materialize more',
    })
    expect((await statuses(project)).clean).toBe('stale')
  })

  test('a project in which nothing was made, and no store is made for it', async () => {
    await using project = await createProject(chain)
    expect(await refusal(project, 'clean')).toEqual({
      exitCode: 1,
      code: 'STORE_EMPTY',
      message: 'nothing has been made here, so that there is no data to accept',
      fix: 'assets materialize clean',
    })
    expect(existsSync(join(project.folder, '.assetstore', 'catalog.sqlite'))).toBe(false)
  })

  test('what failed with this very definition', async () => {
    await using project = await madeThenEdited()
    project.calls.fail('clean')
    await project.assets('materialize')
    expect(await refusal(project, 'clean')).toMatchObject({
      message: 'clean cannot be accepted: it failed with this very definition',
      fix: 'mend it, then assets materialize clean',
    })
  })

  test('a table that is lost', async () => {
    await using project = await madeThenEdited()
    await project.loseObject('clean')
    expect(await refusal(project, 'clean')).toMatchObject({
      code: 'STORE_BLOB_MISSING',
      fix: 'assets materialize clean',
    })
  })

  test('a table that is damaged', async () => {
    await using project = await madeThenEdited()
    const { path } = await project.json('show', 'clean', '--schema')
    const bytes = readFileSync(path)
    chmodSync(path, 0o644)
    bytes[bytes.length >> 1]! ^= 1
    writeFileSync(path, bytes)
    expect(await refusal(project, 'clean')).toMatchObject({
      code: 'STORE_BLOB_CORRUPT',
      fix: 'assets materialize clean',
    })
  })

  test('a source that only its function knows', async () => {
    const source = (text: string) =>
      oneFile(`export const feed = source({ observe: () => 1 }, () => [{ text: ${text} }])`)
    await using project = await createProject(source("'a'"))
    await project.assets('materialize')
    project.edit(source("'b'"))
    expect(await refusal(project, 'feed')).toMatchObject({
      message: 'feed cannot be accepted: only its own function can say what a source holds',
      fix: 'assets materialize feed',
    })
  })

  test('a selection of nothing, and no reason', async () => {
    await using project = await createProject(chain)
    expect((await project.assets('accept', '--because', because)).stderr).toBe(
      'error CLI_USAGE\n  no asset was named\n  name what is accepted, such as assets accept words --because "…"\n',
    )
    expect((await project.assets('accept', 'clean', '--because', ' ')).stderr).toBe(
      'error CLI_USAGE\n  --because is empty\n  say in a few words why the data stays the same\n',
    )
  })
})
