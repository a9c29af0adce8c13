import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { duck } from '../../src/table/engine/bindings.ts'
import { withConnection } from '../../src/table/engine/open.ts'
import { openParquetParts } from '../../src/table/engine/parquet-parts.ts'
import { readThrift, type ThriftStruct, writeThrift } from '../../src/table/engine/thrift.ts'
import { valuesOf } from '../../src/table/rows/ask.ts'
import { rowsRig } from './rows-engine.ts'

const rig = rowsRig()

const ask = (text: string) =>
  withConnection(rig.engine(), (connection) => valuesOf(connection, { text, parameters: [] }))

/** Rows `from` to `to` of every kind of column, in row groups of at most `group` rows. */
async function copy(from: number, to: number, { group, dictionary }: { group: number; dictionary: boolean }) {
  const file = rig.file()
  const columns = `i, i::VARCHAR AS text, 'of ' || i % 3 AS kind, i / 7 AS ratio, [i, NULL] AS list, {'a': i, 'b': [{'c': i::VARCHAR}]} AS nested,
MAP {'k' || i: i} AS map, i::DECIMAL(30, 3) AS exact, CASE WHEN i % 2 = 0 THEN true END AS even, i::VARCHAR::BLOB AS bytes, make_timestamp(i * 1000) AS moment`
  const options = `FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${group}${dictionary ? '' : ', DICTIONARY_SIZE_LIMIT 0'}`
  await withConnection(rig.engine(), (connection) =>
    duck.query(connection, `COPY (SELECT ${columns} FROM range(${from}, ${to}) t(i)) TO '${file}' (${options})`),
  )
  return file
}

function footerOf(file: string): Buffer {
  const bytes = readFileSync(file)
  return bytes.subarray(bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8), bytes.length - 8)
}

async function together(parts: readonly string[]): Promise<string> {
  const file = rig.file()
  const joined = await openParquetParts(file)
  for (const part of parts) await joined.append(part)
  await joined.finish()
  await joined.close()
  return file
}

test('a footer that is read is written again byte by byte', async () => {
  for (const dictionary of [true, false]) {
    const footer = footerOf(await copy(-3000, 40_000, { group: 2048, dictionary }))
    expect(writeThrift(readThrift(footer)).equals(footer)).toBe(true)
  }
})

test('whatever a struct holds, it comes back', () => {
  const integer = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
  const binary = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes))
  const field = fc.letrec((tie) => ({
    struct: fc
      .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 200 }), tie('field')), { maxLength: 6, selector: ([id]) => id })
      .map((all) => new Map(all.sort(([a], [b]) => (a as number) - (b as number)) as never)),
    field: fc.oneof(
      { maxDepth: 4 },
      fc.boolean().map((value) => ({ type: value ? 1 : 2, value })),
      fc.tuple(fc.constantFrom(4, 5, 6), integer).map(([type, value]) => ({ type, value })),
      binary.map((value) => ({ type: 8, value })),
      fc.tuple(fc.array(integer, { maxLength: 40 })).map(([values]) => ({ type: 9, value: { of: 6, values } })),
      fc.array(fc.boolean(), { maxLength: 20 }).map((values) => ({ type: 9, value: { of: 1, values } })),
      tie('struct').map((value) => ({ type: 12, value })),
    ),
  })).struct
  fc.assert(
    fc.property(field, (struct) => {
      expect(readThrift(writeThrift(struct as ThriftStruct))).toEqual(struct)
    }),
  )
})

test.each([true, false])(
  'files put together are one file of all their rows, in order (dictionaries: %s)',
  async (dictionary) => {
    const cuts = [0, 5000, 5001, 5001, 20_000, 23_000]
    const parts: string[] = []
    for (const [at, from] of cuts.slice(0, -1).entries())
      parts.push(await copy(from, cuts[at + 1]!, { group: 2048 * (at + 1), dictionary }))
    const [joined, whole] = [await together(parts), await copy(0, 23_000, { group: 4096, dictionary })]
    expect(await ask(`SELECT * FROM '${joined}'`)).toEqual(await ask(`SELECT * FROM '${whole}'`))
    expect(await ask(`SELECT num_rows, file_size_bytes FROM parquet_file_metadata('${joined}')`)).toEqual([
      [23_000n, BigInt(readFileSync(joined).length)],
    ])
    expect(await ask(`DESCRIBE FROM '${joined}'`)).toEqual(await ask(`DESCRIBE FROM '${whole}'`))
    // Each row group is found where the footer says, by its statistics and its Bloom filters.
    for (const i of [0, 4999, 5000, 19_999, 20_000, 22_999])
      expect(await ask(`SELECT i, text FROM '${joined}' WHERE text = '${i}' AND i = ${i}`)).toEqual(
        [[i, String(i)]].map(([n, t]) => [BigInt(n as number), t]),
      )
  },
)

test('a file that is no whole Parquet file is no part', async () => {
  const file = await copy(0, 10, { group: 2048, dictionary: true })
  const joined = await openParquetParts(rig.file())
  await expect(joined.append(file.replace(/\.parquet$/, '.none'))).rejects.toThrow('ENOENT')
  const { writeFileSync } = await import('node:fs')
  writeFileSync(`${file}.cut`, readFileSync(file).subarray(0, -3))
  await expect(joined.append(`${file}.cut`)).rejects.toThrow('a part is not a whole Parquet file')
  await joined.close()
})
