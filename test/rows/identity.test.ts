import { describe, expect, test } from 'vitest'
import { AssetError } from '../../src/errors.ts'
import { type DataType, type Field, listOf, scalar, structOf, typeName } from '../../src/table/codec/types/data-type.ts'
import { duck } from '../../src/table/engine/bindings.ts'
import { withConnection } from '../../src/table/engine/open.ts'
import { copyToParquet } from '../../src/table/engine/parquet.ts'
import { openTable } from '../../src/table/read/table.ts'
import { writeWork } from '../../src/table/rows/write-work.ts'
import { contentKey } from '../../src/table/work/content-key.ts'
import { planOf, type RowPlan } from '../../src/table/work/row-plan.ts'
import { type AnyValue, scalarTypes, valuesOf } from '../store/any-type.ts'
import { rowsRig } from '../store/rows-engine.ts'

const rig = rowsRig()
const hooks = {
  outputsOf: () => undefined,
  finished: () => undefined,
  gaveUp: () => undefined,
  retry: <T>(_: unknown, call: () => Promise<T>) => call(),
  failed: ({ error }: { error: unknown }) => Promise.reject(error),
}

/** What `pick('c').map((row) => row)` makes of a table of these values, beside the table itself, as JavaScript reads both. */
async function mapped(type: DataType, values: readonly AnyValue[]): Promise<{ before: object[]; after: object[] }> {
  const fields: readonly Field[] = [{ name: 'c', type }]
  const file = rig.file()
  const select = `SELECT * FROM (VALUES ${values.map(({ sql }) => `(${sql})`).join(', ')}) t(c)`
  const text = copyToParquet(select, { file, fields, rowGroupSize: 2048 })
  await withConnection(rig.engine(), (connection) => duck.query(connection, text))
  const columns = [{ name: 'c', type: typeName(type) }]
  const table = openTable(rig.engine(), {
    name: 'documents',
    file,
    columns,
    count: values.length,
    onRead: () => undefined,
  })
  const query = (table as unknown as { map(fn: (row: object) => object): object }).map((row) => row)
  const out = rig.file()
  const { written } = await writeWork(rig.engine(), {
    ...{ plan: planOf(query) as RowPlan, file: out, mapFile: rig.file(), asset: 'output', hooks },
    ...{ previous: async () => undefined, onStart: () => undefined, onDone: () => undefined },
  })
  const made = openTable(rig.engine(), {
    name: 'documents',
    file: out,
    columns: written.columns,
    count: written.rows,
    onRead: () => undefined,
  })
  return { before: (await table.all()) as object[], after: (await made.all()) as object[] }
}

/** A value alone, and in a list of objects. */
const shapes: readonly (readonly [(type: DataType) => DataType, (sql: string) => string])[] = [
  [(type) => type, (sql) => sql],
  [(type) => listOf(structOf([{ name: 'a', type }])), (sql) => `[{'a': ${sql}}]`],
]

/** Those that JavaScript has a value for; of the others the column is named. */
async function readableOf(type: DataType, values: readonly AnyValue[]): Promise<readonly AnyValue[]> {
  try {
    await mapped(type, values)
    return values
  } catch (error) {
    expect(AssetError.is(error) && error.code, `${typeName(type)}: ${error}`).toBe('ASSET_VALUE')
    expect((error as AssetError).message).toContain('column "c')
  }
  if (values.length === 1) return []
  const middle = values.length >> 1
  return [...(await readableOf(type, values.slice(0, middle))), ...(await readableOf(type, values.slice(middle)))]
}

describe('a map that returns its row', () => {
  test.each(scalarTypes)('gives back every %s as it was, or says which column it cannot read', async (name) => {
    for (const [shape, sqlOf] of shapes) {
      const type = shape(scalar(name))
      const values = valuesOf(name).map((value) => ({ ...value, sql: sqlOf(value.sql) }))
      const readable = await readableOf(type, values)
      const { before, after } = await mapped(type, [...readable, ...readable])
      expect(after.map(contentKey)).toEqual(before.map(contentKey))
      expect(new Set(after.map(contentKey)).size).toBe(readable.length)
    }
  })
})
