import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openChannel } from '../../src/run/validation/channel.ts'

test('everything that is pushed is taken, in order, however much it is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2_000 }), async (count) => {
      const channel = openChannel<number>()
      const taken: number[] = []
      const taking = (async () => {
        for await (const value of channel.values) taken.push(value)
      })()
      for (let n = 0; n < count; n++) await channel.push(n)
      channel.end()
      await taking
      expect(taken).toEqual(Array.from({ length: count }, (_, n) => n))
    }),
    { numRuns: 30 },
  )
})

test('whoever pushes is held back while nobody takes, and told when nobody will', async () => {
  const channel = openChannel<number>()
  let pushed = 0
  const pushing = (async () => {
    for (;;) {
      await channel.push(pushed)
      pushed += 1
    }
  })()
  await new Promise(setImmediate)
  expect(pushed).toBeLessThan(1_000)
  channel.fail(new Error('the disk is full'))
  await expect(pushing).rejects.toThrow('the disk is full')
  await expect(channel.push(1)).rejects.toThrow('the disk is full')
})
