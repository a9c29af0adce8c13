import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'
import { documentOf, failures, told } from './mistakes.ts'

const select = 'write a SELECT: tables are read here, and written by assets'
const kind = (name: string) => `is a statement of the kind ${name}, which does not give rows`

const refused: readonly (readonly [statement: string, problem: string, fix: string])[] = [
  ['select 1 as a; select 2 as b', 'holds 2 statements', 'keep one SELECT; name intermediate steps in its WITH clause'],
  ['create table t (a int)', kind('CREATE'), select],
  ["attach 'made.db'", kind('ATTACH'), select],
  ["copy (select 1 as a) to 'made.csv'", kind('COPY'), select],
  ["export database 'made'", kind('EXPORT'), select],
  ["/* a */ -- b\nexport database 'made'", kind('EXPORT'), select],
  ['install httpfs', kind('LOAD'), select],
  ['set threads = 1', kind('SET'), select],
  ['call pragma_version()', kind('CALL'), select],
  [
    'selec 1',
    'fails in line 1: syntax error at or near "selec"',
    'mend the syntax at the place that the detail points at',
  ],
  [
    'select b from (select 1 as a)',
    'fails in line 1: Referenced column "b" not found in FROM clause!; Candidate bindings: "a"',
    'check the names of the columns and the types against the tables that the statement reads',
  ],
]

describe('a statement that is no query', () => {
  test('of an asset', async () => {
    const lines = refused.map(([statement], index) => `export const a${index} = asset(() => sql\`${statement}\`)`)
    await using project = await createProject(oneFile(...lines.map((line) => line.replaceAll('\n', '\\n'))))
    const document = await documentOf(project, ['materialize'])
    const expected = refused.map(([, problem, fix], index) => {
      const message = `the sql of a${index} ${problem}`
      return [`a${index}`, { code: 'ASSET_SQL', message, at: `assets/index.ts:${4 + index}`, fix }]
    })
    expect(failures(document)).toEqual(Object.fromEntries(expected))
    for (const made of ['made', 'made.db', 'made.csv']) expect(existsSync(join(project.folder, made))).toBe(false)
  })

  test('of the command line', async () => {
    await using project = await createProject(oneFile('export const a = asset(() => [{ n: 1 }])'))
    await project.assets('materialize')
    for (const [statement, problem, fix] of refused) {
      const ended = await project.run(['query', '-', '--json'], { input: statement })
      const document = JSON.parse(ended.stdout)
      expect(told(document.error)).toEqual({ code: 'QUERY_SQL', message: `the query ${problem}`, fix })
      expect(document.exitCode).toBe(2)
    }
    for (const made of ['made', 'made.db', 'made.csv']) expect(existsSync(join(project.folder, made))).toBe(false)
  })
})

describe('a query', () => {
  test('of a mistyped asset is told of the nearest name of the project, and of no table of the data engine', async () => {
    await using project = await createProject(oneFile('export const colum = asset(() => [{ n: 1 }])'))
    await project.assets('materialize')
    expect(told((await documentOf(project, ['query', 'select * from colums'])).error)).toEqual({
      code: 'QUERY_SQL',
      message: 'the query fails in line 1: Table with name colums does not exist!',
      fix: 'did you mean "colum"? see the names of the tables: assets list',
    })
    expect(told((await documentOf(project, ['query', 'select * from zzzzzz'])).error)).toEqual({
      code: 'QUERY_SQL',
      message: 'the query fails in line 1: Table with name zzzzzz does not exist!',
      fix: 'see the names of the tables: assets list',
    })
  })

  test.each([
    ["select ';--' as v;", ';--'],
    ["select 'it''s ;--' as v -- the end;", "it's ;--"],
    ['select n as v from a /* ; */ ;;', 1],
    ["select e'\\';--' as v", "';--"],
    ['select $$;--$$ as v;', ';--'],
  ])('%s', async (statement, v) => {
    await using project = await createProject(oneFile('export const a = asset(() => [{ n: 1 }])'))
    await project.assets('materialize')
    const { rows } = JSON.parse((await project.run(['query', '-', '--json'], { input: statement })).stdout)
    expect(rows).toEqual([{ v }])
  })

  test('keeps both of two columns of one name', async () => {
    await using project = await createProject(oneFile('export const a = asset(() => [{ n: 1 }])'))
    await project.assets('materialize')
    expect((await documentOf(project, ['query', 'select 1 as a, 2 as a, 3 as A'])).rows).toEqual([
      { a: 1, a_1: 2, A_2: 3 },
    ])
  })

  test('of an asset that was never made says what to run', async () => {
    await using project = await createProject(oneFile('export const a = asset(() => [{ n: 1 }])'))
    const document = await documentOf(project, ['query', 'select * from a'])
    expect(told(document.error)).toEqual({
      code: 'STORE_EMPTY',
      message: 'a has never been made',
      fix: 'assets materialize a',
    })
  })
})
