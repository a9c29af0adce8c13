import { describe, expect, test } from 'vitest'
import { createProject, type Document } from '../rig/project.ts'
import { oneFile, outcomesOf } from '../run/projects.ts'

const statusOf = ({ assets }: Document, name: string) => assets.find((one: Document) => one.name === name)

describe('sql is code', () => {
  test('the clock of sql is the now of the run, and what read it is made again, in assets, conditions and checks', async () => {
    await using project = await createProject(
      oneFile(
        'export const a = asset((_, { now }) => [{ made: now }])',
        `export const b = asset(({ a }) => sql\`select date_diff('ms', made::timestamptz, now())::integer as ms from \${a}\`)`,
        'export const c = asset(async ({ a }) => [{ n: (await a.where(sql`made::timestamptz = now()`).all()).length }])',
        "export const fixed = asset(() => [{ made: new Date('2020-01-01') }])",
        `export const recent = check(async ({ fixed }) => { await called('recent'); return sql\`select * from \${fixed} where made > now()\` })`,
      ),
    )
    expect((await project.json('materialize')).error).toBeUndefined()
    expect((await project.json('query', 'select ms from b')).rows).toEqual([{ ms: 0 }])
    expect((await project.json('query', 'select n from c')).rows).toEqual([{ n: 1 }])
    const again = await project.json('materialize')
    expect(outcomesOf(again)).toMatchObject({ fixed: 'skipped', recent: 'ran' })
    expect(project.calls.count('recent')).toBe(2)
    const state = await project.json('status')
    expect(statusOf(state, 'recent')).toMatchObject({
      status: 'unknown',
      causes: [{ message: expect.stringContaining('the time of the run') }],
    })
  })

  test('what sql draws is drawn again at every run, and warned of with the cure', async () => {
    await using project = await createProject(
      oneFile(
        'export const a = asset(() => [{ id: 1 }, { id: 2 }])',
        `export const drawn = asset(({ a }) => sql\`select id, random() as r from \${a}\`)`,
      ),
    )
    const ran = await project.json('materialize')
    expect(ran.warnings).toMatchObject([
      { kind: 'impurity', at: 'assets/index.ts:5', fix: expect.stringContaining('hash(id)') },
    ])
    expect(outcomesOf(await project.json('materialize'))).toEqual({ a: 'skipped', drawn: 'ran' })
    expect(statusOf(await project.json('status'), 'drawn').causes[0].message).toContain('its sql draws')
    expect((await project.assets('check')).exitCode).toBe(0)
  })

  test('a file that sql reads by itself is refused with the cure, and a source may read it', async () => {
    await using project = await createProject({
      'side.csv': 'id\n1\n',
      ...oneFile(
        "export const direct = asset(() => sql`select * from read_csv('side.csv')`)",
        "export const named = asset(() => sql`from 'side.csv'`)",
        "export const env = asset(() => sql`select getenv('HOME') as home`)",
        "export const raw = source({ observe: () => 1 }, () => sql`from 'side.csv'`)",
      ),
    })
    const ran = await project.json('materialize')
    expect(outcomesOf(ran)).toEqual({ direct: 'failed', named: 'failed', env: 'failed', raw: 'observed' })
    expect(ran.steps[0].error).toMatchObject({
      code: 'ASSET_SQL',
      message: 'the sql of direct reads side.csv by itself, where nobody would see it change',
      fix: expect.stringContaining("make it a source, such as export const side = source.table('side.csv')"),
    })
    expect(ran.steps[1].error.facts.files).toEqual(['side.csv'])
    expect(ran.steps[2].error.fix).toContain("env('NAME')")
  })
})
