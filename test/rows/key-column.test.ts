import { expect, test } from 'vitest'
import { openWorkRig } from './work-rig.ts'

test.each([
  ['a Buffer', Buffer.from('a')],
  ['bytes', new Uint8Array([1])],
  ['a list', [1]],
  ['an object', { a: 1 }],
])('%s is no key of a row', async (_, id) => {
  await using rig = await openWorkRig()
  const query = rig.compute([{ id, v: 1 }], (table) => table.pick('id', 'v').map({ key: 'id' }, (row) => row))
  await expect(query).rejects.toMatchObject({
    code: 'ASSET_ROW_KEY',
    message: expect.stringContaining('do not name a row'),
  })
})
