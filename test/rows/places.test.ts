import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { number, row, text, workbook } from '../files/workbook.ts'
import { createProject, type Document } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'

/** How a function comes upon a bad row, and what is said of it. */
const failing: readonly (readonly [path: string, definition: string, message: string, facts: object])[] = [
  [
    'a generator that reads rows',
    'asset(async function* ({ rows }) { for await (const row of rows) yield odd(row) })',
    'after reading row 3 of rows: Error: odd c',
    { read: { rows: 3 } },
  ],
  [
    'columns of rows',
    "asset(async ({ rows }) => { for await (const row of rows.pick('n')) odd(row); return [] })",
    'after reading row 3 of rows: Error: odd 2',
    { read: { rows: 3 } },
  ],
  [
    'two tables',
    'asset(async ({ rows, more }) => { for await (const _ of more) for await (const row of rows) odd(row); return [] })',
    'after reading row 3 of rows and row 1 of more: Error: odd c',
    { read: { rows: 3, more: 1 } },
  ],
  [
    'a table after another',
    'asset(async ({ rows, more }) => { for await (const _ of more) _.n; for await (const row of rows) odd(row); return [] })',
    'after reading row 3 of rows: Error: odd c',
    { read: { rows: 3 } },
  ],
  [
    'rows in two loops at once',
    'asset(async ({ rows }) => { await Promise.all([each(rows), each(rows)]); return [] })',
    'Error: odd c',
    {},
  ],
  ['all rows at once', 'asset(async ({ rows }) => { (await rows.all()).map(odd); return [] })', 'Error: odd c', {}],
  [
    'rows of a condition',
    'asset(async ({ rows }) => { for await (const row of rows.where(sql`n > 1`)) odd(row); return [] })',
    'Error: odd c',
    {},
  ],
  [
    'a row too many',
    "asset(async function* ({ rows }) { for await (const row of rows) yield { n: row.n === 2 ? 'x' : row.n } })",
    'column "n" of it holds a string in row 3, after a number in the rows before',
    { row: 3, column: 'n' },
  ],
  [
    'a check',
    'check(async ({ rows }) => { await each(rows); return true })',
    'after reading row 3 of rows: Error: odd c',
    { read: { rows: 3 } },
  ],
  [
    'an effect',
    'effect(async ({ rows }) => { await each(rows); return { n: 1 } })',
    'after reading row 3 of rows: Error: odd c',
    { read: { rows: 3 } },
  ],
  [
    'an effect that maps',
    "effect(async ({ rows }) => { await each(rows.map({ key: 'id' }, odd), quiet); return { n: 1 } })",
    'row 3 (id "c"): Error: odd c',
    { row: 3, key: 'c' },
  ],
  [
    'a check of batches',
    "check(async ({ rows }) => { await each(rows.mapBatches({ key: 'id', size: 2 }, (some) => some.map(odd)), quiet); return true })",
    'a batch of 2 rows, from row 3 (id "c") to row 4 (id "d"): Error: odd c',
    { batch: { rows: 2, from: 3, to: 4 } },
  ],
]
const names = failing.map((_, index) => `it_${index}`)

test('an error says which row a function was at, in its message, in the document and in the log', async () => {
  await using project = await createProject(
    oneFile(
      "const odd = (row: { id?: string; n: number }) => { if (row.n === 2) throw new Error('odd ' + (row.id ?? row.n)); return row }",
      'const quiet = (row: object) => row',
      'const each = async (rows: AsyncIterable<{ n: number }>, see: (row: never) => unknown = odd) => { for await (const row of rows) see(row as never) }',
      "export const rows = asset(() => [...'abcde'].map((id, n) => ({ id, n })))",
      'export const more = asset(() => [{ n: 0 }, { n: 0 }])',
      ...failing.map(
        ([, definition], index) =>
          `export const it_${index} = ${definition.replace(/^check\(/, "check({ severity: 'warn' }, ")}`,
      ),
    ),
  )
  const { steps } = await project.json('materialize')
  for (const [index, [path, , message, facts]] of failing.entries()) {
    const { error } = steps.find(({ asset }: Document) => asset === names[index])
    expect([path, error.message.replace(`of it_${index} `, 'of it ')]).toEqual([path, message])
    expect({ path, ...error.facts }).toMatchObject({ path, ...facts })
    const { stdout } = await project.assets('logs', `it_${index}`)
    expect([path, stdout]).toEqual([path, expect.stringContaining(error.message)])
  }
})

test('a check that cannot be asked is named by the table that it holds', async () => {
  await using project = await createProject(
    oneFile(
      "export const rows = asset(() => [{ id: 'a' }])",
      "export const held = check(async ({ rows }) => { for await (const { id } of rows) throw new Error('no ' + id); return true })",
    ),
  )
  const { steps } = await project.json('materialize')
  expect(steps[0].error.message).toBe(
    'the new version of rows is held back: the check held failed: after reading row 1 of rows: Error: no a',
  )
})

test('a value of a data file that is not of its type is named with its file and its line', async () => {
  const lines = ['k,v', '1,2', '2,"x', 'y"', '3,zz', '']
  await using project = await createProject({
    ...oneFile(
      "export const one = source.table('one.csv', { types: { v: 'INTEGER' } })",
      "export const several = source.table('m*.csv', { types: { v: 'INTEGER' } })",
      "export const json = source.table('j*.json', { types: { v: 'INTEGER' } })",
      "export const sheets = source.table('s*.xlsx', { types: { v: 'INTEGER' } })",
      "export const of_one = source.table('t.xlsx', { skip: 1, types: { v: 'DATE' } })",
      "export const bad_line = source.table('lines.ndjson')",
      "export const cut = source.table('cut.ndjson')",
    ),
    ...{ 'one.csv': 'k,v\n1,2\n2,x\n', 'm1.csv': 'k,v\n1,2\n', 'm2.csv': lines.join('\n') },
    ...{ 'lines.ndjson': '{"v":1}\n\n{"v":x}\n{"v":3}\n', 'cut.ndjson': '{"v":1}\n{"v":' },
    ...{ 'j1.json': '[{"v":1}]', 'j2.json': '[{"v":1},{"v":1.5}]' },
  })
  const header = row(1, text('A1', 'k\nk'), text('B1', 'v'))
  const sheets: Readonly<Record<string, string>> = {
    's1.xlsx': header + row(2, number('B2', 1)),
    's2.xlsx':
      header + row(2, text('A2', 'x\r\ny'), number('B2', 1)) + row(7, number('B7', 1.5)) + row(8, text('B8', 'x')),
    't.xlsx': row(1, text('A1', 'title')) + row(3, text('C3', 'v')) + row(6, number('C6', 7)),
  }
  for (const [path, rows] of Object.entries(sheets))
    writeFileSync(join(project.folder, path), await workbook({ sheets: { S: rows } }))
  const { steps } = await project.json('materialize')
  expect(steps.map(({ error }: Document) => [error.message, error.at])).toEqual([
    [`one.csv: the column "v" has 'x', which is no INTEGER, in line 3`, 'one.csv:3'],
    [`m2.csv: the column "v" has 'x\ny', which is no INTEGER, in line 3`, 'm2.csv:3'],
    [`j2.json: the column "v" has '1.5', which is no INTEGER`, 'j2.json'],
    [`s2.xlsx: the column "v" has '1.5', which is no INTEGER, in row 7`, 's2.xlsx:7'],
    [`t.xlsx: the column "v" has '7', which is no DATE, in row 6`, 't.xlsx:6'],
    [`lines.ndjson has no JSON in line 3: Unexpected token 'x', "{"v":x}" is not valid JSON`, 'lines.ndjson:3'],
    ['cut.ndjson has no JSON in line 2: Unexpected end of JSON input', 'cut.ndjson:2'],
  ])
})
