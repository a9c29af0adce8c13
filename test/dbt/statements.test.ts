import { describe, expect, test } from 'vitest'
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
