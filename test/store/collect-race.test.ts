import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openStore } from '../../src/store/store.ts'
import { newFolder, record } from './samples.ts'

const rounds = Number(process.env.ASSETS_COLLECT_ROUNDS ?? 60)

test(`what is current is there, however often something is published beside ${rounds} times of freeing`, async () => {
  await using place = await newFolder()
  await using store = await openStore({ folder: place.folder, mode: 'write' })
  const collector = fork(join(import.meta.dirname, 'collect-main.ts'), [place.folder], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  await using _ = { [Symbol.asyncDispose]: async () => void collector.kill('SIGKILL') }
  const ended = once(collector, 'exit')
  await once(collector, 'message')
  let from: number | null = null
  for (let round = 0; round < rounds; round += 1) {
    const run = `run${round}`
    const file = store.tmpFile(run)
    // Two texts in turn: the object is there already, is being removed, or is gone.
    writeFileSync(file, `rows ${round % 2}`)
    const hold = (blob: string) => store.catalog.hold(run, [blob])
    const made = await store.objects.publish({ file, asset: 'documents', hold })
    expect(
      await store.catalog.commit({ record: record({ parts: [made], sizeBytes: made.sizeBytes, run }), from }),
    ).toBe('moved')
    const [current] = await store.catalog.current()
    from = current!.id
    expect(await store.objects.states([made]), `round ${round}`).toEqual(['ok'])
  }
  collector.send('stop')
  expect(await ended).toEqual([0, null])
})
