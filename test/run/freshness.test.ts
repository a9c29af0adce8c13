import { describe, expect, test } from 'vitest'
import { createProject, type Document } from '../rig/project.ts'
import { chain, outcomesOf } from './projects.ts'

describe('what is called', () => {
  test('a first run calls every asset once, a second run none', async () => {
    await using project = await createProject(chain)
    expect((await project.assets('materialize')).exitCode).toBe(0)
    expect(project.calls.names).toEqual(['raw', 'clean', 'report'])
    project.calls.reset()
    expect((await project.assets('materialize')).exitCode).toBe(0)
    expect(project.calls.names).toEqual([])
  })

  test('an edited asset and what is below it are called, and nothing above', async () => {
    await using project = await createProject(chain)
    await project.assets('materialize')
    project.calls.reset()
    project.edit({ 'assets/clean.ts': chain['assets/clean.ts']!.replace('trim()', 'trim().toUpperCase()') })
    await project.assets('materialize')
    expect(project.calls.names).toEqual(['clean', 'report'])
  })

  test('an edit that makes the same rows stops there', async () => {
    await using project = await createProject(chain)
    await project.assets('materialize')
    project.calls.reset()
    project.edit({ 'assets/clean.ts': chain['assets/clean.ts']!.replace('trim()', 'trim().trim()') })
    const ran = await project.json('materialize')
    expect(project.calls.names).toEqual(['clean'])
    expect(outcomesOf(ran)).toEqual({ raw: 'skipped', clean: 'unchanged', report: 'cut_off' })
  })

  test('a comment, formatting and types call nothing', async () => {
    await using project = await createProject(chain)
    await project.assets('materialize')
    project.calls.reset()
    const edited = chain['assets/clean.ts']!.replace('await called', '// a comment\n      await   called')
    project.edit({ 'assets/clean.ts': edited.replace('(row) =>', '(row: { id: number; text: string }) =>') })
    await project.assets('materialize')
    expect(project.calls.names).toEqual([])
  })

  test('an edit that is taken back calls nothing', async () => {
    await using project = await createProject(chain)
    await project.assets('materialize')
    project.edit({ 'assets/clean.ts': chain['assets/clean.ts']!.replace('trim()', 'trim().toUpperCase()') })
    await project.assets('materialize')
    project.edit({ 'assets/clean.ts': chain['assets/clean.ts']! })
    project.calls.reset()
    const ran = await project.json('materialize')
    expect(project.calls.names).toEqual([])
    expect(outcomesOf(ran)).toEqual({ raw: 'skipped', clean: 'reused', report: 'reused' })
    expect((await project.assets('show', 'report', '--format', 'jsonl')).stdout).toBe('{"words":"a,b"}\n')
  })

  test('a column that is not picked changes nothing below', async () => {
    const picking = {
      'assets/index.ts': "export * from './all.ts'\n",
      'assets/all.ts': `
        import { asset } from '#project'
        import { called } from '../rig.ts'
        export const raw = asset(async () => { await called('raw'); return [{ id: 1, text: 'a', title: 'x' }] })
        export const picked = asset(async ({ raw }) => { await called('picked'); return (await raw.pick('id', 'text').all()) })
      `,
    }
    await using project = await createProject(picking)
    await project.assets('materialize')
    project.calls.reset()
    project.edit({ 'assets/all.ts': picking['assets/all.ts'].replace("title: 'x'", "title: 'y', more: 1") })
    const ran = await project.json('materialize')
    expect(project.calls.names).toEqual(['raw'])
    expect(outcomesOf(ran)).toEqual({ raw: 'ran', picked: 'cut_off' })
    project.edit({ 'assets/all.ts': picking['assets/all.ts'].replace("text: 'a'", "text: 'b'") })
    await project.assets('materialize')
    expect(project.calls.count('picked')).toBe(1)
  })

  test('rows in another order are the same data, and the file that was current stays', async () => {
    const volatile = (rows: string) => ({
      'assets/index.ts': `
        import { asset } from '#project'
        import { called } from '../rig.ts'
        export const raw = asset({ volatile: true }, async () => { await called('raw'); return ${rows} })
        export const first = asset(async ({ raw }) => { await called('first'); return [{ id: (await raw.all())[0].id }] })
      `,
    })
    await using project = await createProject(volatile('[{ id: 1 }, { id: 2 }]'))
    await project.assets('materialize')
    project.edit(volatile('[{ id: 2 }, { id: 1 }]'))
    project.calls.reset()
    const ran = await project.json('materialize')
    expect(project.calls.names).toEqual(['raw'])
    expect(outcomesOf(ran)).toEqual({ raw: 'unchanged', first: 'cut_off' })
    expect((await project.assets('show', 'raw', '--format', 'jsonl')).stdout).toBe('{"id":1}\n{"id":2}\n')
  })

  test('ordered: true makes another order another version', async () => {
    const ordered = (rows: string) => ({
      'assets/index.ts': `
        import { asset } from '#project'
        export const raw = asset({ ordered: true, volatile: true }, () => ${rows})
        export const first = asset(async ({ raw }) => [{ id: (await raw.all())[0].id }])
      `,
    })
    await using project = await createProject(ordered('[{ id: 1 }, { id: 2 }]'))
    await project.assets('materialize')
    project.edit(ordered('[{ id: 2 }, { id: 1 }]'))
    expect(outcomesOf(await project.json('materialize'))).toEqual({ raw: 'ran', first: 'ran' })
  })

  test('the order of a table is in the version of its columns, where it is in that of the table', async () => {
    const ranking = (option: string, rows: string) => ({
      'assets/index.ts': `
        import { asset } from '#project'
        export const ranked = asset({ ${option} }, () => ${rows})
        export const best = asset(async ({ ranked }) => (await ranked.pick('id').all()).slice(0, 1))
        export const loud = asset(({ ranked }) => ranked.pick('id').map({ key: 'id' }, ({ id }) => ({ id, loud: id.toUpperCase() })))
      `,
    })
    const [one, other] = ["[{ id: 'a', n: 1 }, { id: 'b', n: 2 }]", "[{ id: 'b', n: 2 }, { id: 'a', n: 1 }]"] as const
    await using project = await createProject(ranking('ordered: true', one))
    await project.assets('materialize')
    project.edit(ranking('ordered: true', other))
    const ran = await project.json('materialize')
    expect(outcomesOf(ran)).toEqual({ ranked: 'ran', best: 'ran', loud: 'unchanged' })
    expect(ran.steps.find(({ asset }: { asset: string }) => asset === 'loud').work).toMatchObject({
      computed: 0,
      reused: 2,
    })
    expect((await project.assets('show', 'best', '--format', 'jsonl')).stdout).toBe('{"id":"b"}\n')
  })

  test('a lost file is made again', async () => {
    await using project = await createProject(chain)
    await project.assets('materialize')
    const [{ version }] = (await project.json('history', 'clean')).records
    await project.loseObject('clean')
    const status = await project.json('status', 'clean')
    expect(status.assets[0]).toMatchObject({ status: 'broken', causes: [{ kind: 'output_missing' }] })
    project.calls.reset()
    await project.assets('materialize')
    expect(project.calls.names).toEqual(['clean'])
    expect((await project.json('history', 'clean')).records[0].version).toBe(version)
  })

  test('an environment variable counts once it was read', async () => {
    const reading = {
      'assets/index.ts': `
        import { asset } from '#project'
        import { called } from '../rig.ts'
        export const greeting = asset(async (_, { env }) => { await called('greeting'); return [{ text: env('GREETING', 'hello') }] })
      `,
    }
    await using project = await createProject(reading)
    await project.assets('materialize')
    await project.run(['materialize'], { env: { OTHER: 'x' } })
    expect(project.calls.count('greeting')).toBe(1)
    await project.run(['materialize'], { env: { GREETING: 'hi' } })
    expect(project.calls.count('greeting')).toBe(2)
    const status = await project.json('status')
    expect(status.assets[0].causes).toMatchObject([{ kind: 'env_changed', subject: 'GREETING' }])
    await project.assets('materialize')
    expect(project.calls.count('greeting')).toBe(2)
  })

  test('a setting of a resource counts for the assets that name it, and for no other', async () => {
    const config = (years: number) => `
      import { defineProject } from 'assetstore'
      const project = defineProject({
        assets: () => import('./assets/index.ts'),
        resources: { settings: { years: ${years} }, other: { x: 1 } },
      })
      export default project
      export const { asset, source, check } = project
    `
    await using project = await createProject({
      'assets.config.ts': config(1),
      'assets/index.ts': `
        import { asset } from '#project'
        import { called } from '../rig.ts'
        export const using_it = asset(async (_, { settings }) => { await called('using_it'); return [{ years: settings.years }] })
        export const not_using = asset(async (_, { other }) => { await called('not_using'); return [{ x: other.x }] })
      `,
    })
    await project.assets('materialize')
    project.edit({ 'assets.config.ts': config(2) })
    const status = await project.json('status')
    expect(status.assets[0]).toMatchObject({ name: 'using_it', status: 'stale' })
    expect(status.assets[0].causes).toContainEqual(
      expect.objectContaining({
        kind: 'config_changed',
        subject: '/resources/settings/years',
        before: '1',
        after: '2',
      }),
    )
    expect(status.assets[1].status).toBe('fresh')
  })

  test('a setting counts for the assets that read it, and its neighbours do not', async () => {
    const config = (training: object) => `
      import { defineProject } from 'assetstore'
      const project = defineProject({
        assets: () => import('./assets/index.ts'),
        resources: { training: ${JSON.stringify(training)}, other: { x: 1 } },
      })
      export default project
      export const { asset, source, check } = project
    `
    await using project = await createProject({
      'assets.config.ts': config({ seed: 1, epochs: 2, optimizer: { name: 'adam', rate: 0.1 } }),
      'assets/index.ts': `
        import { asset } from '#project'
        export const seed = asset((_, { training }) => [{ n: training.seed }])
        export const context = asset((_, context) => [{ n: context.training.seed }])
        export const optimizer = asset((_, { training: { optimizer } }) => [{ text: JSON.stringify(optimizer) }])
        export const absent = asset((_, { training }) => [{ text: training.note ?? 'none' }])
        export const whole = asset((_, { training }) => [{ text: JSON.stringify(training) }])
      `,
    })
    await project.assets('materialize')
    const staleAfter = async (training: object) => {
      project.edit({ 'assets.config.ts': config(training) })
      const { assets } = await project.json('status')
      return assets.flatMap(({ name, status }: Document) => (status === 'fresh' ? [] : [name]))
    }
    const optimizer = { name: 'adam', rate: 0.1 }
    expect(await staleAfter({ seed: 1, epochs: 3, optimizer })).toEqual(['whole'])
    expect(await staleAfter({ seed: 2, epochs: 2, optimizer })).toEqual(['seed', 'context', 'whole'])
    expect(await staleAfter({ seed: 1, epochs: 2, optimizer: { name: 'adam' } })).toEqual(['optimizer', 'whole'])
    expect(await staleAfter({ seed: 1, epochs: 2, optimizer, note: 'new' })).toEqual(['absent', 'whole'])
    const { causes } = (await project.json('status')).assets.find(({ name }: Document) => name === 'absent')
    expect(causes).toMatchObject([{ message: 'config changed: /resources/training/note unset → "new"' }])
  })
})
