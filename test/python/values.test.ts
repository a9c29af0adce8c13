import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProject, type Document, type Project } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'
import { selectOf, values } from './corpus.ts'

/** How a function asks for the table, and gives it back as it got it. */
const forms = {
  none: '',
  pandas: ': "pd.DataFrame"',
  polars: ': pl.DataFrame',
  lazy: ': pl.LazyFrame',
  pyarrow: ': pa.Table',
  duckdb: ': duckdb.DuckDBPyRelation',
  rows: ': list[dict]',
  stream: ': Iterator[dict]',
}
const maps: Readonly<Record<string, string>> = {
  map: "[MAP {'b': 1.5::DECIMAL(38, 1), 'a': NULL}, NULL, MAP {'c': 2.5}][i + 1]",
  maps: "[{'of': [MAP {'': {'at': TIMESTAMP '2020-01-01 00:00:00.000001'}}, NULL]}, NULL, {'of': [MAP {}]}][i + 1]",
}
const isOfRows = (form: string) => form === 'rows' || form === 'stream'

const project = {
  'assets/index.ts': [
    "import { asset, check } from '#project'",
    "import { isDeepStrictEqual } from 'node:util'",
    "import { sql } from 'assetstore'",
    'const differing = async (pairs: readonly any[]) => {',
    '  const wrong: string[] = []',
    // What TypeScript cannot read, such as a date finer than a millisecond, is refused of both.
    '  const rows = (table: any) => table.all().catch((error: any) => error.code)',
    '  for (const [name, a, b] of pairs) if (!isDeepStrictEqual(await rows(a), await rows(b))) wrong.push(name)',
    "  return { passed: wrong.length === 0, message: wrong.join(' ') }",
    '}',
    'export const numbers = asset(() => [{ i: 0 }, { i: 1 }, { i: 2 }])',
    ...[...Object.keys(values), ...Object.keys(maps)].flatMap((name) => [
      `export const ${name} = asset(({ numbers }) => sql\`${maps[name] === undefined ? selectOf(name) : `SELECT i::INTEGER AS i, ${maps[name]} AS x FROM (SELECT i::INTEGER AS i FROM \${numbers}) ORDER BY i`}\`)`,
      ...Object.keys(forms).map((form) => `export const ${name}_${form} = asset.python('./forms.py')`),
    ]),
    ...Object.keys(forms).map((form) => {
      const same = Object.keys(values).filter((name) => !isOfRows(form) || !['float', 'embedding'].includes(name))
      const parameters = same.flatMap((name) => [name, `${name}_${form}`])
      const pairs = same.map((name) => `['${name}', ${name}, ${name}_${form}]`)
      return `export const typescript_${form} = check({ severity: 'warn' }, ({ ${parameters.join(', ')} }) => differing([${pairs.join(', ')}]))`
    }),
    '',
  ].join('\n'),
  'assets/forms.py': [
    'from __future__ import annotations',
    'from collections.abc import Iterator',
    'from typing import TYPE_CHECKING',
    'import duckdb, polars as pl, pyarrow as pa',
    'from assetstore import asset',
    'if TYPE_CHECKING:',
    '    import pandas as pd',
    ...[...Object.keys(values), ...Object.keys(maps)].flatMap((name) =>
      Object.entries(forms).map(
        ([form, annotation]) => `@asset\ndef ${name}_${form}(${name}${annotation}): return ${name}`,
      ),
    ),
    '',
  ].join('\n'),
}

describePython('frames', 'a table that goes through Python', ({ commands }) => {
  let made: Project
  let steps: readonly Document[] = []
  beforeAll(async () => {
    made = await createProject(project, { env: { VIRTUAL_ENV: join(commands, '..') } })
    steps = (await made.json('materialize')).steps
  })
  afterAll(() => made[Symbol.asyncDispose]())

  test('is made in every form', () => expect(steps.flatMap(({ error }) => error ?? [])).toEqual([]))

  test.each(Object.keys(forms))('has the values and the types that it had: %s', async (form) => {
    const names = Object.keys(values)
    const parts = names.flatMap((name) => [
      `SELECT '${name}' AS name, 'before' AS side, i, x::VARCHAR AS x, typeof(x) AS type FROM ${name}`,
      `SELECT '${name}', 'after', i, x::VARCHAR, typeof(x) FROM ${name}_${form}`,
    ])
    const { rows } = await made.json('query', `SELECT * FROM (${parts.join(' UNION ALL ')}) ORDER BY name, side, i`)
    const of = (name: string, side: string) => rows.filter((row: Document) => row.name === name && row.side === side)
    for (const name of names) {
      const before = of(name, 'before')
      const [, type = before[0].type] = [values[name] as string | readonly string[]].flat()
      const expected = before.map((row: Document) => ({
        ...{ ...row, side: 'after' },
        // A FLOAT is a DOUBLE of Python's, whose shortest text has more digits.
        ...(isOfRows(form) ? { type, ...(name === 'float' ? { x: asDouble(row.x) } : {}) } : {}),
      }))
      expect(of(name, 'after')).toEqual(expected)
    }
  })

  test.each(Object.keys(forms))('has the MAPs that it had: %s', async (form) => {
    const part = (name: string, side: string, table: string) =>
      `SELECT '${name}' AS name, '${side}' AS side, i, to_json(x)::VARCHAR AS x, typeof(x) AS type FROM ${table}`
    const parts = Object.keys(maps).flatMap((name) => [
      part(name, 'before', name),
      part(name, 'after', `${name}_${form}`),
    ])
    const { rows } = await made.json('query', `SELECT * FROM (${parts.join(' UNION ALL ')}) ORDER BY name, side, i`)
    const of = (wanted: string) => rows.flatMap(({ side, ...row }: Document) => (side === wanted ? [row] : []))
    expect(new Set(of('before').map(({ name }: Document) => name)).size).toBe(Object.keys(maps).length)
    expect(of('after')).toEqual(of('before'))
  })

  test.each(Object.keys(forms))('is to TypeScript what it was: %s', async (form) => {
    const step = steps.find(({ asset }) => asset === `typescript_${form}`)
    expect([step.outcome, step.warning]).toEqual(['ran', undefined])
  })
})

const asDouble = (text: string | null) => (text === null || text === 'nan' ? text : String(Math.fround(Number(text))))
