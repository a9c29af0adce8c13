import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProject, type Project } from '../rig/project.ts'
import { outcomesOf } from '../run/projects.ts'

const rows = "[{ id: 1, text: 'one' }, { id: 2, text: '' }, { id: 3, text: 'three' }, { id: 4, text: null }]"
const project = (given = rows, options = "onInvalid: 'quarantine'", more = '') => ({
  'assets/index.ts': `
import { z } from '${import.meta.dirname}/../../node_modules/zod/index.js'
import { asset, check } from '#project'
import { called } from '../rig.ts'
const schema = z.object({ id: z.number(), text: z.string().min(1) })
export const clean = asset({ schema, ${options} }, async () => { await called('clean'); return ${given} })
export const below = asset(async ({ clean }) => { await called('below'); return clean })
export const rejected = asset(async ({ clean }) => { await called('rejected'); return clean.rejected() })
${more}`,
})
const lines = async (of: Project, asset: string) =>
  (await of.assets('show', asset, '--format', 'jsonl')).stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('rows that are set aside', () => {
  test('are an asset of their own, with all that is wrong with each, and every row is in one of the two', async () => {
    const holds = 'check(({ clean, rejected }) => clean.count + rejected.count === 4)'
    await using one = await createProject(project(rows, undefined, `export const all_accounted_for = ${holds}\n`))
    const { exitCode, run } = await one.json('materialize')
    expect(exitCode).toBe(0)
    expect(await lines(one, 'clean')).toEqual([
      { id: 1, text: 'one' },
      { id: 3, text: 'three' },
    ])
    const error = { path: 'text', message: expect.any(String) }
    expect(await lines(one, 'rejected')).toEqual([
      {
        source: 'clean',
        row: 2,
        record: '{"id":2,"text":""}',
        errors: [{ ...error, code: 'too_small', input: '""' }],
        run,
      },
      {
        source: 'clean',
        row: 4,
        record: '{"id":4,"text":null}',
        errors: [{ ...error, code: 'invalid_type', input: 'null' }],
        run,
      },
    ])
    const { stdout } = await one.assets('logs', 'clean')
    expect(stdout).toContain('row 2 is set aside: text: ')
    expect(stdout).toContain('2 of 4 rows are set aside, because the schema refuses them; clean.rejected() has them')
  })

  test('are seen by every command, and read by others, as any asset is', async () => {
    const codes = `import { sql } from 'assetstore'
export const codes = asset(({ rejected }) => sql\`select e.code, count(*)::integer as n from \${rejected}, unnest(errors) u(e) group by 1\`)
export const early = asset(({ clean }) => clean.rejected().pick('row').where(sql\`"row" < 3\`))\n`
    await using one = await createProject(project(rows, undefined, codes))
    await one.assets('materialize')
    const query = "select code, n from codes union all select 'early', count(*)::integer from early order by 1"
    expect((await one.assets('query', query, '--format', 'csv')).stdout).toBe(
      'code,n\nearly,1\ninvalid_type,1\ntoo_small,1\n',
    )
    expect((await one.assets('explain', 'clean')).stdout).toContain(', 2 rows and 2 rejected, ')
    expect((await one.json('explain', 'clean')).rejected).toBe(2)
    for (const command of ['list', 'status', 'plan']) {
      expect((await one.assets(command)).stdout).toMatch(/^.* rejected .*$/m)
    }
    expect((await one.assets('lineage', 'codes')).stdout).toContain(
      'codes (fresh)\n└── rejected (fresh)\n    └── clean (fresh)',
    )
  })

  test('are none where every row is valid, and the asset of them has its columns all the same', async () => {
    await using one = await createProject(project("[{ id: 1, text: 'a' }]"))
    await one.assets('materialize', 'rejected')
    expect((await one.json('show', 'rejected', '--schema')).columns.map(({ name }: { name: string }) => name)).toEqual([
      'source',
      'row',
      'record',
      'errors',
      'run',
    ])
  })

  test('make stale what reads them, and not what reads the table; and the other way round', async () => {
    await using one = await createProject(project())
    await one.assets('materialize')
    one.calls.reset()
    one.edit(project(rows.replace("2, text: ''", '2, text: 7')))
    const other = await one.json('materialize')
    expect(outcomesOf(other)).toMatchObject({ clean: 'unchanged', below: 'cut_off', rejected: 'ran' })
    expect(one.calls.names).toEqual(['clean', 'rejected'])
    one.calls.reset()
    one.edit(project(rows.replace("2, text: ''", '2, text: 7').replace("'one'", "'ONE'")))
    expect(outcomesOf(await one.json('materialize'))).toMatchObject({ clean: 'ran', below: 'ran', rejected: 'cut_off' })
    expect(one.calls.names.toSorted()).toEqual(['below', 'clean'])
  })

  test('are told of as what they are, when they are why', async () => {
    await using one = await createProject(project())
    await one.assets('materialize')
    one.edit(project(rows.replace("2, text: ''", '2, text: 7')))
    const ran = await one.json('materialize')
    const { causes } = ran.steps.find(({ asset }: { asset: string }) => asset === 'rejected')
    expect(causes).toMatchObject([{ kind: 'upstream_changed', message: 'upstream changed: clean (rejected())' }])
  })

  test('stay those of the run that refused them first, while they are the same', async () => {
    await using one = await createProject(project())
    const { run } = await one.json('materialize')
    const again = await one.json('materialize', '--force')
    expect(outcomesOf(again)).toMatchObject({ clean: 'unchanged', rejected: 'unchanged' })
    expect((await lines(one, 'rejected'))[0].run).toBe(run)
  })

  test('come back with the version they belong to', async () => {
    await using one = await createProject(project())
    await one.assets('materialize')
    one.edit(project("[{ id: 1, text: 'one' }]"))
    await one.assets('materialize', 'rejected')
    one.edit(project())
    one.calls.reset()
    expect(outcomesOf(await one.json('materialize', 'rejected'))).toEqual({ clean: 'reused', rejected: 'reused' })
    expect((await lines(one, 'rejected')).length).toBe(2)
    expect(one.calls.names).toEqual([])
  })

  test('are as many as there are, whether or not there is a valid one among them', async () => {
    const bad = 'Array.from({ length: 5_000 }, (_, id) => ({ id, text: id }))'
    await using one = await createProject(project(bad))
    expect((await one.json('materialize')).exitCode).toBe(0)
    const { count } = await one.json('show', 'rejected', '--schema')
    expect([count, (await one.json('show', 'clean', '--schema')).count]).toEqual([5_000, 0])
  })

  test('are part of what there has to be: without their file, the asset is made again', async () => {
    await using one = await createProject(project())
    await one.assets('materialize', 'clean', '--only')
    const { path } = await one.json('show', 'clean', '--schema')
    const objects = join(one.folder, '.assetstore/objects')
    const files = readdirSync(objects, { recursive: true, encoding: 'utf8' }).map((file) => join(objects, file))
    const [kept] = files.filter((file) => file.endsWith('.parquet') && file !== path)
    rmSync(kept as string)
    expect((await one.json('status', 'clean')).assets[0].status).toBe('broken')
    one.calls.reset()
    expect((await one.json('materialize', 'rejected')).exitCode).toBe(0)
    expect(one.calls.names).toEqual(['clean', 'rejected'])
    expect((await lines(one, 'rejected')).length).toBe(2)
  })

  test('answer for themselves in a clean clone, from the lock alone', async () => {
    await using one = await createProject(project())
    await one.assets('materialize')
    expect((await one.assets('check')).exitCode).toBe(0)
    one.edit({ '.assetstore/catalog.sqlite': null, '.assetstore/records': null })
    const checked = await one.json('check')
    expect([checked.exitCode, checked.basis]).toEqual([0, 'lock'])
  })

  test('are asked for in vain where nobody keeps them', async () => {
    await using one = await createProject(project("[{ id: 1, text: 'a' }]", ''))
    const { error } = await one.json('materialize', 'rejected')
    expect(error).toMatchObject({
      code: 'ASSET_SCHEMA',
      message: 'clean keeps no rows that its schema refused',
      fix: "give clean a schema and onInvalid: 'quarantine'",
    })
  })

  test('may be anything: what has no JSON, what contains itself, what cannot be read, half a character', async () => {
    await using one = await createProject({
      'assets/index.ts': `
import { z } from '${import.meta.dirname}/../../node_modules/zod/index.js'
import { asset } from '#project'
const schema = z.object({ id: z.string() })
const self = { id: 1 }
self.self = self
export const clean = asset({ schema, onInvalid: 'quarantine' }, () => [
  { id: 'good' }, null, 7n, self, { get id() { throw new Error('no') } }, JSON.parse('{ "__proto__": 1 }'),
  { id: 1, half: '\\ud800', ['\\ud800']: 1, at: new Date(0), bytes: new Uint8Array([1]), f() {} }, [], undefined,
])
export const rejected = asset(({ clean }) => clean.rejected())
`,
    })
    expect((await one.json('materialize')).exitCode).toBe(0)
    expect((await lines(one, 'rejected')).map(({ record }) => record)).toEqual([
      'null',
      '"7"',
      '{"id":1,"self":"[contains itself]"}',
      '{"id":"[cannot be read: Error: no]"}',
      '{"__proto__":1}',
      '{"id":1,"half":"\ufffd","\ufffd":1,"at":"1970-01-01T00:00:00.000Z","bytes":"AQ==","f":"[function]"}',
      '[]',
      'null',
    ])
  })
})

describe('how many rows may be refused', () => {
  const many = '(function* () { for (let id = 0; id < 2_000; id++) yield { id, text: id % 100 === 7 ? null : "t" } })()'

  test.each([
    ["onInvalid: 'drop', maxInvalid: 20", 0],
    ["onInvalid: 'drop', maxInvalid: '1%'", 0],
    ["onInvalid: 'quarantine', maxInvalid: '1%'", 0],
    ["onInvalid: 'drop', maxInvalid: 19", 1],
    ["onInvalid: 'quarantine', maxInvalid: '0.9%'", 1],
  ])('%s', async (options, exitCode) => {
    await using one = await createProject(project(many, options))
    expect((await one.json('materialize', 'clean')).exitCode).toBe(exitCode)
  })

  test('a number is told as soon as it is passed, a share when all rows are known; with what is wrong, and the rows', async () => {
    await using one = await createProject(project(many, "onInvalid: 'drop', maxInvalid: 1"))
    expect((await one.json('materialize', 'clean')).error).toMatchObject({
      code: 'ASSET_SCHEMA',
      message: expect.stringMatching(
        /^the schema refuses 2 of the first 108 rows of clean, and maxInvalid allows 1, such as row 8: text: Invalid/,
      ),
      facts: { refused: 2, of: 108, maxInvalid: 1, rows: [{ id: 7, text: null }, { id: 107 }] },
      fix: 'mend the rows where they are made, widen the schema, or allow more with maxInvalid',
    })
    one.edit(project(many, "onInvalid: 'quarantine', maxInvalid: '0.5%'"))
    expect((await one.json('materialize', 'clean')).error.message).toMatch(
      /^the schema refuses 20 of 2000 rows of clean, and maxInvalid allows 0\.5%, such as row 8: text: Invalid/,
    )
  })

  test('another limit is another question to the same rows', async () => {
    await using one = await createProject(project(rows, "onInvalid: 'drop', maxInvalid: 2"))
    await one.assets('materialize', 'clean')
    one.edit(project(rows, "onInvalid: 'drop', maxInvalid: 1"))
    const { status, causes } = (await one.json('status', 'clean')).assets[0]
    expect(status).toBe('stale')
    expect(causes[0].message).toBe('options changed: /options/maxInvalid 2 → 1')
  })
})

describe('the other ways', () => {
  test('a refused row fails the asset, and is shown', async () => {
    await using one = await createProject(project(rows, ''))
    const { error } = await one.json('materialize', 'clean')
    expect(error).toMatchObject({
      code: 'ASSET_SCHEMA',
      message: expect.stringMatching(/^row 2 of clean is refused by its schema: text: Too small/),
      facts: { row: 2, issues: [{ path: 'text', code: 'too_small', input: '""' }], rows: [{ id: 2, text: '' }] },
      fix: "mend the row where it is made, widen the schema, or set such rows aside with onInvalid: 'quarantine'",
    })
    const { stderr, stdout } = await one.assets('materialize', 'clean')
    expect(`${stdout}${stderr}`).toContain('\n  id  text\n  2\n  mend the row where it is made')
  })

  test('a row is left out, and told', async () => {
    await using one = await createProject(project(rows, "onInvalid: 'drop'"))
    await one.assets('materialize', 'clean')
    expect((await lines(one, 'clean')).length).toBe(2)
    const { stdout } = await one.assets('logs', 'clean')
    expect(stdout).toContain('row 2 is left out: text: ')
    expect(stdout).toContain('2 of 4 rows are left out, because the schema refuses them')
  })

  test('a strict schema changes nothing: what it would have to change is refused', async () => {
    await using one = await createProject(project("[{ id: 1, text: 'a', more: 2 }]", 'strict: true'))
    expect((await one.json('materialize', 'clean')).error.message).toBe(
      'row 1 of clean is refused by its schema: more: the schema leaves it out',
    )
  })

  test.each([
    ["{ onInvalid: 'quarantine' }", 'a has onInvalid and no schema', 'give it a schema, such as z.object({ … })'],
    [
      '{ schema, maxInvalid: 3 }',
      'a has maxInvalid, but its first invalid row fails it',
      "add onInvalid: 'drop' or onInvalid: 'quarantine', or remove maxInvalid",
    ],
    [
      "{ schema, onInvalid: 'drop', maxInvalid: '101%' }",
      "a has maxInvalid: '101%', which is to be a number of rows, or a share of them from '0%' to '100%'",
      "give a number of rows, or a share of them from '0%' to '100%'",
    ],
  ])('%s is told at load', async (options, message, fix) => {
    await using one = await createProject({
      'assets/index.ts': `
import { z } from '${import.meta.dirname}/../../node_modules/zod/index.js'
import { asset } from '#project'
const schema = z.object({ id: z.string() })
export const a = asset(${options}, () => [{ id: 'a' }])
`,
    })
    expect((await one.json('status')).error).toMatchObject({ code: 'ASSET_OPTIONS', message, fix })
  })
})
