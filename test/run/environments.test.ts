import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openProject } from '../../src/api/open-project.ts'
import { createProject, type Document, type Project } from '../rig/project.ts'

const index = `
import { asset, check, effect } from '#project'
import { called } from '../rig.ts'
export const notes = asset(async () => { await called('notes'); return [{ id: 1 }] })
export const words = asset(async ({ notes }) => { await called('words'); return [{ n: notes.count }] })
export const sent = effect(async ({ words }, { key }) => { await called('sent'); return { key } })
`
const config = `import { defineProject } from 'assetstore'
const project = defineProject(({ environment, env }) => ({
  assets: () => import('./assets/index.ts'),
  resources: { model: { size: environment === 'production' ? 'large' : 'small' }, greeting: env('GREETING', 'hello'), other: env('OTHER', 'x') },
}))
export default project
export const { asset, check, effect, source } = project
`
const withModel = (text: string) =>
  text
    .replace('async ({ notes }) => {', 'async ({ notes }, { model, greeting }) => { void greeting;')
    .replace('n: notes.count', 'n: notes.count, size: model.size')

const outcomes = ({ steps }: Document) =>
  Object.fromEntries(steps.map(({ asset, outcome }: Document) => [asset, outcome]))
const statuses = ({ assets }: Document) =>
  Object.fromEntries(assets.map(({ name, status }: Document) => [name, status]))
const inProduction = ['--environment', 'production']
const lockOf = (project: Project) => readFileSync(join(project.folder, '.assetstore', 'assets.lock'), 'utf8')

describe('an environment', () => {
  test('whose source may have what another one has made of it plans no run as certain', async () => {
    await using project = await createProject({
      'assets/index.ts':
        "import { source } from '#project'\nexport const feed = source({ observe: () => 1 }, () => [{ n: 1 }])",
    })
    await project.assets('materialize')
    expect((await project.json('plan', ...inProduction)).steps).toMatchObject([{ asset: 'feed', action: 'run?' }])
    expect(outcomes(await project.json('materialize', ...inProduction))).toEqual({ feed: 'reused' })
  })

  test('in which nothing was made says so, with its own cure', async () => {
    await using project = await createProject({ 'assets/index.ts': index, 'assets.config.ts': config })
    await project.assets('materialize')
    for (const words of [
      ['show', 'notes'],
      ['export', 'notes', 'x.csv'],
      ['pin', 'notes'],
      ['query', 'from notes'],
    ]) {
      const { error } = await project.json(...words, ...inProduction)
      expect([words[0], error]).toMatchObject([
        words[0],
        {
          code: 'STORE_EMPTY',
          message: 'notes has never been made in production',
          fix: 'assets materialize notes --environment production',
        },
      ])
    }
  })

  test('takes over by key what another has made, and calls nothing; its effects are its own', async () => {
    await using project = await createProject({ 'assets/index.ts': index })
    await project.assets('materialize')
    const lock = lockOf(project)
    project.calls.reset()
    const document = await project.json(...inProduction, 'status')
    expect(document.environment).toBe('production')
    expect(statuses(document)).toMatchObject({ sent: 'missing' })
    expect(statuses(await project.json('status'))).toEqual({ notes: 'fresh', words: 'fresh', sent: 'fresh' })
    const run = await project.json(...inProduction, 'materialize')
    expect(outcomes(run)).toEqual({ notes: 'reused', words: 'reused', sent: 'ran' })
    expect(project.calls.names).toEqual(['sent'])
    expect(outcomes(await project.json(...inProduction, 'materialize'))).toMatchObject({ sent: 'skipped' })
    const keys = [await project.json('show', 'sent'), await project.json(...inProduction, 'show', 'sent')]
    expect(new Set(keys.map(({ rows }) => rows[0].key)).size).toBe(2)
    expect(lockOf(project)).toBe(lock)
  })

  test('is one switch of the project, and variables that it reads are known', async () => {
    await using project = await createProject({ 'assets/index.ts': withModel(index), 'assets.config.ts': config })
    await project.assets('materialize')
    expect((await project.json('show', 'words')).rows).toEqual([{ n: 1, size: 'small' }])
    const run = await project.run([...inProduction, 'materialize', 'words'], { env: {} })
    expect(run.stderr).not.toContain('process.env')
    expect((await project.json(...inProduction, 'show', 'words')).rows).toEqual([{ n: 1, size: 'large' }])
    project.calls.reset()
    const { stdout } = await project.run(['plan', 'words'], { env: { GREETING: 'hola' } })
    expect(stdout).toContain('config changed: /resources/greeting "hello" → "hola"')
    expect(statuses(await project.json('status', 'words'))).toEqual({ words: 'fresh' })
    // What is made of one resource is no part of another.
    project.edit({ 'assets.config.ts': config.replace("env('OTHER', 'x')", "env('OTHER', 'y')") })
    expect(statuses(await project.json('status', 'words'))).toEqual({ words: 'fresh' })
    expect(statuses(await project.json(...inProduction, 'status', 'words'))).toEqual({ words: 'fresh' })
    project.edit({ 'assets.config.ts': config.replace("'large'", "'huge'") })
    expect(statuses(await project.json(...inProduction, 'status', 'words'))).toEqual({ words: 'stale' })
  })

  test('ASSETS_ENVIRONMENT says it too, and a flag beats it; a wrong name is told', async () => {
    await using project = await createProject({ 'assets/index.ts': index })
    await project.assets('materialize')
    const env = { ASSETS_ENVIRONMENT: 'production' }
    const { stdout } = await project.run(['status', '--json'], { env })
    expect(JSON.parse(stdout)).toMatchObject({ environment: 'production' })
    const flag = await project.run(['--environment', 'development', 'status', '--json'], { env })
    expect(JSON.parse(flag.stdout)).toMatchObject({ counts: { fresh: 3 } })
    expect(await project.json('--environment', 'Pro/d', 'status')).toMatchObject({
      exitCode: 2,
      error: { code: 'CLI_USAGE', message: '"Pro/d" is no name of an environment' },
    })
  })

  test('has failures of its own, and what is freed is what none of them needs', async () => {
    await using project = await createProject({ 'assets/index.ts': index })
    await project.assets('materialize')
    await project.assets(...inProduction, 'materialize')
    const old =
      (await project.json('show', 'words', '--path')).path ??
      (await project.assets('show', 'words', '--path')).stdout.trim()
    project.edit({ 'assets/index.ts': index.replace('n: notes.count', 'n: 2') })
    await project.assets('materialize')
    await project.assets('gc', '--keep', '0', '--older-than', '0ms', '--yes')
    expect(existsSync(old)).toBe(true)
    expect((await project.json(...inProduction, 'show', 'words')).rows).toEqual([{ n: 1 }])
    project.calls.fail('words', 1)
    project.edit({ 'assets/index.ts': index.replace('n: notes.count', 'n: 3') })
    await project.assets(...inProduction, 'materialize', 'words')
    expect(statuses(await project.json(...inProduction, 'status', 'words'))).toEqual({ words: 'failed' })
    expect(statuses(await project.json('status', 'words'))).toEqual({ words: 'stale' })
  })

  test('is an option of a program', async () => {
    await using project = await createProject({ 'assets/index.ts': index })
    await project.assets('materialize')
    await using api = await openProject({ cwd: project.folder, environment: 'production' })
    expect((await api.materialize('words')).counts).toMatchObject({ reused: 2 })
    expect((await api.status('words')).counts).toMatchObject({ fresh: 1 })
    await expect(openProject({ cwd: project.folder, environment: '../x' })).rejects.toMatchObject({ code: 'CLI_USAGE' })
  })

  test('answers a check on a clean clone from its store, since the lock is of the default one', async () => {
    await using project = await createProject({ 'assets/index.ts': index })
    await project.assets('materialize')
    const words = ['--store', 'other', 'check', 'words']
    expect(await project.json(...inProduction, ...words)).toMatchObject({ basis: 'store', counts: { missing: 1 } })
  })
})

describe('an effect of some environments', () => {
  const deploys = index
    .replace('effect(async', "effect({ environments: ['production'] }, async")
    .concat('export const arrived = check(async ({ sent }) => sent.count === 1)\n')

  test('is left out of the others, also where it is named, and that is said', async () => {
    await using project = await createProject({ 'assets/index.ts': deploys })
    const run = await project.json('materialize')
    expect(outcomes(run)).toEqual({ notes: 'ran', words: 'ran' })
    expect(run.elsewhere).toEqual([{ name: 'sent', environments: ['production'] }])
    const named = await project.assets('materialize', 'sent')
    expect(named.stderr).toContain('sent is done in production alone')
    expect(named.stderr).not.toContain('waits to be named')
    expect((await project.assets('plan')).stderr).toContain('sent is done in production alone')
    expect(project.calls.count('sent')).toBe(0)
    expect(await project.json('check')).toMatchObject({ ok: true, counts: { fresh: 2, missing: 0 } })
    expect(statuses(await project.json('status', 'sent'))).toEqual({ sent: 'missing' })
    expect(outcomes(await project.json(...inProduction, 'materialize'))).toMatchObject({ sent: 'ran', arrived: 'ran' })
    expect(await project.json(...inProduction, 'check')).toMatchObject({ ok: true, counts: { fresh: 4 } })
  })
})

describe('.env beside the configuration', () => {
  const reads = `
import { asset } from '#project'
export const model = asset((_, { env }) => [{ model: env('MODEL', 'none') }])
`

  test('gives variables that are not set; an edit of it is a change of what was read', async () => {
    await using project = await createProject({ 'assets/index.ts': reads })
    writeFileSync(join(project.folder, '.env'), '# of the team\nMODEL="small"\n')
    await project.assets('materialize')
    expect((await project.json('show', 'model')).rows).toEqual([{ model: 'small' }])
    expect(statuses(await project.json('status'))).toEqual({ model: 'fresh' })
    writeFileSync(join(project.folder, '.env'), 'MODEL=large\n')
    const { assets } = await project.json('status')
    expect(assets).toMatchObject([{ status: 'stale', causes: [{ kind: 'env_changed', subject: 'MODEL' }] }])
    const set = await project.run(['materialize', '--json'], { env: { MODEL: 'own' } })
    expect(JSON.parse(set.stdout).ok).toBe(true)
    expect((await project.json('show', 'model')).rows).toEqual([{ model: 'own' }])
  })

  test('that comes too late for a flag is told', async () => {
    await using project = await createProject({ 'assets/index.ts': reads })
    writeFileSync(join(project.folder, '.env'), 'ASSETS_ENVIRONMENT=production\n')
    expect(await project.json('status')).toMatchObject({
      error: {
        code: 'PROJECT_INVALID',
        message: '.env sets ASSETS_ENVIRONMENT, which is read before the project is found',
      },
    })
  })

  test('of two projects in one process may not say two things', async () => {
    await using first = await createProject({ 'assets/index.ts': reads })
    await using second = await createProject({ 'assets/index.ts': reads })
    writeFileSync(join(first.folder, '.env'), 'MODEL=one\n')
    writeFileSync(join(second.folder, '.env'), 'MODEL=two\n')
    await using one = await openProject({ cwd: first.folder })
    await using two = await openProject({ cwd: second.folder })
    await one.materialize()
    await expect(two.materialize()).rejects.toMatchObject({ code: 'PROJECT_INVALID', facts: { variable: 'MODEL' } })
    writeFileSync(join(second.folder, '.env'), '')
    delete process.env.MODEL
    await two.materialize()
    expect(await (await two.table('model')).all()).toEqual([{ model: 'none' }])
  })
})

test('a secret that the configuration puts into settings is refused: a hash of it would be kept', async () => {
  await using project = await createProject({
    'assets/index.ts': index,
    'assets.config.ts': config.replace("env('GREETING', 'hello')", "{ url: env.secret('GREETING').concat('@host') }"),
  })
  const { stdout } = await project.run(['status', '--json'], { env: { GREETING: 'a long secret' } })
  expect(JSON.parse(stdout)).toMatchObject({
    error: {
      code: 'PROJECT_INVALID',
      message:
        'the project puts a secret into /resources/greeting/url, where it would be part of what assets are made from',
    },
  })
})

describe('a file of an index', () => {
  const indexes = `
import { sqliteIndex, vectorIndex } from 'assetstore/vector-index'
import { asset, effect } from '#project'
export const rows = asset(() => [{ id: 'a', text: 'moon', vector: new Float32Array([1, 0]) }])
export const found = effect({ target: vectorIndex({ index: sqliteIndex({ file: 'found.sqlite', dimensions: 2 }) }) }, ({ rows }) => rows)
`
  const placesOf = ({ folder }: Project) =>
    [
      'found.sqlite',
      '.assetstore/index/found.sqlite',
      '.assetstore/environments/production/index/found.sqlite',
      'other/index/found.sqlite',
    ].filter((path) => existsSync(join(folder, path)))

  test('lies in the store: another store and another environment have another one', async () => {
    await using project = await createProject({ 'assets/index.ts': indexes })
    await project.assets('materialize')
    expect(placesOf(project)).toEqual(['.assetstore/index/found.sqlite'])
    await project.assets(...inProduction, 'materialize')
    await project.assets('--store', 'other', 'materialize')
    expect(placesOf(project)).toHaveLength(3)
    expect((await project.json(...inProduction, 'search', 'found', 'moon')).hits).toMatchObject([{ id: 'a' }])
  })

  test('that an earlier release made beside the configuration is used where it is', async () => {
    await using project = await createProject({ 'assets/index.ts': indexes })
    await project.assets('materialize')
    renameSync(join(project.folder, '.assetstore/index/found.sqlite'), join(project.folder, 'found.sqlite'))
    expect((await project.json('materialize', '--verify')).counts).toMatchObject({ skipped: 2 })
    expect(placesOf(project)).toEqual(['found.sqlite'])
    await project.assets('--store', 'other', 'materialize')
    expect(placesOf(project)).toEqual(['found.sqlite', 'other/index/found.sqlite'])
  })
})
