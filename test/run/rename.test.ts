import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProject, type Document } from '../rig/project.ts'
import { chain, outcomesOf } from './projects.ts'

interface Statuses {
  readonly assets: readonly Readonly<{ name: string; status: string; causes: readonly { kind: string }[] }>[]
}

describe('a rename', () => {
  test('a renamed asset calls nothing, nor does a renamed upstream', async () => {
    await using project = await createProject(chain)
    await project.assets('materialize')
    project.calls.reset()
    project.edit({
      'assets/clean.ts': chain['assets/clean.ts']!.replace('export const clean', 'export const tidy'),
      'assets/report.ts': chain['assets/report.ts']!.replaceAll('clean', 'tidy'),
    })
    const ran = await project.json('materialize')
    expect(project.calls.names).toEqual([])
    expect(outcomesOf(ran)).toEqual({ raw: 'skipped', tidy: 'reused', report: 'skipped' })
  })

  test('status, check and plan say what a run does after a rename: it is fresh, exit 0, and the next run records the name and calls nothing', async () => {
    const named = (name: string, verdict: string) => ({
      'assets/index.ts': `
        import { asset, check } from '#project'
        import { called } from '../rig.ts'
        export const ${name} = asset(async () => { await called('made'); console.log('made it'); return [{ id: 1 }] })
        export const below = asset(async ({ ${name} }) => { await called('below'); return [{ n: (await ${name}.all()).length }] })
        export const ${verdict} = check(async ({ ${name} }) => { await called('check'); return (await ${name}.all()).length === 1 })
      `,
    })
    await using project = await createProject(named('before', 'holds'))
    const lock = () => readFileSync(join(project.folder, '.assetstore', 'assets.lock'), 'utf8')
    await project.assets('materialize')
    project.calls.reset()
    project.edit(named('after', 'stands'))
    // Twice: found out, and from memory.
    for (const _ of [1, 2]) {
      const { assets }: Statuses = await project.json('status')
      expect(assets.map(({ name, status, causes }) => [name, status, causes.map(({ kind }) => kind)]).sort()).toEqual([
        ['after', 'fresh', ['renamed']],
        ['below', 'fresh', []],
        ['stands', 'fresh', ['renamed']],
      ])
      expect((await project.assets('check')).exitCode).toBe(0)
      const plan = await project.assets('plan')
      expect(plan.stdout).toMatch(/reuse +after +made before; was before: the next run records the new name/)
    }
    // Whatever reads it knows what status knows.
    const records = (await project.json('history', 'after')).records as {
      asset: string
      run: string
      version: string
    }[]
    expect(records.map(({ asset }) => asset)).toEqual(['before'])
    const [{ run, version } = { run: '', version: '' }] = records
    expect((await project.json('show', 'after')).rows).toEqual([{ id: 1 }])
    expect((await project.json('show', 'after', '--version', version.slice(0, 6))).rows).toEqual([{ id: 1 }])
    expect((await project.json('query', 'select id from after')).rows).toEqual([{ id: 1 }])
    expect((await project.json('lineage', 'after')).nodes).toContainEqual({
      name: 'after',
      kind: 'asset',
      status: 'fresh',
    })
    expect((await project.assets('lineage', 'after', '--row', 'id=1')).stdout).toContain('after  row 1')
    expect((await project.assets('logs', 'after')).stdout).toContain('made it')
    expect((await project.json('explain', 'after', '--vs', run)).status).toBe('fresh')
    expect(lock()).not.toContain('after')
    expect(outcomesOf(await project.json('materialize'))).toEqual({
      after: 'reused',
      below: 'skipped',
      stands: 'reused',
    })
    expect(project.calls.names).toEqual([])
    expect(lock()).toContain('after')
    const { assets }: Statuses = await project.json('status')
    expect(assets.flatMap(({ causes }) => causes)).toEqual([])
  })

  test('a renamed asset whose code was edited too is missing, and check exits 1', async () => {
    await using project = await createProject(chain)
    await project.assets('materialize')
    project.edit({
      'assets/clean.ts': chain['assets/clean.ts']!.replace('export const clean', 'export const tidy').replace(
        'trim()',
        'trim().toUpperCase()',
      ),
      'assets/report.ts': chain['assets/report.ts']!.replaceAll('clean', 'tidy'),
    })
    const { assets }: Statuses = await project.json('status')
    expect(assets.find(({ name }) => name === 'tidy')?.status).toBe('missing')
    expect((await project.assets('check')).exitCode).toBe(1)
  })
})

describe('two assets that exchange their names', () => {
  const code = (one: string, other: string) => `
    import { asset } from '#project'
    import { called } from '../rig.ts'
    export const ${one} = asset(async () => { await called('first'); return [{ n: 1 }] })
    export const ${other} = asset(async () => { await called('second'); return [{ n: 2 }] })
    export const below = asset(async ({ a }) => { await called('below'); return a.pick('n') })
  `
  test('are taken over from each other, and what is below reads the other data', async () => {
    await using project = await createProject({ 'assets/index.ts': code('a', 'b') })
    await project.json('materialize')
    project.calls.reset()
    project.edit({ 'assets/index.ts': code('b', 'a') })
    const { steps } = await project.json('plan')
    expect(steps.map(({ asset, action }: Document) => [asset, action]).sort()).toEqual([
      ['a', 'reuse'],
      ['b', 'reuse'],
      ['below', 'run'],
    ])
    await project.json('materialize')
    expect(project.calls.names).toEqual(['below'])
    expect((await project.json('query', 'select n from below')).rows).toEqual([{ n: 2 }])
    expect((await project.json('status')).counts).toMatchObject({ fresh: 3 })
    expect((await project.json('materialize')).counts).not.toHaveProperty('reused', 1)
  })

  test('a copy of an asset that stays is made by itself', async () => {
    await using project = await createProject({ 'assets/index.ts': code('a', 'b') })
    await project.json('materialize')
    project.calls.reset()
    const copy = code('a', 'b').replace("called('second'); return [{ n: 2 }]", "called('first'); return [{ n: 1 }]")
    project.edit({ 'assets/index.ts': copy })
    await project.json('materialize', 'b')
    expect(project.calls.names).toEqual(['first'])
  })
})
