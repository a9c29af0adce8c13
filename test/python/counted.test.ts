import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { createProject, type Document } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'

/** How a function asks for all rows of a table, and counts them. */
const forms = {
  none: ['', 'len(list(numbers))'],
  pandas: [': "pd.DataFrame"', 'len(numbers)'],
  polars: [': pl.DataFrame', 'numbers.height'],
  pyarrow: [': pa.Table', 'numbers.num_rows'],
  rows: [': list[dict]', 'len(numbers)'],
  stream: [': Iterator[dict]', 'sum(1 for _ in numbers)'],
} as const

const files = {
  'assets/index.ts': [
    "import { asset } from '#project'",
    'export const numbers = asset(() => Array.from({ length: 20_000 }, (_, n) => ({ n })))',
    ...Object.keys(forms).map((form) => `export const ${form} = asset.python('./forms.py')`),
    "export const each = asset.python('./forms.py')",
    '',
  ].join('\n'),
  'assets/forms.py': [
    'from __future__ import annotations',
    'from collections.abc import Iterator',
    'import pandas as pd, polars as pl, pyarrow as pa',
    'from assetstore import asset',
    ...Object.entries(forms).map(
      ([form, [annotation, count]]) => `@asset\ndef ${form}(numbers${annotation}): return [{"n": ${count}}]`,
    ),
    '@asset(rows="n", batch=5000)\ndef each(numbers): return numbers',
    '',
  ].join('\n'),
}

describePython('frames', 'a table that Python reads whole', ({ commands }) => {
  test('has as many rows as its record says, or reading it fails', async () => {
    await using project = await createProject(files, { env: { VIRTUAL_ENV: join(commands, '..') } })
    expect(await project.assets('materialize', 'numbers')).toMatchObject({ exitCode: 0 })
    const catalog = new Sqlite(join(project.folder, '.assetstore', 'catalog.sqlite'))
    catalog.prepare("UPDATE records SET rows = rows + 1 WHERE asset = 'numbers'").run()
    catalog.close()
    const { steps } = await project.json('materialize')
    const codes = steps.map(({ asset, error }: Document) => [asset, error?.code])
    const names = [...Object.keys(forms), 'each']
    expect(Object.fromEntries(codes)).toEqual({
      ...Object.fromEntries(names.map((name) => [name, 'STORE_ROWS'])),
      numbers: undefined,
    })
  })
})
