import { describe, expect, test } from 'vitest'
import { pattern } from '../../src/table/expectations/kinds/regex.ts'
import { createProject } from '../rig/project.ts'

/** An expression, a text, and whether `re.search` of Python 3.11 finds it. */
const cases: readonly (readonly [string, string, boolean])[] = [
  ['^\\w+$', 'caf\u00e9', true],
  ['^\\w+$', '\u65e5\u672c', true],
  ['^\\w+$', 'e\u0301', false],
  ['^\\w+$', 'a\n', true],
  ['^\\w+\\Z', 'a\n', false],
  ['(?a)^\\w+$', 'caf\u00e9', false],
  ['^\\d+$', '\u0663', true],
  ['^\\D+$', '\u0663', false],
  ['^\\s$', '\u00a0', true],
  ['^\\s$', '\u001c', true],
  ['^\\S$', '\u2003', false],
  ['\\b\u00e9', 'a \u00e9', true],
  ['\\B\u00e9', 'a\u00e9', true],
  ['\\B', '', false],
  ['^[^\\W\\d_]+$', '\u00e9', true],
  ['^[\\W_]+$', '_ -', true],
  ['^[\\s\\S]$', '\n', true],
  ['^.$', '\r', true],
  ['^.$', '\u2028', true],
  ['^.$', '\n', false],
  ['(?s)^.$', '\n', true],
  ['(?m)^b$', 'a\nb\nc', true],
  ['(?i)^\u00c9$', '\u00e9', true],
  ['^[]a]+$', ']a', true],
  ['^[a\\-z]$', 'b', false],
  ['^a{,2}$', 'aa', true],
  ['^a{,2}$', 'aaa', false],
  ['^{a}$', '{a}', true],
  ['^\\@\\-\\_$', '@-_', true],
  ['^(?P<n>a)(?P=n)$', 'aa', true],
  ['^(a)\\1$', 'ab', false],
  ['(?<=\u20ac)\\d', '\u20ac1', true],
  ['^a(?#never)+$', 'aa', true],
  ['^[&&a]+$', 'a&', true],
  ['^\\x41\\u00e9$', 'A\u00e9', true],
  ['@example\\.com$', 'a@example.com\n', true],
  ['^\ud835\udcb3$', '\ud835\udcb3', true],
]

describe('an expression of Python', () => {
  test.each(cases)('%j in %j: %s', (python, text, isFound) => {
    expect(pattern(python).test(text)).toBe(isFound)
  })

  test('is one of DuckDB as well, but where it looks around or back', () => {
    const refused = cases.filter(([python]) => pattern(python).re2 === undefined).map(([python]) => python)
    expect(refused).toEqual(['\\bé', '\\Bé', '\\B', '^[^\\W\\d_]+$', '^(?P<n>a)(?P=n)$', '^(a)\\1$', '(?<=€)\\d'])
  })

  test.each([
    ['(?x) a', 'has the flag x'],
    ['a++', 'has ++, which gives nothing back'],
    ['(?(1)a)', 'has (?(1…'],
    ['\\y', 'has \\y, which Python refuses'],
    ['\\x4', 'has \\x with too few digits'],
    ['\\Uffffffff', 'has a character beyond'],
    ['[a', 'has a [ that nothing closes'],
    ['(', 'is no expression'],
  ])('%j is refused', (python, message) => {
    expect(() => pattern(python)).toThrow(message)
  })
})

test('a suite finds in its table what Python finds', async () => {
  const rows = cases.map(([, text], id) => ({ id, text }))
  const expectations = cases.map(([regex], id) => ({
    type: 'expect_column_values_to_match_regex',
    kwargs: { column: 'text', regex, row_condition: `id == ${id}`, condition_parser: 'pandas' },
  }))
  await using project = await createProject({
    'assets/index.ts': `
import { asset, check } from '#project'
import { expectations } from 'assetstore/expectations'
export const texts = asset(() => ${JSON.stringify(rows)})
export const suite = check({ severity: 'warn' }, ({ texts }) => expectations(texts, { name: 's', expectations: ${JSON.stringify(expectations)} }))
`,
  })
  const { steps } = await project.json('materialize')
  const { results } = steps.find(({ asset }: { asset: string }) => asset === 'suite').facts.validation
  expect(results.map(({ success }: { success: boolean }) => success)).toEqual(cases.map(([, , isFound]) => isFound))
})
