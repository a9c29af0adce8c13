import { describe, expect, test } from 'vitest'
import { csvLine, jsonLine } from '../../src/app/rows/row-lines.ts'
import { renderMarkdown, renderSchema, renderTable } from '../../src/cli/render/rows/rows.ts'
import { jsonRow } from '../../src/util/safe-json.ts'
import { cellText } from '../../src/util/text/cell.ts'
import { plainStyle } from './plain-style.ts'

const columns = [
  { name: 'id', type: 'BIGINT' },
  { name: 'text', type: 'VARCHAR' },
  { name: 'embedding', type: 'FLOAT[]' },
]
const rows = [
  { id: 7n, text: 'one|two\nthree', embedding: new Float32Array([0.5, -1]) },
  { id: 12n, text: null, embedding: new Float32Array(100) },
]

test('every kind of value has a form in JSON', () => {
  expect(
    jsonRow({
      big: 12345678901234567890n,
      date: new Date(0),
      bytes: new Uint8Array([1, 2, 255]),
      vector: new Float32Array([0.5]),
      nested: { when: new Date(0), list: [1n, null] },
      nan: Number.NaN,
      none: undefined,
    }),
  ).toEqual({
    big: '12345678901234567890',
    date: '1970-01-01T00:00:00.000Z',
    bytes: 'AQL/',
    vector: [0.5],
    nested: { when: '1970-01-01T00:00:00.000Z', list: ['1', null] },
    nan: 'NaN',
    none: null,
  })
})

test('a cell is one text; null is told from the empty string', () => {
  expect([cellText(null), cellText(''), cellText(true), cellText({ a: 1n }), cellText(new Date(0))]).toEqual([
    'null',
    '',
    'true',
    '{"a":"1"}',
    '1970-01-01T00:00:00.000Z',
  ])
})

describe('formats', () => {
  test('table: numbers to the right, line ends shown, long cells cut', () => {
    expect(renderTable(columns, rows, plainStyle)).toBe(
      [
        'id  text            embedding',
        ' 7  one|two\\nthree  [0.5,-1]',
        ` 12  null            [${'0,'.repeat(29)}…`.replace(/^ /, ''),
      ].join('\n'),
    )
  })

  test('markdown: what would break the table is escaped', () => {
    expect(renderMarkdown(columns.slice(0, 2), rows)).toBe(
      '| id | text |\n| --: | --- |\n| 7 | one\\|two<br>three |\n| 12 |  |',
    )
  })

  test('csv: quotes where they are needed, null empty, the empty string quoted', () => {
    expect(csvLine(['a', 'b "c"', 'd,e', 'f\ng', '', null, 7n, 0.5])).toBe('a,"b ""c""","d,e","f\ng","",,7,0.5')
  })

  test('jsonl: one object a line', () => {
    expect(jsonLine(rows[0]!)).toBe('{"id":"7","text":"one|two\\nthree","embedding":[0.5,-1]}')
  })

  test('schema: names and types', () => {
    expect(renderSchema(columns, plainStyle)).toBe(
      'COLUMN     TYPE\nid         BIGINT\ntext       VARCHAR\nembedding  FLOAT[]',
    )
  })
})
