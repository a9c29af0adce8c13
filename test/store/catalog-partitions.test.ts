import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openCatalog } from '../../src/store/catalog/open.ts'
import { toRow } from '../../src/store/catalog/record-row.ts'
import type { Catalog } from '../../src/store/interface.ts'
import type { AssetRecord } from '../../src/store/record.ts'
import { type Unit, type UnitParts, unitAt, unitOf } from '../../src/unit.ts'
import { newFolder, record } from './samples.ts'

/** Enough for what they have in common to be read once. */
const partitions = 210
const { ingredients } = record()

/** In what a record of a partition may differ from those of the others. */
const change: fc.Arbitrary<Partial<AssetRecord>> = fc.oneof(
  { weight: 8, arbitrary: fc.constant({}) },
  fc.record({
    ingredients: fc.record({ version: fc.string(), observed: fc.string() }).map(({ version, observed }) => ({
      ...ingredients,
      inputs: [{ asset: 'raw', version, columns: null }],
      observed,
    })),
  }),
  fc.record({
    ingredients: fc.constantFrom('é', '"inputs":[', ',"inputs":[', '𝔸').map((name) => ({
      ...ingredients,
      code: { [name]: 'c' },
    })),
  }),
  // Texts of one length, in which a version may stand where another one does.
  fc.record({
    ingredients: fc
      .record({
        versions: fc.array(fc.constantFrom('ab12', 'cd34', 'x","', '\\\\', 'é123'), { minLength: 1, maxLength: 2 }),
        columns: fc.constantFrom(null, ['id'], ['n"']),
        code: fc.constantFrom({ documents: 'c' }, { version: 'c' }, { '"version":"': 'c' }),
      })
      .map(({ versions, columns, code }) => ({
        ...{ ...ingredients, code },
        inputs: versions.map((version) => ({ asset: 'raw', version, columns })),
      })),
  }),
  fc.record({ ingredients: fc.constant({ ...ingredients, clock: true as const }) }),
  fc.record({ causes: fc.string().map((message) => [{ kind: 'forced' as const, message }]) }),
  fc.record({ run: fc.constant('run2'), rows: fc.nat(), sizeBytes: fc.nat(), startedAt: fc.nat() }),
  fc.record({ durationMs: fc.constantFrom(0.1, 12.000_000_000_001, 1e300) }),
  fc.record({ view: fc.constantFrom('select 1', 'select 2').map((sql) => ({ sql, reads: [] }) as never) }),
  fc.record({
    parts: fc.constantFrom(
      [],
      [
        { blob: 'a', sizeBytes: 1 },
        { blob: 'b', sizeBytes: 2 },
      ],
    ),
  }),
  fc.record({ asset: fc.constant('renamed') }),
  fc.record({
    metadata: fc.dictionary(fc.constantFrom('a', 'b'), fc.nat()),
    environment: fc.constantFrom({ node: '22' }, { node: '24' }),
    reusable: fc.boolean(),
    definition: fc.constantFrom('definition1', 'definition2'),
  }),
)

/** As the catalog writes them, all at once: a commit of each would wait for the disk hundreds of times. */
async function write(folder: string, records: readonly { readonly made: AssetRecord; readonly unit: UnitParts }[]) {
  await using _ = await openCatalog({ folder, mode: 'write' })
  using database = opened(join(folder, 'catalog.sqlite'))
  database.of.transaction(() => {
    for (const [index, { made, unit }] of records.entries()) {
      const row = { id: index + 1, ...toRow(made, index), made_in: 'development' }
      const marks = Object.keys(row).map((name) => `@${name}`)
      database.of.prepare(`INSERT INTO records (${Object.keys(row)}) VALUES (${marks})`).run(row)
      database.of
        .prepare("INSERT INTO pointers (environment, asset, partition, record) VALUES ('development', ?, ?, ?)")
        .run(unit.asset, unit.partition, row.id)
    }
  })()
}

function opened(file: string) {
  const of = new Database(file)
  return { of, [Symbol.dispose]: () => of.close() }
}

test('what is current of very many partitions is, of each, what is read of it alone', async () => {
  const changes = fc.array(change, { minLength: partitions, maxLength: partitions })
  // The end of a line is in no key of most assets.
  const ends = fc.oneof({ weight: 4, arbitrary: fc.constantFrom('', 'é') }, fc.constantFrom('\n', '\n\n', '𝔸'))
  await fc.assert(
    fc.asyncProperty(changes, ends, async (changes, end) => {
      await using place = await newFolder()
      const keys = changes.map((_, index) => (index === 5 ? `k5${end}` : `k${index}`))
      const made = changes.map((one, index) => ({
        made: record({
          ...{ partition: keys[index] as string, key: `key${index}`, version: `v${index}`, durationMs: index },
          ...one,
        }),
        unit: { asset: 'documents', partition: keys[index] as string },
      }))
      await write(place.folder, [
        ...made,
        { made: record({ asset: 'alone' }), unit: { asset: 'alone', partition: '' } },
      ])
      await using catalog = (await openCatalog({ folder: place.folder, mode: 'read' })) as Catalog
      const current = await catalog.current()
      expect(current.map((stored) => unitAt(stored.record))).toEqual([
        'alone',
        ...keys.toSorted().map((key) => unitOf('documents', key)),
      ])
      // A record is put together when it is asked for.
      for (const { id, record } of current) expect({ id, record }).toEqual(await catalog.currentOf(unitAt(record)))
      for (const records of (await catalog.currentRecords()).alike) {
        const shapes = new Map<object, unknown>()
        for (let place = 0; place < records.count; place += 1) {
          const { inputs, ...rest } = records.storedAt(place).record.ingredients
          expect(inputs.map((_, ordinal) => records.inputVersionAt(place, ordinal))).toEqual(
            inputs.map(({ version }) => version),
          )
          const own = { ...rest, inputs: inputs.map(({ version: _, ...input }) => input) }
          expect(own).toEqual(shapes.get(records.shapeAt(place)) ?? own)
          shapes.set(records.shapeAt(place), own)
        }
      }
      const [first, second] = keys.toSorted().map((key) => unitOf('documents', key)) as [Unit, Unit]
      const among = { units: [second, first, unitOf('documents', 'none')], notOf: ['documents'] }
      const some = [
        await catalog.currentOf(first),
        await catalog.currentOf(second),
        await catalog.currentOf(unitOf('alone')),
      ]
      expect(await catalog.current(among)).toEqual(some)
      expect(await catalog.current({ ...among, notOf: ['documents', 'alone'] })).toEqual(some.slice(0, 2))
    }),
    { numRuns: 5 },
  )
})

test('a record that is gone takes no other partition with it', async () => {
  await using place = await newFolder()
  const keys = Array.from({ length: partitions }, (_, index) => `k${index}`)
  await write(
    place.folder,
    keys.map((partition) => ({ made: record({ partition }), unit: { asset: 'documents', partition } })),
  )
  using database = opened(join(place.folder, 'catalog.sqlite'))
  database.of.pragma('foreign_keys = OFF')
  database.of.prepare('DELETE FROM records WHERE id = (SELECT max(id) FROM records)').run()
  await using catalog = (await openCatalog({ folder: place.folder, mode: 'read' })) as Catalog
  expect(await catalog.current()).toHaveLength(partitions - 1)
})
