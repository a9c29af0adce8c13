import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'

const files = {
  'assets/index.ts': `
    import { sql } from 'assetstore'
    import { asset, source } from '#project'
    export const made = asset(() => [
      { id: 1, code: '007', text: ' <a> & "b"\\r\\nc ', at: new Date('2026-01-02T03:04:05.678Z'), fine: true, half: 0.1 + 0.2 },
      { id: -2, code: 'true', text: '', at: null, fine: null, half: null },
    ])
    export const dated = asset(({ made }) => sql\`
      select *, date '2026-02-03' as day, time '12:30:00' as clock, 1.10::decimal(9, 2) as price from \${made} order by id desc\`)
    export const finer = asset(() => sql\`select unnest([time '12:30:00', time '23:59:59.999']) as clock\`)
    export const sheet = source.table('dated.xlsx')
    export const fine_sheet = source.table('finer.xlsx')
    export const other = source.table('other.xlsx')`,
}

/** What another program finds in the first sheet. */
const script = `
import json, sys, openpyxl
sheet = openpyxl.load_workbook(sys.argv[1]).worksheets[0]
print(json.dumps([[f'{cell.data_type} {cell.value}' for cell in row] for row in sheet.iter_rows()]))`

/** A workbook as another program writes it. */
const writer = `
import sys, openpyxl, datetime as d
book = openpyxl.Workbook()
sheet = book.active
for cells in [['id', 'text', 'at', 'late'], [1, '007', d.datetime(2026, 1, 31, 10, 0, 0, 123000), None], [],
              [2, ' a\\n<b> ', d.date(2026, 2, 1), d.date(1900, 2, 28)], [3, None, None, 'none']]:
    sheet.append(cells)
book.save(sys.argv[1])`

describePython('sheets', 'spreadsheets', ({ interpreter }) => {
  const python = (...words: string[]) => execFileSync(interpreter, ['-c', ...words], { encoding: 'utf8' })

  test('what is exported is what another program reads, and a source', async () => {
    await using project = await createProject(files)
    await project.assets('materialize', 'dated', 'finer')
    expect(await project.json('export', 'dated', 'dated.xlsx')).toMatchObject({ exitCode: 0 })
    expect(JSON.parse(python(script, join(project.folder, 'dated.xlsx')))).toEqual([
      ['s id', 's code', 's text', 's at', 's fine', 's half', 's day', 's clock', 's price'],
      [
        ...['n 1.0', 's 007', 's  <a> & "b"\r\nc ', 'd 2026-01-02 03:04:05.678000', 'b True'],
        ...['n 0.30000000000000004', 'd 2026-02-03 00:00:00', 'd 12:30:00', 'n 1.1'],
      ],
      [
        ...['n -2.0', 's true', 's ', 'n None', 'n None'],
        ...['n None', 'd 2026-02-03 00:00:00', 'd 12:30:00', 'n 1.1'],
      ],
    ])

    expect(await project.assets('materialize', 'sheet')).toMatchObject({ exitCode: 0 })
    expect((await project.json('query', 'select * from sheet')).rows).toEqual([
      {
        ...{ id: '1', code: '007', text: ' <a> & "b"\r\nc ', at: '2026-01-02T03:04:05.678Z', fine: true },
        ...{ half: 0.30000000000000004, day: '2026-02-03', clock: '12:30:00', price: 1.1 },
      },
      {
        ...{ id: '-2', code: 'true', text: '', at: null, fine: null },
        ...{ half: null, day: '2026-02-03', clock: '12:30:00', price: 1.1 },
      },
    ])

    await project.json('export', 'finer', 'finer.xlsx')
    await project.assets('materialize', 'fine_sheet')
    expect((await project.json('query', 'select * from fine_sheet')).rows).toEqual([
      { clock: '12:30:00' },
      { clock: '23:59:59.999' },
    ])

    python(writer, join(project.folder, 'other.xlsx'))
    await project.assets('materialize', 'other')
    expect((await project.json('query', 'select * from other')).rows).toEqual([
      { id: '1', text: '007', at: '2026-01-31T10:00:00.123Z', late: null },
      { id: '2', text: ' a\n<b> ', at: '2026-02-01T00:00:00.000Z', late: '1900-02-28' },
      { id: '3', text: null, at: null, late: 'none' },
    ])
  })
})
