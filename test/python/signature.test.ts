import { expect, test } from 'vitest'
import { readSignature } from '../../src/discover/python/read-signature.ts'

test.each<[what: string, text: string, parameters: string[], keywords: string[], optional: string[]]>([
  ['none', 'def rows(): ...', [], [], []],
  ['names', 'def rows(raw, orders):\n    ...', ['raw', 'orders'], [], []],
  [
    'annotations',
    'def rows(raw: "pd.DataFrame", orders: dict[str, list[int]]) -> list: ...',
    ['raw', 'orders'],
    [],
    [],
  ],
  [
    'a default with brackets and a comma',
    'def rows(raw, *, sizes=(1, {"a": [2, 3]}), limit: int): ...',
    ['raw'],
    ['limit'],
    ['sizes'],
  ],
  [
    'a text with everything in it',
    "def rows(raw: '''a, b) #''' = None, *, log=\"it's \\\" , )\"): ...",
    ['raw'],
    [],
    ['log'],
  ],
  ['comments', 'def rows(\n    raw,  # , other)\n    orders,\n):\n    ...', ['raw', 'orders'], [], []],
  ['a context before the tables', 'def rows(context, raw): ...', ['raw'], [], []],
  ['only by position', 'def rows(raw, /, orders): ...', ['raw', 'orders'], [], []],
  [
    'async, and a method of the same name before',
    'class A:\n    def rows(self): ...\n\nasync def rows(raw): ...',
    ['raw'],
    [],
    [],
  ],
  ['the last of two', 'def rows(a): ...\ndef rows(b): ...', ['b'], [], []],
  ['a comparison as a default', 'def rows(*, one: int = 1 == 2, two: x[1 == 2]): ...', [], ['two'], ['one']],
])('parameters that are read without Python: %s', (_, text, parameters, keywords, optional) => {
  expect(readSignature(text, 'rows')).toMatchObject({ parameters, keywords, optional })
})

test.each([
  ['any number of them', 'def rows(*tables): ...'],
  ['no function', 'rows = 1'],
  ['a text that does not end', 'def rows(raw="'],
  ['a function in another', 'def outer():\n    def rows(raw): ...'],
])('what is not certain is not read: %s', (_, text) => {
  expect(readSignature(text, 'rows')).toBeUndefined()
})
