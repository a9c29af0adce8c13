import { describe, expect, test } from 'vitest'
import {
  type Filter,
  type IndexRow,
  type ShapeOptions,
  search,
  syncIndex,
  verifyIndex,
} from '../../src/integrations/vector-index/vector-index.ts'
import { openWorld } from './open-world.ts'
import { openTarget, type Place } from './place.ts'
import { row, shape, speeches } from './samples.ts'

export interface Contract {
  readonly newPlace: () => Promise<Place>
  /** Why it cannot be asked here; then its tests are counted as skipped. */
  readonly unavailable?: string | undefined
  /** What a write that fails leaves behind: nothing of it, or what was written before. */
  readonly isAtomic: boolean
  /** False: all connections are one session, and a transaction holds up everybody. */
  readonly isConcurrent?: boolean
}

/** What every target has to do, whatever it is. */
export function contract(name: string, { newPlace, unavailable, isAtomic, isConcurrent = true }: Contract): void {
  const world = (options: ShapeOptions = shape) => openWorld(newPlace, options)
  const title = unavailable === undefined ? name : `${name} (not here: ${unavailable})`

  describe.skipIf(unavailable !== undefined)(title, () => {
    test('before the first write there is no receipt, and a search says what to do', async () => {
      await using it = await world()
      expect(await it.target.receipt()).toBeUndefined()
      expect(await verifyIndex(it.target)).toBeUndefined()
      await expect(it.nearest([1, 0, 0])).rejects.toMatchObject({
        code: 'INDEX_UNAVAILABLE',
        message: expect.stringMatching(/^there is no index of this shape in .+ yet$/),
        fix: expect.stringContaining('run what writes it, with the same options; an effect looks for itself under'),
      })
    })

    test('holds what was written, and its receipt says so', async () => {
      await using it = await world()
      const { receipt, ...counts } = await it.sync(speeches, { key: 'first' })
      expect(counts).toEqual({ upserted: 4, deleted: 0, unchanged: 0, damaged: [] })
      expect(receipt).toMatchObject({ rows: 4, key: 'first', version: expect.stringMatching(/^[0-9a-f]{64}$/) })
      expect(await it.target.receipt()).toEqual(receipt)
      expect(await verifyIndex(it.target)).toMatchObject({ ok: true, rows: 4, version: receipt.version })
      const [hit] = await search(it.target, { vector: [1, 0, 0], k: 1 })
      expect(hit).toMatchObject({
        id: 'taxes',
        text: 'We will lower the taxes of farmers',
        metadata: { year: 1990, lang: 'en', draft: null },
        ranks: { vector: 1 },
        distance: expect.closeTo(1 - 1 / Math.hypot(1, 0.1), 5),
      })
    })

    test('what went in comes out bit by bit', async () => {
      await using it = await world({ ...shape, metric: 'euclidean' })
      const odd: readonly IndexRow[] = [
        row("it's", [0.1, 1e-45, -0], { text: 'a\0b \ud800 \u{1d4b3} \\ " \' \n', metadata: { year: -0, lang: '' } }),
        row('ÄÖ `$1` -- ; {a,b} null', [1 / 3, 3.4e38, -1e-38], { text: '', metadata: { lang: 'NULL \ud800\0' } }),
        row('𝒳 \t %', [1e-7, 123456.789, 16777217], { text: null, metadata: { year: 1e-300, draft: false } }),
      ]
      await it.sync(odd)
      expect(await verifyIndex(it.target)).toMatchObject({ ok: true, rows: 3, damaged: [] })
      expect(await it.sync(odd, { verify: true })).toMatchObject({ upserted: 0, deleted: 0, damaged: [] })
    })

    test('the same rows again, in another order, touch nothing', async () => {
      await using it = await world()
      const first = await it.sync(speeches)
      const again = await it.sync(speeches.toReversed())
      expect(again).toMatchObject({ upserted: 0, deleted: 0, unchanged: 4 })
      expect(again.receipt.version).toBe(first.receipt.version)
    })

    test('with the key of the receipt no row is looked at', async () => {
      await using it = await world()
      await it.sync(speeches, { key: 'one' })
      const rows = {
        [Symbol.iterator]: (): Iterator<IndexRow> => {
          throw new Error('the rows were read')
        },
      }
      expect(await syncIndex(it.target, rows, { key: 'one' })).toMatchObject({ upserted: 0, unchanged: 4 })
      await expect(syncIndex(it.target, rows, { key: 'two' })).rejects.toThrow('the rows were read')
      await expect(syncIndex(it.target, rows, { key: 'one', verify: true })).rejects.toThrow('the rows were read')
    })

    test('does not lose more rows than maxRemoved allows, and other rows in their place are no loss', async () => {
      await using it = await world()
      await it.sync(speeches)
      const before = await it.ids()
      await expect(it.sync(speeches.slice(0, 1), { maxRemoved: 2 })).rejects.toMatchObject({
        code: 'INDEX_EMPTIED',
        message: `${it.target.label} would lose 3 of its 4 rows, and maxRemoved allows 2`,
        facts: { rows: 4, remaining: 1, maxRemoved: 2 },
      })
      expect(await it.ids()).toEqual(before)
      const renamed = speeches.map((speech) => ({ ...speech, id: `new ${speech.id}` }))
      expect(await it.sync(renamed, { maxRemoved: '0%' })).toMatchObject({ upserted: 4, deleted: 4 })
      expect(await it.sync([], { maxRemoved: '100%' })).toMatchObject({ deleted: 4 })
    })

    test('the same id again: the new vector, text and metadata win', async () => {
      await using it = await world()
      await it.sync(speeches)
      const moved = row('moon', [1, 0, 0], { text: 'nothing of it', metadata: { year: 2000, draft: true } })
      const synced = await it.sync([...speeches.slice(0, 3), moved])
      expect(synced).toMatchObject({ upserted: 1, deleted: 0, unchanged: 3 })
      expect(await it.nearest([1, 0, 0])).toEqual(['moon'])
      expect(await search(it.target, { text: 'choose' })).toEqual([])
      const [found] = await search(it.target, { text: 'nothing' })
      expect(found).toMatchObject({ id: 'moon', metadata: { year: 2000, lang: null, draft: true } })
    })

    test('only another text, or only another metadata, is a change of one row', async () => {
      await using it = await world()
      await it.sync(speeches)
      const [first, ...others] = speeches as [IndexRow, ...IndexRow[]]
      expect(await it.sync([{ ...first, text: 'another' }, ...others])).toMatchObject({ upserted: 1, unchanged: 3 })
      expect(await it.sync([{ ...first, text: 'another', metadata: { year: 1991 } }, ...others])).toMatchObject({
        upserted: 1,
        unchanged: 3,
      })
    })

    test('rows that are gone leave, from the words too; none at all is an empty index', async () => {
      await using it = await world()
      await it.sync(speeches)
      expect(await it.sync(speeches.slice(1))).toMatchObject({ upserted: 0, deleted: 1, unchanged: 3 })
      expect(await it.ids()).toEqual(['farms', 'moon', 'steuer'])
      expect(await search(it.target, { text: 'taxes' })).toEqual([])
      expect((await it.sync([])).receipt.rows).toBe(0)
      expect(await search(it.target, { vector: [1, 0, 0], text: 'moon' })).toEqual([])
    })

    test('new rows are in before old ones go, and to remove what is not there is no matter', async () => {
      await using it = await world()
      await it.sync([row('old', [1, 0, 0])])
      const order: string[] = []
      const watched = {
        ...it.target,
        write: (work: Parameters<typeof it.target.write>[0]) =>
          it.target.write(async (writer) => {
            const receipt = await work({
              ...writer,
              upsert: async (rows) => {
                order.push(`upsert ${rows.map(({ id }) => id).join()}`)
                await writer.upsert(rows)
              },
              remove: async (ids) => {
                order.push(`remove ${ids.join()}`)
                await writer.remove([...ids, 'never', "it's"])
              },
            })
            return receipt
          }),
      }
      await syncIndex(watched, [row('new', [0, 1, 0])])
      expect(order).toEqual(['upsert new', 'remove old'])
      expect(await it.ids()).toEqual(['new'])
    })

    const refused: readonly (readonly [string, unknown, string])[] = [
      ['an id twice', row('taxes', [1, 1, 1]), 'two rows have the id "taxes"'],
      ['another dimension', row('bad', [1, 1]), 'the row "bad" has a vector of 2 dimensions, and the index has 3'],
      ['NaN', row('bad', [1, Number.NaN, 1]), 'the row "bad" has NaN in dimension 1'],
      ['more than a float holds', row('bad', [1, 1e39, 1]), 'the row "bad" has 1e+39 in dimension 1'],
      [
        'zeros',
        row('bad', [0, -0, 0]),
        'the row "bad" has a vector without a direction: its length is 0, or too great for a float',
      ],
      ['no id', row('', [1, 1, 1]), 'a row has the id ""'],
      [
        'an unknown column',
        row('bad', [1, 1, 1], { metadata: { yaer: 1 } }),
        'the row "bad" has "yaer", which is no column of the index',
      ],
      [
        'another type',
        row('bad', [1, 1, 1], { metadata: { year: '1990' } }),
        'the row "bad" has "1990" for year, which is a number',
      ],
    ]
    test.each(refused)('a row with %s is refused, and what was there is searched on', async (_, bad, message) => {
      await using it = await world()
      const before = await it.sync([row('before', [0, 0, 1])])
      await expect(it.sync([...speeches, bad as IndexRow])).rejects.toMatchObject({ code: 'INDEX_ROW', message })
      expect(await it.target.receipt()).toEqual(before.receipt)
      if (isAtomic) expect(await it.ids()).toEqual(['before'])
      expect(await it.nearest([0, 0, 1])).toEqual(['before'])
      expect(await it.sync(speeches)).toMatchObject({ deleted: 1, receipt: { rows: 4 } })
    })

    test('a filter is applied before the nearest are taken', async () => {
      await using it = await world()
      const many = Array.from({ length: 300 }, (_, index) =>
        row(`near${index}`, [1, index / 1e4, 0], { metadata: { year: 1 } }),
      )
      await it.sync([...many, ...speeches])
      const ids = async (filter: Filter, k = 2) =>
        (await search(it.target, { vector: [1, 0, 0], k, filter, candidates: k })).map(({ id }) => id)
      expect(await ids({ year: { gte: 1990 } })).toEqual(['taxes', 'farms'])
      expect(await ids({ lang: 'de' })).toEqual(['steuer'])
      expect(await ids({ year: { gt: 1 }, lang: { not: 'en' } })).toEqual(['steuer', 'moon'])
      expect(await ids({ draft: true })).toEqual(['farms'])
      expect(await ids({ lang: null, year: { lt: 1990, gt: 1 } })).toEqual(['moon'])
      expect(await ids({ lang: { in: ['de', "it's"] } })).toEqual(['steuer'])
      expect(await ids({ lang: { in: [] } })).toEqual([])
      const words = await search(it.target, { text: 'farmers', filter: { draft: { not: true } } })
      expect(words.map(({ id }) => id)).toEqual(['taxes'])
    })

    test('a question by words finds any of them, whatever signs are in it', async () => {
      await using it = await world()
      await it.sync(speeches)
      const ids = async (text: string) => (await search(it.target, { text })).map(({ id }) => id)
      expect(await ids('MOON "and" (taxes OR NEAR: farms*) \' & | ! \\ --')).toContain('moon')
      expect((await ids('farmers farms'))[0]).toBe('farms')
      expect(await ids('für')).toEqual(['steuer'])
      expect(await ids('nowhere')).toEqual([])
      expect(await ids('?!')).toEqual([])
    })

    test('by vector and words together, who is found both ways comes first', async () => {
      await using it = await world()
      await it.sync(speeches)
      const hits = await search(it.target, { vector: [1, 0, 0], text: 'moon farms', k: 3 })
      expect(hits[0]).toMatchObject({ id: 'farms', ranks: { vector: 2, text: 1 }, score: 1 / 62 + 1 / 61 })
      expect(hits.map(({ id }) => id)).toContain('moon')
    })

    test('english stems are found where the index says so, and by distance where it is Euclidean', async () => {
      await using it = await world({ ...shape, stemming: 'english', metric: 'euclidean' })
      await it.sync([...speeches, row('zero', [0, 0, 0])])
      expect((await search(it.target, { text: 'lowering tax' })).map(({ id }) => id)).toEqual(['taxes'])
      const [hit] = await search(it.target, { vector: [0, 0, 0.5], k: 1 })
      expect(hit).toMatchObject({ id: 'zero', distance: expect.closeTo(0.5, 6) })
    })

    test('an index of another shape is made anew; the old one answers until it is there', async () => {
      await using it = await world()
      await it.sync(speeches)
      await using other = await openTarget(it.place.where, { dimensions: 2 })
      expect(await other.receipt()).toBeUndefined()
      const bad = async () => syncIndex(other, [row('a', [1, 0]), row('b', [1])])
      await expect(bad()).rejects.toMatchObject({ code: 'INDEX_ROW' })
      expect(await it.nearest([1, 0, 0])).toEqual(['taxes'])
      expect(await syncIndex(other, [row('a', [1, 0])])).toMatchObject({ upserted: 1 })
      expect((await search(other, { vector: [1, 0] })).map(({ id }) => id)).toEqual(['a'])
      expect(await it.target.receipt()).toBeUndefined()
    })

    test.skipIf(!isConcurrent)('somebody reads while somebody writes, and is not made to wait', async () => {
      await using it = await world()
      await it.sync(speeches)
      await it.target.write(async (writer) => {
        const [first] = speeches
        expect(await it.nearest([1, 0, 0])).toEqual([first?.id])
        await writer.remove(isAtomic ? ['taxes'] : [])
        expect(await it.nearest([1, 0, 0])).toEqual(['taxes'])
        return (await it.target.receipt()) as never
      })
    })

    test('two writers at once: the end is what one of them wanted', async () => {
      await using it = await world()
      const one = speeches.slice(0, 2)
      const two = speeches.slice(1)
      await Promise.all([it.sync(one), it.sync(two), it.sync(one), it.sync(two)])
      const ids = await it.ids()
      expect([one, two].map((rows) => rows.map(({ id }) => id).sort())).toContainEqual(ids)
      expect((await verifyIndex(it.target))?.ok).toBe(true)
    })
  })
}
