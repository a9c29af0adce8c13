import { describe, expect, test } from 'vitest'
import { type Field, required, scalar, typeName } from '../../src/table/codec/types/data-type.ts'
import { duck } from '../../src/table/engine/bindings.ts'
import { openEngine, withConnection } from '../../src/table/engine/open.ts'
import { copyToParquet, readParquet } from '../../src/table/engine/parquet.ts'
import { rowHashes, valueHash } from '../../src/table/version/canonical-hash.ts'
import { rowVersion } from '../../src/table/version/row-version.ts'
import { randomFrom } from '../code/mutate.ts'
import { type AnyValue, anyField, anyType, type Draw, scalarTypes } from './any-type.ts'
import { readFile, rowsRig } from './rows-engine.ts'

/** `FUZZ_SEED=… FUZZ_TIMES=50` for a long search. */
const seed = Number(process.env.FUZZ_SEED ?? 20260101)
const times = Number(process.env.FUZZ_TIMES ?? 1)
const rig = rowsRig()

/** The rows, written as an asset's are. */
async function write(
  fields: readonly Field[],
  rows: readonly (readonly AnyValue[])[],
  { options = '', copies = 1 } = {},
): Promise<string> {
  const file = rig.file()
  const names = fields.map(({ name }) => `"${name}"`).join(', ')
  const values = rows.map((row) => `(${row.map(({ sql }) => sql).join(', ')})`).join(', ')
  const select = `SELECT t.* FROM range(${copies}) c, (VALUES ${values}) t(${names})`
  const text =
    options === ''
      ? copyToParquet(select, { file, fields, rowGroupSize: 2048 })
      : `COPY (${select}) TO '${file}' (FORMAT parquet, ${options})`
  await withConnection(rig.engine(), (connection) => duck.query(connection, text))
  return file
}

async function hashesOf(fields: readonly Field[], file: string): Promise<readonly string[]> {
  const { a, b } = rowHashes(fields)
  const key = valueHash(fields[0] as Field)
  const hashed = rig.file()
  const text = `COPY (SELECT ${a}::VARCHAR || ' ' || ${b}::VARCHAR AS row, ${key}::VARCHAR AS key FROM ${readParquet(file)}) TO '${hashed}' (FORMAT parquet)`
  await withConnection(rig.engine(), (connection) => duck.query(connection, text))
  const rows: { row: string; key: string }[] = []
  for await (const batch of readFile(rig.engine(), hashed)) rows.push(...(batch as typeof rows))
  return rows.map(({ row, key }) => `${row} ${key}`)
}

const versionOf = async (fields: readonly Field[], file: string) =>
  (await withConnection(rig.engine(), (connection) => rowVersion(connection, { file, fields }))).version

/** The hashes of rows are equal where the rows are, and nowhere else. */
async function hold(fields: readonly Field[], rows: readonly (readonly AnyValue[])[]): Promise<void> {
  const hashes = await hashesOf(fields, await write(fields, rows))
  const known = new Map<string, { hash: string; sql: string }>()
  const taken = new Map<string, string>()
  for (const [index, row] of rows.entries()) {
    const identity = row.map((value) => value.identity).join(' | ')
    const sql = `${fields.map(({ type }) => typeName(type)).join(', ')}: ${row.map((value) => value.sql).join(', ')}`
    const hash = (hashes[index] as string).split(' ').slice(0, 2).join(' ')
    const same = known.get(identity)
    if (same !== undefined && same.hash !== hash) throw new Error(`equal rows have two hashes: ${sql} and ${same.sql}`)
    const other = taken.get(hash)
    if (same === undefined && other !== undefined) throw new Error(`two rows have one hash: ${sql} and ${other}`)
    known.set(identity, { hash, sql })
    taken.set(hash, sql)
  }
}

const rowsOf = (fields: readonly Field[], count: number, draw: Draw) =>
  Array.from({ length: count }, () => fields.map((field) => anyField(field, draw)))

describe(`rows of any types (seed ${seed})`, () => {
  test('every pair of values of a flat type, alone, twice and in a list', async () => {
    const draw = randomFrom(seed)
    for (const name of scalarTypes) {
      const type = scalar(name)
      await hold([{ name: 'c', type }], rowsOf([{ name: 'c', type }], 60, draw))
      const twice = [
        { name: 'c', type },
        { name: 'd', type },
      ]
      await hold(twice, rowsOf(twice, 200, draw))
      const list = [{ name: 'c', type: { kind: 'list' as const, of: type } }]
      await hold(list, rowsOf(list, 300, draw))
    }
  }, 60_000)

  test('nested in every way: rows that differ have other hashes, and other versions', async () => {
    const draw = randomFrom(seed + 1)
    for (let round = 0; round < 40 * times; round += 1) {
      const fields = Array.from({ length: 1 + draw(2) }, (_, index) => ({ name: `c${index}`, type: anyType(draw) }))
      const rows = rowsOf(fields, 60, draw)
      await hold(fields, rows)
      if (round % 8 > 0) continue
      const [one, other] = [rows.slice(0, 20), rows.slice(1, 21)]
      const bag = (some: typeof rows) =>
        JSON.stringify(some.map((row) => row.map(({ identity }) => identity).join('|')).sort())
      const versions = [
        await versionOf(fields, await write(fields, one)),
        await versionOf(fields, await write(fields, other)),
      ]
      expect(versions[0] === versions[1]).toBe(bag(one) === bag(other))
    }
  }, 300_000)

  test('a row that lacks a field is neither one with null nor the reason why another is one', async () => {
    const draw = randomFrom(seed + 3)
    for (let round = 0; round < 20 * times; round += 1) {
      const fields = [{ name: 'c', type: anyType(draw), optional: draw(2) === 0 }]
      const rows = rowsOf(fields, 40, draw)
      await hold(fields, rows)
      const file = await write(fields, rows)
      const told = await hashesOf(fields, file)
      const untold = await hashesOf([{ name: 'c', type: required(fields[0]!.type) }], file)
      rows.forEach((row, index) => {
        const [same, lacks] = [told[index] === untold[index], row.some(({ identity }) => identity.includes('?'))]
        if (same === lacks) throw new Error(`${typeName(fields[0]!.type)}: ${row.map(({ sql }) => sql).join()}`)
      })
    }
  }, 120_000)

  test('threads, row groups, dictionaries and pages are in no hash', async () => {
    const draw = randomFrom(seed + 2)
    using one = await openEngine({ tempFolder: rig.file(), threads: 1 })
    for (let round = 0; round < 6 * times; round += 1) {
      const fields = [{ name: 'c', type: anyType(draw) }]
      const some = rowsOf(fields, 8, draw)
      // The same few values over and over, for which a writer makes a dictionary.
      const file = await write(fields, some, { copies: 400 })
      const version = await versionOf(fields, file)
      // DuckDB's own dictionaries take 0 and -0 for one value.
      const isExact = !/FLOAT|DOUBLE/.test(typeName(fields[0]!.type))
      // Nor does its second version of the format write every nested column without one ("not enough space in buffer").
      const second = isExact ? 'PARQUET_VERSION v2, COMPRESSION gzip' : 'COMPRESSION gzip'
      for (const options of ['ROW_GROUP_SIZE 2048, COMPRESSION snappy', second]) {
        const dictionary = isExact ? '' : ', DICTIONARY_SIZE_LIMIT 0'
        const again = await write(fields, some, { options: `${options}${dictionary}`, copies: 400 })
        expect(await versionOf(fields, again)).toBe(version)
        expect(
          (await withConnection(one, (connection) => rowVersion(connection, { file: again, fields }))).version,
        ).toBe(version)
      }
    }
  }, 120_000)
})

test('null is not the one number whose hash is that of null', async () => {
  const fields = [{ name: 'c', type: scalar('UBIGINT') }]
  // The finalizer of DuckDB's hash, undone for the constant that it gives for null.
  const undo = (hash: bigint) => {
    const factor = 0xcfee444d8b59a89bn
    let value = hash
    for (let round = 0; round < 2; round += 1) {
      value ^= value >> 32n
      value = BigInt.asUintN(64, value * factor)
    }
    return value ^ (value >> 32n)
  }
  const number = undo(0xbf58476d1ce4e5b9n)
  const hashOf = async (value: string) => {
    const { rows } = await ask(`SELECT hash(${value}::UBIGINT)::VARCHAR AS h`)
    return rows[0]
  }
  expect(await hashOf(String(number))).toEqual(await hashOf('NULL'))
  await hold(fields, [[{ sql: 'NULL::UBIGINT', identity: '-' }], [{ sql: `${number}::UBIGINT`, identity: 'number' }]])
})

async function ask(select: string): Promise<{ rows: object[] }> {
  const file = rig.file()
  await withConnection(rig.engine(), (connection) =>
    duck.query(connection, `COPY (${select}) TO '${file}' (FORMAT parquet)`),
  )
  const rows: object[] = []
  for await (const batch of readFile(rig.engine(), file)) rows.push(...batch)
  return { rows }
}
