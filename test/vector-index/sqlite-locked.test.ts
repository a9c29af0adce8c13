import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { shapeOf } from '../../src/integrations/vector-index/shape.ts'
import { sqliteTarget } from '../../src/integrations/vector-index/sqlite/sqlite-target.ts'
import { syncIndex } from '../../src/integrations/vector-index/vector-index.ts'
import { shape, speeches } from './samples.ts'
import { sqlitePlace } from './sqlite-place.ts'

async function lockedPlace(how: string) {
  const place = await sqlitePlace()
  const { file } = place.where as { readonly file: string }
  const target = (patienceMs?: number) => sqliteTarget(file, shapeOf(shape), patienceMs)
  await syncIndex(target(), speeches.slice(0, 2))
  const other = fork(join(import.meta.dirname, 'locking-main.ts'), [file, how], { execArgv: [] })
  await once(other, 'message')
  return {
    file,
    target,
    leave: async () => {
      const ended = once(other, 'exit')
      other.send('stop')
      await ended
    },
    async [Symbol.asyncDispose]() {
      other.kill('SIGKILL')
      await place[Symbol.asyncDispose]()
    },
  }
}

for (const how of ['BEGIN IMMEDIATE', 'BEGIN EXCLUSIVE']) {
  test(`a write waits while another process holds the file with ${how}, and is done after it`, async () => {
    await using it = await lockedPlace(how)
    const written = syncIndex(it.target(), speeches)
    await expect(Promise.race([written.then(() => 'written'), sleep(300)])).resolves.toBe('waiting')
    await it.leave()
    expect(await written).toMatchObject({ upserted: 2, unchanged: 2 })
  })

  test(`one that is held for too long with ${how} is told with what to do`, async () => {
    await using it = await lockedPlace(how)
    await expect(syncIndex(it.target(200), speeches)).rejects.toMatchObject({
      code: 'INDEX_UNAVAILABLE',
      message: `the vector index ${it.file} is held by another process: database is locked`,
      fix: 'wait until that is done with it, or end it, and run again',
    })
    await it.leave()
    expect(await it.target().receipt()).toMatchObject({ rows: 2 })
  })
}

test('who reads waits as well, where the other holds up readers', async () => {
  await using it = await lockedPlace('BEGIN EXCLUSIVE')
  const receipt = it.target().receipt()
  await expect(Promise.race([receipt.then(() => 'read'), sleep(300)])).resolves.toBe('waiting')
  await it.leave()
  expect(await receipt).toMatchObject({ rows: 2 })
})

test('a process that takes the file again and again fails nobody, at whichever statement it comes', async () => {
  await using it = await lockedPlace('again')
  for (let times = 0; times < 60; times += 1) expect(await it.target().receipt()).toMatchObject({ rows: 2 })
})

const sleep = async (ms: number): Promise<string> => {
  await new Promise((resolve) => setTimeout(resolve, ms))
  return 'waiting'
}
