import { describe, expect, test } from 'vitest'
import type { AssetError } from '../../src/errors.ts'
import { buildGraph } from '../../src/graph/build.ts'
import { select } from '../../src/graph/select.ts'
import { mistakesOf, node } from './nodes.ts'

const graph = buildGraph([
  node('raw_documents', [], { kind: 'source', tags: ['rag'] }),
  node('crm.customers', ['raw_documents'], { tags: ['daily'] }),
])
const facts = { status: () => 'fresh' as const, changed: () => new Set<string>() }
const run = (included: string[], exclude: string[] = []) => select(graph, { select: included, exclude, facts })

describe('a selection that matches nothing', () => {
  test.each([
    [['raw_document'], [], 'there is no asset "raw_document"\ndid you mean "raw_documents"?'],
    [['customers'], [], 'there is no asset "customers"\ndid you mean "crm.customers"?'],
    [['nothing_like_it'], [], 'there is no asset "nothing_like_it"\nrun `assets list` to see every name'],
    [['raw_documents', 'RAW_DOCUMENTS'], [], 'there is no asset "RAW_DOCUMENTS"\ndid you mean "raw_documents"?'],
    [['*'], ['raw_document'], 'there is no asset "raw_document"\ndid you mean "raw_documents"?'],
    [['x*', 'y*'], [], 'no asset matches x* y*\nrun `assets list` to see every name'],
    [['tag:daly'], [], 'no asset matches tag:daly\ndid you mean "tag:daily"?'],
    [['tag:monthly'], [], 'no asset matches tag:monthly\nthere is tag:rag, tag:daily'],
    [['group:crm'], [], 'no asset matches group:crm\nnothing has a group yet: run `assets list` to see every name'],
    [['owner:ann'], [], 'no asset matches owner:ann\nnothing has an owner yet: run `assets list` to see every name'],
    [
      ['path:assets/raw_document.ts'],
      [],
      'no asset matches path:assets/raw_document.ts\ndid you mean "path:assets/raw_documents.ts"?',
    ],
    [['status:stale'], [], 'no asset matches status:stale\nrun `assets status` to see what is true of each asset'],
    [
      ['changed:HEAD'],
      [],
      'no asset matches changed:HEAD\nnothing differs from HEAD: name another git ref, or select by status:stale',
    ],
    [
      ['kind:check'],
      [],
      'no asset matches kind:check\nthe project declares no check: run `assets list` to see what it declares',
    ],
    [
      ['tag:rag,tag:daily'],
      [],
      'no asset matches tag:rag,tag:daily\neach part matches something, but nothing matches all: try a space, which is "or"',
    ],
    [['tag:rag'], ['raw_documents'], '--exclude raw_documents leaves nothing of tag:rag\nexclude less, or select more'],
    [[], ['*'], '--exclude * leaves nothing of all 2 assets\nexclude less, or select more'],
  ])('%j without %j', (included, exclude, text) => {
    expect(mistakesOf(() => run(included, exclude))).toEqual([{ code: 'SELECTION_EMPTY', at: undefined, text }])
  })

  test('tells all names that are wrong together', () => {
    expect(mistakesOf(() => run(['raw', 'crm'])).map(({ text }) => text.split('\n')[0])).toEqual([
      'there is no asset "raw"',
      'there is no asset "crm"',
    ])
  })
})

const quote = `put the whole expression into quotes, such as 'not a and (b or c)'`

describe('a selection that cannot be read', () => {
  test.each([
    [
      ' ',
      2,
      'the selection is empty\nleave the argument out to select everything; if it comes from a variable, check that the variable is set',
    ],
    ['not', 1, `"not" stands alone\n${quote}; an asset of that name is '"not"'`],
    ['and', 1, `"and" stands alone\n${quote}; an asset of that name is '"and"'`],
    [',', 1, `"," stands alone\n${quote}`],
    [
      'a and',
      6,
      'the selection ends where an asset is expected\nwrite a name, a tag: or a group in parentheses there, or take out what waits for it',
    ],
    [
      'a,,b',
      3,
      'an asset is expected before ","\nwrite a name, a tag: or a group in parentheses there, or take "," out',
    ],
    [
      'a or and b',
      6,
      'an asset is expected before "and"\nwrite a name, a tag: or a group in parentheses there, or take "and" out',
    ],
    ['a or b)', 7, '")" closes nothing\ntake it out, or open it with "("'],
    ['not (a or b', 5, '"(" is never closed\nadd ")" where the group ends'],
    ['roots( )', 6, 'there is nothing between "(" and ")"\nwrite what to select between them, or take them out'],
    ['tag:"a b', 5, 'the quote is never closed\nadd the closing "'],
    [
      '2+ report',
      1,
      '"2+" stands alone\nwrite it without a space: +name for what the asset is made from, name+ for what is made from it, @name for both',
    ],
    [
      '++',
      2,
      'there is a "+" without a name\nwrite +name for what the asset is made from, name+ for what is made from it',
    ],
    ['a+b', 2, '"a+b" has a "+" in the middle\nput a space between the two for either, or a comma for both'],
    ['(a)b', 4, '"(a)" runs into what follows it\nput a space between the two for either, or a comma for both'],
    [
      'leaves(a)',
      1,
      'there is no function "leaves"\nthe functions are roots(…) and sinks(…); to select both, put a space before "("',
    ],
    ['a tagg:x', 3, '"tagg:" is nothing to select by\ndid you mean "tag:"?'],
    [
      'maker:y',
      1,
      '"maker:" is nothing to select by\nuse one of tag: group: kind: owner: path: source: status: changed: state: resource_type: test_type: package: exposure: fqn: file: test_name: unit_test: access: version: selector: config.…:',
    ],
    [
      'config.tags:',
      1,
      '"config.tags:" has no value\nwrite the value right after the colon, such as config.materialized:view',
    ],
    [
      'result:error',
      1,
      '"result:" is dbt\'s and nothing to select by here\nsay the status that it has now: status:failed',
    ],
    ['tag:', 1, '"tag:" has no value\nwrite the value right after the colon, such as tag:rag'],
    ['status:stael', 1, 'there is no status "stael"\ndid you mean "status:stale"?'],
    ['kind:table', 1, 'there is no kind "table"\nuse one of asset, source, check, effect'],
    [
      '('.repeat(102),
      102,
      'the selection is nested more than 100 deep\nsplit it into several arguments, which are united',
    ],
  ])('%s', (text, column, expected) => {
    let thrown: AssetError | undefined
    const mistakes = mistakesOf(() => {
      try {
        run([text])
      } catch (error) {
        thrown = error as AssetError
        throw error
      }
    })
    expect(mistakes).toEqual([{ code: 'SELECTION_SYNTAX', at: undefined, text: expected }])
    expect(thrown!.facts).toEqual({ selection: text, column, caret: `${text}\n${' '.repeat(column - 1)}^` })
  })

  test('is shown with the caret in its place, whatever characters come before it', () => {
    let thrown: AssetError | undefined
    try {
      run(['文書🙂\tor\n)'])
    } catch (error) {
      thrown = error as AssetError
    }
    expect(thrown!.facts).toMatchObject({ column: 8, caret: `文書🙂 or )\n       ^` })
  })
})
