import { describe, expect, test } from 'vitest'
import type { AssetError } from '../../src/errors.ts'
import { buildGraph } from '../../src/graph/build.ts'
import type { Node } from '../../src/graph/node.ts'
import { mistakesOf, node } from './nodes.ts'

const mistakes = (nodes: readonly Node[], entry?: string) =>
  mistakesOf(() => buildGraph(nodes, entry === undefined ? {} : { entry }))

describe('an upstream that is not there', () => {
  test('is told with the name that was meant', () => {
    const nodes = [node('raw_documents'), node('report', ['raw_document'], { at: 'assets/crm.ts:3' })]
    expect(mistakes(nodes)).toEqual([
      {
        code: 'ASSET_UNKNOWN_UPSTREAM',
        at: 'assets/crm.ts:3',
        text: 'report names "raw_document", which assets/index.ts does not export\ndid you mean "raw_documents"?',
      },
    ])
  })

  test('is told with what to do where no name is close', () => {
    expect(mistakes([node('report', ['customers'])], 'data/all.ts')).toEqual([
      {
        code: 'ASSET_UNKNOWN_UPSTREAM',
        at: 'assets/report.ts:1',
        text:
          'report names "customers", which data/all.ts does not export\n' +
          'export an asset or a source of that name from data/all.ts, or name one that it exports: `assets list` shows them',
      },
    ])
  })

  test('may be a member of a namespace', () => {
    const [mistake] = mistakes([node('crm.customers'), node('report', ['customers'])])
    expect(mistake!.text).toContain('did you mean "crm.customers"?')
  })

  test('is told once an asset that names it', () => {
    expect(mistakes([node('a', ['x', 'x']), node('b', ['x'])]).map(({ at }) => at)).toEqual([
      'assets/a.ts:1',
      'assets/b.ts:1',
    ])
  })

  test('is never thought to be a check, whose failing rows are read by assets alone', () => {
    const report = node('report', ['short'], { kind: 'effect' })
    const nodes = [node('documents'), node('short', ['documents'], { kind: 'check' }), report]
    expect(mistakes([...nodes.slice(0, 2), node('report', ['short'])])).toEqual([])
    expect(mistakes(nodes)).toEqual([
      {
        code: 'ASSET_UNKNOWN_UPSTREAM',
        at: 'assets/report.ts:1',
        text:
          'report names "short", which is a check: its failing rows are read by assets alone\n' +
          'name "documents", which it tests, instead: a check that blocks already holds back what it tests',
      },
    ])
    expect(mistakes([...nodes.slice(0, 2), node('report', ['shor'])])[0]!.text).not.toContain('did you mean')
  })
})

describe('a cycle', () => {
  test('is told with its path the way the data goes, and with the places to change', () => {
    expect(mistakes([node('a', ['c']), node('b', ['a']), node('c', ['b'])])).toEqual([
      {
        code: 'ASSET_CYCLE',
        at: 'assets/a.ts:1',
        text:
          'assets are made from each other: a → b → c → a\n' +
          'take out one of these parameters: "a" of b (assets/b.ts:1), "b" of c (assets/c.ts:1), "c" of a (assets/a.ts:1)',
      },
    ])
  })

  test('may be an asset that reads itself', () => {
    expect(mistakes([node('a', ['a'])])).toEqual([
      {
        code: 'ASSET_CYCLE',
        at: 'assets/a.ts:1',
        text: 'a reads itself\ntake out one of these parameters: "a" of a (assets/a.ts:1); what it made before is `previous` in the context of an asset with previous: true',
      },
    ])
  })

  test('is told once, by its shortest form, however tangled the assets are', () => {
    const tangle = [node('a', ['e', 'c']), node('b', ['a']), node('c', ['b', 'd']), node('d', ['c']), node('e', ['d'])]
    const found = mistakes([...tangle, node('x', ['y', 'a']), node('y', ['x'])])
    expect(found.map(({ text }) => text.split('\n')[0])).toEqual([
      'assets are made from each other: c → d → c',
      'assets are made from each other: x → y → x',
    ])
  })

  test('carries its path and its places for programs', () => {
    let thrown: AssetError | undefined
    try {
      buildGraph([node('a', ['b']), node('b', ['a'])])
    } catch (error) {
      thrown = error as AssetError
    }
    expect(thrown!.facts).toEqual({ path: ['a', 'b', 'a'], places: ['assets/a.ts:1', 'assets/b.ts:1'] })
  })
})

describe('a name', () => {
  test('has to be an identifier in each of its parts', () => {
    expect(mistakes([node('crm.new-customers', [], { at: 'assets/crm.ts:9' })])).toEqual([
      {
        code: 'ASSET_NAME',
        at: 'assets/crm.ts:9',
        text:
          '"crm.new-customers" cannot be the name of an asset: "new-customers" is not an identifier\n' +
          'export it under a name, such as `export const new_customers = asset(…)`',
      },
    ])
    expect(mistakes([node('naïve_$'), node('文書'), node('crm.customers')])).toEqual([])
  })

  test('cannot be that of a default export', () => {
    expect(mistakes([node('default', [], { kind: 'source' })])).toEqual([
      {
        code: 'ASSET_NAME',
        at: 'assets/default.ts:1',
        text:
          'a default export has no name of its own, and "default" cannot be one\n' +
          'export it under a name, such as `export const raw_documents = source(…)`',
      },
    ])
  })

  test('may begin with the word', () => {
    expect(mistakes([node('default_rates'), node('crm.default_rates')])).toEqual([])
    expect(mistakes([node('crm.default')]).map(({ code }) => code)).toEqual(['ASSET_NAME'])
    expect(mistakes([node('default.rates')]).map(({ code }) => code)).toEqual(['ASSET_NAME'])
  })

  test('belongs to one asset', () => {
    expect(mistakes([node('a', [], { at: 'assets/x.ts:1' }), node('a', [], { at: 'assets/y.ts:2' })])).toEqual([
      {
        code: 'ASSET_DUPLICATE',
        at: 'assets/y.ts:2',
        text:
          '"a" is already the name of the asset at assets/x.ts:1\n' +
          'rename one of the two, or export one file as a namespace: `export * as crm from …`',
      },
    ])
  })

  test('differs from every other by more than case', () => {
    expect(mistakes([node('Report'), node('report')])).toEqual([
      {
        code: 'ASSET_NAME_CASE',
        at: 'assets/report.ts:1',
        text:
          '"report" and "Report" (assets/Report.ts:1) differ only by case, which SQL and some file systems do not tell apart\n' +
          'rename "report" or "Report"',
      },
    ])
  })
})

test('all mistakes are told together', () => {
  const found = mistakes([node('a-b'), node('a', ['b']), node('b', ['a']), node('B', ['nothing_like_it'])])
  expect(found.map(({ code }) => code)).toEqual([
    'ASSET_NAME',
    'ASSET_NAME_CASE',
    'ASSET_UNKNOWN_UPSTREAM',
    'ASSET_CYCLE',
  ])
})
