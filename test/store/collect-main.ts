import { flushCompileCache } from 'node:module'
import { setTimeout } from 'node:timers/promises'
import { openStore } from '../../src/store/store.ts'
import { collectGarbage } from '../../src/store/sweep/collect.ts'

/** Frees whatever is not current, again and again, until it is told to stop: as if everything were old. */
const store = await openStore({ folder: process.argv[2]!, mode: 'write' })
// Some of these are killed, and Node keeps what it compiled when a process ends.
flushCompileCache()
let stopped = false
process.on('message', () => {
  stopped = true
})
const hour = 3600_000
for (let rounds = 0; ; rounds += 1) {
  const now = Date.now() + hour
  await collectGarbage(store, { keep: 0, before: now, now, dry: false })
  if (rounds === 0) process.send!({})
  // What is asked of the catalog is done at once: without this no message would ever come in.
  await setTimeout(3)
  if (stopped) break
}
await store[Symbol.asyncDispose]()
process.disconnect()
