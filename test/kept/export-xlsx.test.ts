import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProject, type Project } from '../rig/project.ts'

/** A value, and the cell that holds it. */
const held: readonly (readonly [sql: string, cell: string])[] = [
  ['true', 't="b"><v>1</v></c>'],
  ['9007199254740991::BIGINT', '><v>9007199254740991</v></c>'],
  ['-1.5e300::DOUBLE', '><v>-1.5e+300</v></c>'],
  ['0.1::FLOAT', '><v>0.1</v></c>'],
  ["'-123456789012.345000'::DECIMAL(38, 6)", '><v>-123456789012.345000</v></c>'],
  ["DATE '1900-03-01'", 's="1"><v>61</v></c>'],
  ["TIMESTAMP '2026-01-02 18:00:00'", 's="2"><v>46024.75</v></c>'],
  ["TIME '06:00:00'", 's="3"><v>0.25</v></c>'],
  ["TIMESTAMPTZ '2026-01-01 00:00:00.000001+00'", text('2026-01-01T00:00:00.000001Z')],
  ["'00123'", text('00123')],
  ["'=1+1'", text('=1+1')],
  ["' a '", text(' a ')],
  ["'<&>' || chr(13) || chr(10)", text('&#60;&#38;&#62;&#13;\n')],
  ["''", text('')],
  ["repeat('ü', 32767)", text('ü'.repeat(32_767))],
  ["{ 'a': [1, NULL] }", text('{"a":[1,null]}')],
  ['NULL::VARCHAR', ''],
]
/** A value that a cell would change, and why. */
const refused: readonly (readonly [sql: string, value: string, why: string])[] = [
  ['9007199254740992::BIGINT', '9007199254740992', 'exact below 2^53 alone'],
  ['18446744073709551615::UBIGINT', '18446744073709551615', 'exact below 2^53 alone'],
  ['1234567890.123456::DECIMAL(38, 6)', '1234567890.123456', 'exact to 15 digits'],
  ["'nan'::DOUBLE", 'nan', 'has no such number'],
  ["DATE '1900-02-28'", '1900-02-28', 'from 1900-03-01 to 9999-12-31'],
  ["'infinity'::DATE", 'infinity', 'from 1900-03-01 to 9999-12-31'],
  ["TIMESTAMP '10000-01-01'", '10000-01-01 00:00:00', 'from 1900-03-01 to 9999-12-31'],
  ["TIMESTAMP '2026-01-02 03:04:05.678901'", '2026-01-02 03:04:05.678901', 'exact to the millisecond'],
  ["TIME '24:00:00'", '24:00:00', 'before 24:00'],
  ["repeat('x', 32766) || '🐟'", `${'x'.repeat(60)}…`, 'at most 32,767 characters'],
  ["'a' || chr(1)", 'a\u0001', 'what "\\u0001" is in a text'],
  ["'_x0041_'", '_x0041_', 'what "_x0041_" is in a text'],
]

function text(of: string): string {
  return `t="inlineStr"><is><t xml:space="preserve">${of}</t></is></c>`
}

let project: Project
beforeAll(async () => {
  const columns = (values: readonly string[]) => values.map((sql, at) => `${sql} as "c${at}"`).join(', ')
  const quoted = (sql: string) => `sql\`${sql.replaceAll('\\', '\\\\')}\``
  project = await createProject({
    'assets/index.ts': [
      "import { partitions, sql } from 'assetstore'",
      "import { asset } from '#project'",
      `export const kinds = asset(() => ${quoted(`select ${columns(held.map(([sql]) => sql))}`)})`,
      'export const none = asset(() => sql`select 1 as n where false`)',
      'export const tall = asset(() => sql`select 1 as n from range(1048576)`)',
      "export const days = asset({ partitions: partitions.of(['a', 'b']) }, (_, { partition }) => [{ n: partition.key === 'a' ? 1n : 9007199254740992n }])",
      // The first row has nothing to refuse: the second is named.
      ...refused.map(
        ([sql], at) =>
          `export const r${at} = asset({ ordered: true }, () => ${quoted(`select case when n = 2 then ${sql} end as v from range(1, 3) t(n) order by n`)})`,
      ),
    ].join('\n'),
  })
  expect(await project.json('materialize')).toMatchObject({ exitCode: 0 })
})
afterAll(() => project[Symbol.asyncDispose]())

/** The files of an archive, by their names in its directory. */
function unzipped(bytes: Buffer): Record<string, string> {
  const files: Record<string, string> = {}
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  let at = bytes.readUInt32LE(end + 16)
  for (let count = bytes.readUInt16LE(end + 10); count > 0; count -= 1) {
    const [size, length, begin] = [
      bytes.readUInt32LE(at + 20),
      bytes.readUInt16LE(at + 28),
      bytes.readUInt32LE(at + 42),
    ]
    const from = begin + 30 + bytes.readUInt16LE(begin + 26) + bytes.readUInt16LE(begin + 28)
    files[bytes.toString('utf8', at + 46, at + 46 + length)] = inflateRawSync(
      bytes.subarray(from, from + size),
    ).toString()
    at += 46 + length
  }
  return files
}
const sheetOf = (bytes: Buffer) => unzipped(bytes)['xl/worksheets/sheet1.xml'] ?? ''
const read = (file: string) => readFileSync(join(project.folder, file))

describe('export to a spreadsheet', () => {
  test('a number is a number, a day a day, and everything else the text that show prints', async () => {
    expect(await project.json('export', 'kinds', 'kinds.xlsx')).toMatchObject({ exitCode: 0, format: 'xlsx', rows: 1 })
    const [, second = ''] = sheetOf(read('kinds.xlsx')).split('<row r="2">')
    for (const [at, [sql, cell]] of held.entries()) {
      const place = `<c r="${String.fromCharCode(65 + at)}2"`
      if (cell === '') expect(second, sql).not.toContain(place)
      else expect(second, sql).toContain(`${place}${cell.startsWith('>') ? '' : ' '}${cell}`)
    }
  })

  test('equal tables are equal files, a stream is that file, and a table without rows has its names', async () => {
    await project.json('export', 'none', 'a.xlsx')
    const { stdout } = await project.assets('export', 'none', 'again.xlsx')
    expect([stdout, read('again.xlsx').equals(read('a.xlsx'))]).toEqual(['', true])
    expect(sheetOf(read('a.xlsx'))).toContain(
      `<sheetData><row r="1"><c r="A1" ${text('n')}</row></sheetData></worksheet>`,
    )
    const streamed = await project.start(['export', 'none', '-', '--format', 'xlsx']).ended
    expect(streamed.stdout).toBe(read('a.xlsx').toString())
  })

  test.each(refused.map((one, at) => [...one, at] as const))(
    '%s is refused with its column and row',
    async (_, value, why, at) => {
      const { exitCode, error } = await project.json('export', `r${at}`, 'refused.xlsx')
      expect([exitCode, error.code, error.facts]).toEqual([
        1,
        'EXPORT_FAILED',
        { asset: `r${at}`, column: 'v', row: 2 },
      ])
      expect(error.message).toMatch(`column "v" of r${at} holds ${value}, in row 2: `)
      expect(error.message).toContain(why)
      expect(error.fix).toMatch(/ or write another format, such as --format csv$/)
      expect(existsSync(join(project.folder, 'refused.xlsx'))).toBe(false)
    },
  )

  test('more rows than a sheet has are refused before one is written', async () => {
    const { exitCode, error } = await project.json('export', 'tall', 'tall.xlsx')
    expect([exitCode, error.message]).toEqual([
      1,
      'tall has 1,048,576 rows and 1 column; a sheet has 1,048,576 rows, one of them for names, and 16,384 columns',
    ])
  })

  test('a folder has a sheet of each partition, and of one that is refused nothing is left', async () => {
    const { exitCode, error } = await project.json('export', 'days', 'days/', '--format', 'xlsx')
    expect([exitCode, error.message]).toEqual([
      1,
      expect.stringContaining('column "n" of days[b] holds 9007199254740992, in row 1'),
    ])
    expect(await project.json('export', 'days', 'days/', '--format', 'xlsx', '--partition', 'a')).toMatchObject({
      exitCode: 0,
    })
    expect(readdirSync(join(project.folder, 'days'), { recursive: true })).toContain('_partition=a/days.xlsx')
    expect(readdirSync(project.folder).filter((name) => name.endsWith('.export'))).toEqual([])
  })
})
