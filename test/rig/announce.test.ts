import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { announce, announced } from './python/announce.ts'

async function hear<Value>(coming: Promise<Value>, whileWaiting: () => void): Promise<Value> {
  const folder = mkdtempSync(join(tmpdir(), 'announce-'))
  const server = await announce(coming, join(folder, 'socket'))
  const heard = announced<Value>(join(folder, 'socket'))
  whileWaiting()
  try {
    return await heard
  } finally {
    server.close()
    rmSync(folder, { recursive: true })
  }
}

test('who asks before there is an answer waits for it', async () => {
  const { promise, resolve } = Promise.withResolvers<{ readonly folder: string }>()
  expect(await hear(promise, () => resolve({ folder: 'here' }))).toEqual({ folder: 'here' })
})

test('who waits for what fails is told why', async () => {
  const { promise, reject } = Promise.withResolvers<string>()
  await expect(hear(promise, () => reject(new Error('the index does not answer')))).rejects.toThrow(
    'the index does not answer',
  )
})
