import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync } from 'node:fs'
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
    export const fine_sheet = source.table('finer.xlsx')`,
}

/** What another program finds in the first sheet. */
const script = `
import json, sys, openpyxl
sheet = openpyxl.load_workbook(sys.argv[1]).worksheets[0]
print(json.dumps([[f'{cell.data_type} {cell.value}' for cell in row] for row in sheet.iter_rows()]))`

/** Where DuckDB's extension lies in the environment: a folder of each release. */
const extensions = 'import duckdb_extension_excel as e; print(e.__path__[0] + "/extensions", end="")'

describePython('sheets', 'spreadsheets', ({ interpreter }) => {
  const python = (...words: string[]) => execFileSync(interpreter, ['-c', ...words], { encoding: 'utf8' })

  test('what is exported is what another program reads, and a source', async () => {
    await using project = await createProject(files, { ownProcesses: true })
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

    // As `duckdb -c "install excel"` leaves it in a home.
    const from = python(extensions)
    const [release = ''] = readdirSync(from)
    const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`
    cpSync(join(from, release), join(project.folder, 'home/.duckdb/extensions', release, platform), { recursive: true })
    const env = { HOME: join(project.folder, 'home') }
    expect(await project.run(['materialize', 'sheet'], { env })).toMatchObject({ exitCode: 0 })
    expect((await project.json('query', 'select * from sheet')).rows).toEqual([
      {
        ...{ id: 1, code: '007', text: ' <a> & "b"\r\nc ', at: '2026-01-02T03:04:05.678Z', fine: true },
        ...{ half: 0.30000000000000004, day: '2026-02-03', clock: '12:30:00', price: 1.1 },
      },
      {
        ...{ id: -2, code: 'true', text: '', at: null, fine: null },
        ...{ half: null, day: '2026-02-03', clock: '12:30:00', price: 1.1 },
      },
    ])

    await project.json('export', 'finer', 'finer.xlsx')
    const { stdout } = await project.run(['materialize', 'fine_sheet', '--json'], { env })
    expect(JSON.parse(stdout).steps[0].error).toMatchObject({
      code: 'ASSET_VALUE',
      message: expect.stringMatching(/^column "clock" of finer\.xlsx has a time finer than a second in row 2, which/),
    })
  })
})
