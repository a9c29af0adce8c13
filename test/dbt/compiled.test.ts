import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Files } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'
import { createWarehouse, whole } from './warehouse.ts'

const shop: Files = {
  'dbt_project.yml': "name: shop\nversion: '1.0'\nprofile: shop\nvars: { rate: 2 }\n",
  'profiles.yml': 'shop: { target: dev, outputs: { dev: { type: duckdb, path: shop.duckdb } } }\n',
  'macros/rate.sql': "{% macro rate() %}{{ var('rate') }}{% endmacro %}\n",
  'models/inlined.sql': "{{ config(materialized='ephemeral') }}\nselect 1 as n",
  'models/above.sql': "select n * {{ rate() }} as n from {{ ref('inlined') }}",
  'models/below.sql': "select n + 1 as n, '{{ env_var('SHOP_CITY', 'Ghent') }}' as city from {{ ref('above') }}",
  'models/all.sql': "select {{ graph.nodes | length }} as n, '{{ model.description }}' as about",
  'models/all.yml': 'models: [{ name: all, description: first }]\n',
}

describePython('dbt', 'what dbt compiled before', (python) => {
  test('is what it would compile now, after an edit of anything that it can write into a statement', async () => {
    await using project = await createWarehouse(python, { warehouse: shop, index: whole })
    const cache = join(project.folder, '.assetstore/cache/dbt')
    const statements = () => {
      const file = readdirSync(cache).find((name) => /^[\da-f]+\.json$/.test(name)) ?? ''
      const { answer } = JSON.parse(readFileSync(join(cache, file), 'utf8'))
      return Object.fromEntries(
        answer.nodes.map(({ name, compiled }: Record<string, string>) => [
          name,
          compiled?.replaceAll(/\s+/g, ' ').trim(),
        ]),
      )
    }
    await project.assets('materialize')
    // Also of the first run, which began before there was a store.
    expect(
      readdirSync(cache)
        .map((name) => name.replace(/^[\da-f]+/, ''))
        .sort(),
    ).toEqual(['-compiled.json', '-partial_parse.msgpack', '-profile', '.json'])
    const inlined = 'with __dbt__cte__inlined as ( select 1 as n ) '
    const first = {
      inlined: 'select 1 as n',
      above: `${inlined}select n * 2 as n from __dbt__cte__inlined`,
      below: `select n + 1 as n, 'Ghent' as city from "shop"."main"."above"`,
      all: "select 4 as n, 'first' as about",
    }
    expect(statements()).toMatchObject(first)
    const edits: readonly [Files, object][] = [
      [
        { 'models/inlined.sql': (shop['models/inlined.sql'] as string).replace('1', '7') },
        {
          inlined: 'select 7 as n',
          above: first.above.replace('select 1', 'select 7'),
        },
      ],
      [
        { 'dbt_project.yml': (shop['dbt_project.yml'] as string).replace('2', '3') },
        {
          above: first.above.replace('select 1', 'select 7').replace('* 2', '* 3'),
        },
      ],
      [
        { 'macros/rate.sql': '{% macro rate() %}5{% endmacro %}\n' },
        {
          above: first.above.replace('select 1', 'select 7').replace('* 2', '* 5'),
        },
      ],
      [
        { 'models/all.yml': 'models: [{ name: all, description: second }]\n' },
        { all: "select 4 as n, 'second' as about" },
      ],
      [
        { 'models/above.sql': `{{ config(alias='higher') }}${shop['models/above.sql']}` },
        {
          below: first.below.replace('"above"', '"higher"'),
        },
      ],
      [{ 'models/more.sql': 'select 1 as n' }, { all: "select 5 as n, 'second' as about" }],
    ]
    let expected: object = first
    for (const [files, others] of edits) {
      project.edit(Object.fromEntries(Object.entries(files).map(([path, text]) => [`warehouse/${path}`, text])))
      await project.assets('status')
      expected = { ...expected, ...others }
      expect(statements()).toMatchObject(expected)
    }
    await project.run(['status'], { env: { SHOP_CITY: 'Bruges' } })
    expect(statements()).toMatchObject({
      ...expected,
      below: first.below.replace('"above"', '"higher"').replace('Ghent', 'Bruges'),
    })
  })
})
