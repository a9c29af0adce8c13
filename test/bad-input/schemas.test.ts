import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProject, repository } from '../rig/project.ts'
import { oneFile, outcomesOf } from '../run/projects.ts'
import { documentOf, failures, inside } from './mistakes.ts'

const schema = (validate: string) => `{ '~standard': { version: 1, vendor: 'test', validate: ${validate} } }`
const small = schema("(row) => row.n > 2 ? { issues: [{ message: 'too big', path: ['n'] }] } : { value: row }")
const rows = '() => [{ n: 1 }, { n: 5 }, { n: 7 }]'
const at = 'assets/index.ts:4'
const mend = "mend the row where it is made, widen the schema, or set such rows aside with onInvalid: 'quarantine'"

describe('a schema', () => {
  test('that refuses a row fails the asset, with the row and the field', async () => {
    await using project = await createProject(oneFile(`export const a = asset({ schema: ${small} }, ${rows})`))
    const document = await documentOf(project, ['materialize'])
    expect(failures(document).a).toEqual({
      code: 'ASSET_SCHEMA',
      message: 'row 2 of a is refused by its schema: n: too big',
      at,
      fix: mend,
    })
  })

  test('that refuses a row leaves it out where it is told to, and says how many', async () => {
    await using project = await createProject(
      oneFile(`export const a = asset({ onInvalid: 'drop', schema: ${small} }, ${rows})`),
    )
    expect(outcomesOf(await documentOf(project, ['materialize']))).toEqual({ a: 'ran' })
    expect((await project.json('show', 'a')).rows).toEqual([{ n: 1 }])
    const log = inside(project, await project.assets('logs', 'a'))
    expect(log).toContain('row 2 is left out: n: too big')
    expect(log).toContain('2 of 3 rows are left out, because the schema refuses them')
  })

  test.each([
    ["() => { throw new Error('boom') }", 'ASSET_FAILED', 'Error: boom'],
    ['() => new Promise(() => {})', 'ASSET_FAILED', 'it waits for a promise that nothing is left to settle'],
    [
      '() => undefined',
      'ASSET_SCHEMA',
      'the schema of a gave undefined for row 1, which is neither a value nor issues',
    ],
    ['() => ({ issues: [] })', 'ASSET_SCHEMA', 'row 1 of a is refused by its schema, which gives no reason'],
    ['() => ({ value: 5 })', 'ASSET_RESULT', 'row 1 of a is a number, where a row is a plain object'],
  ])('%s fails its asset alone', async (validate, code, message) => {
    await using project = await createProject(
      oneFile(`export const a = asset({ schema: ${schema(validate)} }, ${rows})`, `export const b = asset(${rows})`),
    )
    const document = await documentOf(project, ['materialize'])
    expect(outcomesOf(document)).toEqual({ a: 'failed', b: 'ran' })
    expect(failures(document).a).toMatchObject({ code, message })
  })

  test('keeps the columns of an empty table only where it tells their types', async () => {
    const typed = 'z.object({ n: z.number(), s: z.string() })'
    await using project = await createProject(
      oneFile(
        `import { z } from 'zod'`,
        `export const typed = asset({ schema: ${typed} }, () => [])`,
        `export const untyped = asset({ schema: ${small} }, () => [])`,
      ),
    )
    symlinkSync(join(repository, 'node_modules', 'zod'), join(project.folder, 'node_modules', 'zod'), 'dir')
    const document = await documentOf(project, ['materialize'])
    expect(outcomesOf(document)).toEqual({ typed: 'ran', untyped: 'failed' })
    expect(failures(document).untyped).toEqual({
      code: 'ASSET_NO_ROWS',
      message: 'untyped returned no rows, so that nothing says which columns it has',
      at: 'assets/index.ts:6',
      fix: 'give the asset a schema that tells its types, such as asset({ schema: z.object({ id: z.string() }) }, …), and an empty table keeps its columns; without one, the columns of its last version stay',
    })
    expect((await project.json('show', 'typed')).columns.map(({ name }: { name: string }) => name)).toEqual(['n', 's'])
  })
})

describe('a check', () => {
  test.each([
    [
      'undefined',
      'the check c returned neither true or false, nor a report, nor rules, nor expectations, nor a query',
      'return a boolean, { passed, message?, rows?, metadata? }, rules(table, { … }), expectations(table, suite), or a query whose rows are the failures',
    ],
    [
      'process.exit(0)',
      'it called process.exit(0), which would end the whole run',
      'throw an error where it cannot go on, and return where it is done',
    ],
    [
      'new Promise(() => {})',
      'it waits for a promise that nothing is left to settle',
      'look for a `new Promise` that never calls its resolve, or for a callback or an event that never comes',
    ],
  ])('that gives %s holds back what it is to judge, and says so', async (verdict, message, fix) => {
    await using project = await createProject(
      oneFile('export const a = asset(() => [{ n: 1 }])', `export const c = check(({ a }) => ${verdict})`),
    )
    const document = await documentOf(project, ['materialize'])
    expect(outcomesOf(document)).toEqual({ a: 'failed', c: 'failed' })
    expect(failures(document).a).toEqual({
      code: 'CHECK_FAILED',
      message: `the new version of a is held back: the check c failed: ${message}`,
      at: 'assets/index.ts:5',
      fix,
    })
  })

  test('may tell of numbers that JSON has no form for', async () => {
    await using project = await createProject(
      oneFile(
        'export const a = asset(() => [{ n: 1 }])',
        "export const c = check({ severity: 'warn' }, ({ a }) => ({ passed: false, message: 'many', rows: [{ n: 2n ** 60n }], metadata: { seen: 2n ** 60n } }))",
      ),
    )
    const document = await documentOf(project, ['materialize'])
    expect(document.exitCode).toBe(0)
    expect(document.steps[1]).toMatchObject({ outcome: 'ran', warning: 'the check c failed: many' })
  })
})
