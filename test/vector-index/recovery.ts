import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { search, verifyIndex } from '../../src/integrations/vector-index/vector-index.ts'
import type { Contract } from './contract.ts'
import type { Order, Point } from './killed-main.ts'
import { openWorld } from './open-world.ts'
import type { Place } from './place.ts'
import { shape, speeches } from './samples.ts'

/** What every target has to come out of: other hands, and the end of the process at any point. */
export function recovery(name: string, { newPlace, unavailable, isAtomic }: Contract): void {
  const world = () => openWorld(newPlace, shape)
  const title = unavailable === undefined ? name : `${name} (not here: ${unavailable})`

  describe.skipIf(unavailable !== undefined)(`${title}, after trouble`, () => {
    describe('what somebody else changed is found, and put right', () => {
      const deeds: readonly (readonly [string, (place: Place) => Promise<void>])[] = [
        ['another text', ({ meddler }) => meddler.setText('moon', 'green cheese')],
        ['another vector', ({ meddler }) => meddler.setVector('moon', [1, 0, 0])],
        ['a row that is gone', ({ meddler }) => meddler.remove('moon')],
        ['a stranger', ({ meddler }) => meddler.add('stranger', 'moon')],
      ]
      test.each(deeds)('%s', async (_, meddle) => {
        await using it = await world()
        const { receipt } = await it.sync(speeches, { key: 'same' })
        await meddle(it.place)
        expect(await verifyIndex(it.target)).toMatchObject({ ok: false })
        const mended = await it.sync(speeches, { key: 'same', verify: true })
        expect(mended.upserted + mended.deleted).toBe(1)
        expect(mended.receipt.version).toBe(receipt.version)
        expect(await verifyIndex(it.target)).toMatchObject({ ok: true, rows: 4, damaged: [] })
        expect(await it.ids()).toEqual(['farms', 'moon', 'steuer', 'taxes'])
        expect((await search(it.target, { text: 'cheese' })).map(({ id }) => id)).toEqual([])
        expect(await it.nearest([0, 1, 1])).toEqual(['moon'])
      })
    })

    const points: readonly Point[] = ['upsert', 'remove', 'receipt', 'end']
    test.each(points)(
      'killed at its %s, the old or the new state is told, and the next run ends right',
      async (killAt) => {
        await using it = await world()
        const before = await it.sync(speeches.slice(0, 2))
        const rows = speeches.slice(1)
        const order: Order = { where: it.place.where, shape, rows, killAt }
        const child = fork(join(import.meta.dirname, 'killed-main.ts'), [JSON.stringify(order)], { execArgv: [] })
        expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
        const receipt = await it.target.receipt()
        if (killAt === 'end') expect(receipt).toMatchObject({ rows: 3 })
        else expect(receipt).toEqual(before.receipt)
        if (isAtomic) expect((await verifyIndex(it.target))?.ok).toBe(true)
        const after = await it.sync(rows)
        expect(after.receipt.rows).toBe(3)
        expect(await verifyIndex(it.target)).toMatchObject({ ok: true, rows: 3 })
        expect(await it.ids()).toEqual(['farms', 'moon', 'steuer'])
        expect(await it.nearest([1, 0, 0])).toEqual(['farms'])
      },
    )
  })
}
