import { writeFileSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { openStore } from '../../src/store/store.ts'
import type { Order } from './other-process.ts'
import { record } from './samples.ts'

const store = await openStore({ folder: process.argv[2]!, mode: 'write' })
// Most of these are killed, and Node keeps what it compiled when a process ends.
flushCompileCache()

process.on('message', async (order: Order) => {
  try {
    process.send!({ value: await obey(order) })
  } catch (error) {
    process.send!({ error: String(error) })
  }
})
process.send!({})

async function obey(order: Order): Promise<unknown> {
  switch (order.do) {
    case 'catalog':
      return await (store.catalog[order.method] as (...args: readonly unknown[]) => Promise<unknown>)(...order.args)
    case 'publish':
      return await publish(order.text, order.asset)
    case 'block':
      // The answer has to leave before the event loop stops for good.
      process.send!({}, () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0))
      return await new Promise(() => undefined)
  }
}

async function publish(text: string, asset: string): Promise<string> {
  const file = store.tmpFile('run1')
  writeFileSync(file, text)
  const made = await store.objects.publish({ file, asset, hold: (blob) => store.catalog.hold('run1', [blob]) })
  await store.catalog.commit({ record: record({ asset, parts: [made], sizeBytes: made.sizeBytes }), from: null })
  return made.blob
}
