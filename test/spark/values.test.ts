import { expect, test } from 'vitest'
import { describePython } from '../rig/python/describe.ts'
import { startSail } from '../rig/python/sail-server.ts'
import { versionsOfValues } from './values-project.ts'

describePython('sail', 'values that go through Spark', ({ commands }) => {
  test('are what they were, by the version of their table', async () => {
    await using server = await startSail(commands)
    const { before, after, errors } = await versionsOfValues(commands, server.remote)
    const { time, ...others } = before
    expect(after).toEqual(others)
    expect(errors).toMatchObject({
      time: {
        code: 'ASSET_VALUE',
        message: 'column "x" of time has times of day, which Spark does not read',
        at: expect.stringMatching(/^assets\/same\.py:\d+$/),
        fix: 'make it text or a TIMESTAMP in an asset between: cast(… as varchar)',
      },
    })
  })
})
