import { describe, expect, test } from 'vitest'
import { renderedAfter } from '../../src/integrations/dbt/ask/template.ts'
import { canonicalPieces, cutAtRelations } from '../../src/integrations/dbt/relations.ts'

const relations = new Map([
  ['"shop"."main"."orders"', 'orders'],
  ['"shop"."main"."order ""lines"""', 'lines'],
])
const cut = (sql: string) => cutAtRelations(sql, (relation) => relations.get(relation))
const meaning = (sql: string) => canonicalPieces(cut(sql), ['orders', 'lines'])

describe('the relations of a statement', () => {
  test.each<[string, readonly unknown[]]>([
    ['select * from "shop"."main"."orders" o', ['select * from ', { id: 'orders' }, ' o']],
    ['select "shop"."main"."orders"."id" from t', ['select ', { id: 'orders' }, '."id" from t']],
    ['from "shop"."main"."order ""lines"""', ['from ', { id: 'lines' }]],
    [`select 'from "shop"."main"."orders"' as t`, [`select 'from "shop"."main"."orders"' as t`]],
    ['select 1 -- "shop"."main"."orders"\nfrom t', ['select 1 -- "shop"."main"."orders"\nfrom t']],
    ['select $$"shop"."main"."orders"$$', ['select $$"shop"."main"."orders"$$']],
    [
      'from "shop"."main"."orders_2", x."shop"."main"."orders"',
      ['from "shop"."main"."orders_2", x."shop"."main"."orders"'],
    ],
  ])('%s', (sql, pieces) => expect(cut(sql)).toEqual(pieces))
})

describe('the meaning of a statement', () => {
  test.each([
    ['select  a\n  , b from t -- all', 'select a,b from t'],
    ['select a/* x /* y */ z */ + 1', 'select a+1'],
    ['select ( a ) from "shop"."main"."orders"', 'select (a)  from   "shop"."main"."orders"'],
  ])('%s is %s', (one, other) => expect(meaning(one)).toBe(meaning(other)))

  test.each([
    ["select 'a  b'", "select 'a b'"],
    ["select 'a'\n'b'", "select 'a' 'b'"],
    ['select a - -b', 'select a --b'],
    ['select a b', 'select ab'],
    ['select "A"', 'select "a"'],
    ['select 1 .5', 'select 1.5'],
    ['from "shop"."main"."orders"', 'from "shop"."main"."order ""lines"""'],
  ])('%s is not %s', (one, other) => expect(meaning(one)).not.toBe(meaning(other)))
})

describe('a template whose SQL was edited', () => {
  test.each([
    ['select 1', 'select 2', 'select 1', 'select 2'],
    ["select a from {{ ref('t') }} x", "select b from {{ ref('t') }} y", 'select a from "t" x', 'select b from "t" y'],
    ['{{ config() }}\nselect 1', '{{ config() }}\n\nselect 2', '\nselect 1', '\n\nselect 2'],
    ['a {%- if x -%} b {%- endif -%} c', 'a\n{%- if x -%} b {%- endif -%}\nd', 'abc', 'abd'],
    ['{% set x = 1 %}a{{ x }}b', '{% set x = 1 %}a{{ x }}{# old #}c', 'a1b', 'a1c'],
  ])('%j, then %j, is rendered without Jinja', (before, after, rendered, expected) =>
    expect(renderedAfter(before, after, [rendered])).toEqual([expected]),
  )

  test.each([
    ['a tag is another one', "from {{ ref('a') }}", "from {{ ref('b') }}", 'from "a"'],
    ['it is in a block', '{% if x %}a{% endif %}', '{% if x %}b{% endif %}', 'a'],
    ['it is in the text of a variable', '{% set x | f(a=1) %}a{% endset %}', '{% set x | f(a=1) %}b{% endset %}', 'a'],
    ['its text is there twice', 'a {{ f() }}', 'b {{ f() }}', 'a a '],
    [
      'nobody knows the tag',
      '{% materialization %}{% endmaterialization %}a',
      '{% materialization %}{% endmaterialization %}b',
      'a',
    ],
    ['a tag has an end of a tag in it', "{{ '}}' }}a", "{{ '}}' }}b", '}}a'],
    ['it is as it is written', '{% raw %}{{ x }}{% endraw %}a', '{% raw %}{{ x }}{% endraw %}b', '{{ x }}a'],
    ['a line ends as on Windows', 'a\r\nb', 'a\r\nc', 'a\r\nb'],
  ])('is for Jinja where %s', (_, before, after, rendered) =>
    expect(renderedAfter(before, after, [rendered])).toBeUndefined(),
  )
})
