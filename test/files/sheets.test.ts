import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ReadOptions } from '../../src/define/read-options.ts'
import { corpus } from './corpus.ts'
import { type Book, number, row, text, workbook } from './workbook.ts'

const files = corpus()
const read = async (rows: string, options: ReadOptions = {}, more: Partial<Book> = {}) =>
  files.read({ 'a.xlsx': await workbook({ sheets: { Sheet1: rows }, ...more }) }, options)
const header = row(1, text('A1', 'id'), text('B1', 'v'))
/** The rows below a header of `id` and `v`: of the second column its type and values. */
const column = async (...cells: readonly string[]) => {
  const rows = cells.map((cell, at) => row(at + 2, number(`A${at + 2}`, at), cell))
  const { columns, rows: found } = await read(header + rows.join(''))
  return [columns[1]?.slice(2), ...found.map((one) => JSON.parse(one).v)]
}

describe('a column of a sheet', () => {
  test.each<readonly [string, readonly string[], readonly unknown[]]>([
    ['whole numbers', [number('B2', 1), number('B3', '2.0')], ['BIGINT', 1, 2]],
    ['numbers', [number('B2', 1), number('B3', 1.5), number('B4', '3E-2')], ['DOUBLE', 1, 1.5, 0.03]],
    ['numbers as a program cut them', [number('B2', '0.9123456789012342')], ['DOUBLE', 0.9123456789012342]],
    ['large numbers', [number('B2', '1E+20'), number('B3', '0.5', 5)], ['DOUBLE', 1e20, 0.5]],
    [
      'whole numbers of many digits',
      [number('B2', '12345678901234567890'), number('B3', '1.5')],
      ['VARCHAR', '12345678901234567890', '1.5'],
    ],
    ['texts that look like numbers', [text('B2', '7'), text('B3', '08')], ['VARCHAR', '7', '08']],
    ['a text behind a number', [number('B2', 5), text('B3', 'x')], ['VARCHAR', '5', 'x']],
    ['a number behind nothing', ['<c r="B2" s="1"/>', number('B3', 5)], ['BIGINT', null, 5]],
    ['days', [number('B2', 46053, 1), number('B3', 61, 1)], ['DATE', '2026-01-31', '1900-03-01']],
    ['the first days', [number('B2', 1, 1), number('B3', 59, 1)], ['DATE', '1900-01-01', '1900-02-28']],
    ['a day that never was', [number('B2', 60, 1)], ['VARCHAR', '1900-02-29']],
    ['a day before all', [number('B2', -1, 1)], ['BIGINT', -1]],
    [
      'moments',
      [number('B2', 46053, 2), number('B3', 46053.4166666667, 2), number('B4', 46053.99999999999, 2)],
      ['TIMESTAMP', '2026-01-31 00:00:00', '2026-01-31 10:00:00', '2026-02-01 00:00:00'],
    ],
    [
      'days and moments',
      [number('B2', 46053, 1), number('B3', 46053.5, 1)],
      ['TIMESTAMP', '2026-01-31 00:00:00', '2026-01-31 12:00:00'],
    ],
    ['times', [number('B2', 0.5, 3), number('B3', 86399.999 / 86400, 3)], ['TIME', '12:00:00', '23:59:59.999']],
    ['lengths of time', [number('B2', 1.5, 4), number('B3', 0, 4)], ['VARCHAR', '36:00:00', '0:00:00']],
    [
      'a day in a column of texts',
      [text('B2', 'none'), number('B3', 46053, 1), number('B4', 46053.5, 2)],
      ['VARCHAR', 'none', '2026-01-31', '2026-01-31 12:00:00'],
    ],
    ['days as ISO writes them', ['<c r="B2" t="d"><v>2026-01-31</v></c>'], ['DATE', '2026-01-31']],
    ['booleans', ['<c r="B2" t="b"><v>1</v></c>', '<c r="B3" t="b"><v>0</v></c>'], ['BOOLEAN', true, false]],
    ['an error', [number('B2', 1), '<c r="B3" t="e"><v>#N/A</v></c>'], ['VARCHAR', '1', '#N/A']],
    ['what formulas made', ['<c r="B2" t="str"><f>A2</f><v>a_x000D_&#10;b</v></c>'], ['VARCHAR', 'a\r\nb']],
    ['a text that is empty', ['<c r="B2" t="inlineStr"><is><t/></is></c>', ''], ['VARCHAR', '', null]],
    [
      'a text in pieces',
      [
        '<c r="B2" t="inlineStr"><is><r><t>a &amp; </t></r><r><t xml:space="preserve"> b</t></r><rPh><t>x</t></rPh></is></c>',
      ],
      ['VARCHAR', 'a &  b'],
    ],
  ])('of %s', async (_, cells, expected) => {
    expect(await column(...cells)).toEqual(expected)
  })

  test('keeps every double, however many digits its writer gave it', async () => {
    const seed = Number(process.env.FUZZ_SEED ?? 20260301)
    const doubles = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 30 })
    const property = fc.asyncProperty(doubles, fc.constantFrom(15, 16, 17), async (values, digits) => {
      // Beside a fraction, which makes all of them doubles.
      const texts = ['0.5', ...values.map((value) => value.toExponential(digits - 1))]
      const [type, ...found] = await column(...texts.map((one, at) => number(`B${at + 2}`, one)))
      expect([type, ...found]).toEqual(['DOUBLE', ...texts.map(Number)])
    })
    await fc.assert(property, { seed, numRuns: 10 * Number(process.env.FUZZ_TIMES ?? 1) })
  })
})

describe('a sheet', () => {
  const data = header + row(2, number('A2', 1), text('B2', 'a')) + row(4, number('A4', 3))
  const expected = ['{"id":1,"v":"a"}', '{"id":3,"v":null}']

  test('has rows behind an empty one, and cells that are written in many ways', async () => {
    const cells = (prefix: string) => data.replaceAll(/<(\/?)(\w)/g, `<$1${prefix}$2`)
    expect((await read(data)).rows).toEqual(expected)
    expect((await read(cells('x:'))).rows).toEqual(expected)
    const bare = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row><row><c><v>1</v></c><c t="s"><v>2</v></c></row>'
    const strings = '<si><t>id</t></si><si><r><t>v</t></r></si><si><t><![CDATA[<a>]]></t></si>'
    expect((await read(bare, {}, { strings })).rows).toEqual(['{"id":1,"v":"<a>"}'])
    const of = (place: string) => place.replaceAll(/r="([AB])/g, (_, letter) => `r="${letter === 'A' ? 'Z' : 'AA'}`)
    expect((await read(of(data))).rows).toEqual(expected)
  })

  const rows = [row(1, text('A1', 'made')), row(3, text('A3', 'n'), text('B3', 'd')), row(4, number('A4', 7))]
  test.each<readonly [ReadOptions, string]>([
    [{ skip: 2 }, 'n BIGINT, d DATE | {"n":7,"d":null} {"n":null,"d":"2026-01-31"}'],
    [{ skip: 2, types: { n: 'VARCHAR', d: 'TIMESTAMP' } }, '{"n":"7","d":null} {"n":null,"d":"2026-01-31 00:00:00"}'],
    [{ skip: 2, allVarchar: true }, 'n VARCHAR, d VARCHAR | {"n":"7","d":null} {"n":null,"d":"2026-01-31"}'],
    [{ skip: 2, nullText: '7' }, '{"n":null,"d":null} {"n":null,"d":"2026-01-31"}'],
    [{ skip: 3, header: false }, 'column0 BIGINT, column1 DATE | {"column0":7,"column1":null}'],
    [
      { skip: 3, header: false, columns: { x: 'DOUBLE', y: 'VARCHAR' } },
      '{"x":7.0,"y":null} {"x":null,"y":"2026-01-31"}',
    ],
    [{ skip: 2, columns: { n: 'DOUBLE', d: 'DATE' } }, 'n DOUBLE, d DATE | {"n":7.0,"d":null}'],
    [{ skip: 2, types: { n: 'DATE' } }, `the column "n" has '7', which is no DATE`],
    [{ skip: 2, types: { m: 'DATE' } }, 'types names the column "m", which no file has'],
  ])('is read with %j', async (options, expected) => {
    const whole = [...rows, row(5, number('B5', 46053, 1))].join('')
    const found = await read(whole, options).then(
      ({ columns, rows }) => `${columns.join(', ')} | ${rows.join(' ')}`,
      (error: Error) => error.message,
    )
    expect(found).toContain(expected)
  })

  test('of a workbook of 1904 has its days', async () => {
    const properties = '<workbookPr date1904="1"/>'
    const days = header + row(2, number('A2', 0, 1), number('B2', 44591.5, 2))
    expect((await read(days, {}, { properties })).rows).toEqual(['{"id":"1904-01-01","v":"2026-01-31 12:00:00"}'])
  })

  test('of one column has empty cells between others', async () => {
    const one = row(1, text('C1', 'n')) + row(2, number('C2', 1)) + row(5, number('C5', 2))
    expect((await read(one)).rows).toEqual(['{"n":1}', '{"n":null}', '{"n":null}', '{"n":2}'])
  })

  test('has no column that a cell has no name for in silence, and none twice', async () => {
    const wide = header + row(2, number('A2', 1), number('B2', 2), number('C2', 3))
    const { rows, warnings } = await read(wide)
    expect([rows, warnings]).toEqual([
      ['{"id":1,"v":2,"column2":3}'],
      [expect.stringContaining('a.xlsx has no name for the column 3, which is called "column2"')],
    ])
    await expect(read(row(1, text('A1', 'id'), text('B1', 'ID')) + row(2, number('A2', 1)))).rejects.toThrow(
      'a.xlsx has the columns "id" and "ID", which differ only by case',
    )
  })

  test('is the first one that is shown, and others are told of', async () => {
    const other = row(1, text('A1', 'n')) + row(2, number('A2', 9))
    const book = await workbook({ sheets: { One: data, Two: other, Three: row(1, '<c r="A1" s="1"/>') } })
    const hidden = (name: string) => (text: string) => text.replace(`<sheet name="${name}"`, `$& state="hidden"`)
    const { rows, warnings } = await files.read({ 'a.xlsx': book })
    expect([rows, warnings]).toEqual([
      expected,
      ['a.xlsx is read for its sheet "One", and not for "Two": say which with { sheet }'],
    ])
    expect(await files.read({ 'a.xlsx': book }, { sheet: 'Two' })).toMatchObject({ rows: ['{"n":9}'], warnings: [] })
    await expect(files.read({ 'a.xlsx': book }, { sheet: 'two' })).rejects.toMatchObject({
      message: 'a.xlsx has no sheet "two"',
      fix: expect.stringContaining('Two'),
    })
    const parts = {
      'xl/workbook.xml': hidden('One')(
        '<workbook><sheets><sheet name="One" id="rId1"/><sheet name="Two" id="rId2"/></sheets></workbook>',
      ),
    }
    const shown = await workbook({ sheets: { One: data, Two: other }, parts })
    expect(await files.read({ 'a.xlsx': shown })).toMatchObject({ rows: ['{"n":9}'], warnings: [] })
  })

  test('and others of another shape are one table', async () => {
    const second = row(1, text('A1', 'v'), text('B1', 'id')) + row(2, number('A2', 46053, 1), number('B2', 5))
    const both = {
      'a.xlsx': await workbook({ sheets: { S: data } }),
      'b.xlsx': await workbook({ sheets: { S: second } }),
    }
    expect((await files.read(both)).rows).toEqual([...expected, '{"id":5,"v":"2026-01-31"}'])
  })
})

describe('a file that is refused', () => {
  test.each<readonly [string, (whole: Buffer) => Buffer, string]>([
    ['is empty', () => Buffer.alloc(0), 'a.xlsx is empty, and no workbook'],
    ['is no archive', () => Buffer.from('id,v\n1,2\n'), 'a.xlsx is no workbook of the format .xlsx'],
    ['has a password', () => Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'a.xlsx has a password, or is of the format .xls'],
    ['is cut', (whole) => whole.subarray(0, whole.length >> 1), 'a.xlsx is no workbook of the format .xlsx'],
    ['has other bytes', (whole) => whole.fill(0x55, 60, 90), 'a.xlsx is not whole'],
  ])('%s', async (_, change, message) => {
    const whole = await workbook({ sheets: { S: header + row(2, number('A2', 1), text('B2', 'x'.repeat(90))) } })
    await expect(files.read({ 'a.xlsx': change(whole) })).rejects.toMatchObject({
      code: 'ASSET_VALUE',
      message: expect.stringContaining(message),
      at: 'a.xlsx',
    })
  })

  test('has a formula without its value, whose cell is told', async () => {
    await expect(read(header + row(2, number('A2', 1), '<c r="B2"><f>A2*2</f></c>'))).rejects.toMatchObject({
      message: 'a.xlsx has a formula in B2 whose value it does not hold',
      fix: 'open it in a spreadsheet and save it there, which computes the values',
    })
  })

  test('of which any bytes are others is read or refused', async () => {
    const whole = await workbook({ sheets: { S: header + row(2, number('A2', 1), text('B2', 'a')) } })
    for (let at = 0; at < whole.length; at += 7) {
      const other = Buffer.from(whole)
      other[at] = (other[at] as number) ^ 0x21
      await files.read({ 'a.xlsx': other }).catch((error) => expect([at, error.code]).toEqual([at, 'ASSET_VALUE']))
    }
  })
})
