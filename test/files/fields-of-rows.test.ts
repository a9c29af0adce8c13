import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { ReadOptions } from '../../src/define/read-options.ts'
import { corpus, type Files } from './corpus.ts'

const files = corpus()

test.each<readonly [string, Files, ReadOptions, string]>([
  ['one empty field', { 'a.csv': 'a,b\n1,2\n3,4,\n' }, {}, 'a.csv has 3 fields in line 3'],
  ['two of them', { 'a.csv': 'a,b\n1,2,,\n' }, {}, 'a.csv has 4 fields in line 2'],
  ['one at the end of the file', { 'a.csv': 'a\r\n1,' }, {}, 'a.csv has 2 fields in line 2'],
  ['one in every row', { 'a.csv': 'a;b\r\n1;"x\r\ny";\r\n2;;\r\n' }, {}, 'a.csv has 3 fields in line 2'],
  ['the begin of a null text', { 'a.csv': 'a,b\n1,2,N\n' }, { nullText: 'NA' }, 'Found: 3'],
  ['a packed one', { 'a.csv.gz': gzipSync('a,b\n1,2,\n') }, {}, 'a.csv.gz has 3 fields in line 2'],
  ['one behind a mark', { 'a.csv': '\ufeff"a","b"\n1,2\n1,2,\n' }, {}, 'a.csv has 3 fields in line 3'],
])('a row with %s too many is refused', async (_, content, read, message) => {
  await expect(files.read(content, read)).rejects.toThrow(message)
})

const mebibyte = 2 ** 20
test.each([-2, -1, 0])('a row with a field too many is found where a file is read in pieces (%i)', async (off) => {
  // The comma is the last byte of a piece, the first of the next, or neither.
  const row = `${'x'.repeat(1_023)}\n`
  const before = `a\n${row.repeat(1_023)}`
  const text = `${before}${'x'.repeat(mebibyte + off - before.length)},\n1\n`
  await expect(files.read({ 'a.csv': text })).rejects.toThrow('a.csv has 2 fields in line 1025')
})

test.each<readonly [string, ReadOptions, readonly unknown[]]>([
  [
    'a,b\n1,\n,\n"1","2,\n"\n',
    {},
    [
      ['1', null],
      [null, null],
      ['1', '2,\n'],
    ],
  ],
  [
    'a,b\n1, "2,3"\n"4" ,5\n',
    {},
    [
      ['1', '2,3'],
      ['4', '5'],
    ],
  ],
  ['a\n1\n\nNA\n', { nullText: 'NA' }, [['1'], [''], [null]]],
  ['a\n1\n\n""\n', {}, [['1'], [null], ['']]],
  [
    'a,b\n1,\n2,NA\n',
    { nullText: ['NA', 'x'] },
    [
      ['1', ''],
      ['2', null],
    ],
  ],
])('%j has every field that it has (%j)', async (text, read, rows) => {
  const found = await files.read({ 'a.csv': text }, { allVarchar: true, ...read })
  expect(found.rows.map((row) => Object.values(JSON.parse(row)))).toEqual(rows)
})

test('a row with empty fields too many is set aside as it is written, by its line', async () => {
  const of = { '1.csv': 'n,s\n1,"a\nb"\n2,c,\n3,d\n', '2.csv': 'n,s\n4,e\nx,f\n"5","g",,\n6,h,i\n' }
  const { rows, unread, problems } = await files.read(of, { ignoreErrors: true, types: { n: 'INTEGER' } })
  expect(rows.map((row) => JSON.parse(row).n)).toEqual([1, 3, 4])
  expect(unread).toEqual(['4 too_many_columns', '3 cast', '4 too_many_columns', '5 too_many_columns'])
  expect(problems[0]).toBe('1.csv: Expected Number of Columns: 2 Found: 3')
})
