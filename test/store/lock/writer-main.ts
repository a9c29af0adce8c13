import { readLockFile } from '../../../src/store/lock/read-lock.ts'
import { writeLock } from '../../../src/store/lock/write-lock.ts'
import { entry } from './entries.ts'

/** Adds assets to the lock, one after the other, as so many runs would; or holds the lock until it is killed. */
const [folder, name, times] = process.argv.slice(2) as [string, string, string]
if (times === 'hold') {
  await writeLock(folder, () => {
    process.send?.('holding')
    return new Promise(() => setInterval(() => undefined, 1_000_000))
  })
}
for (let time = 0; time < Number(times); time += 1) {
  await writeLock(folder, (entries) => [...entries, entry(`${name}_${time}`)])
}
if ((await readLockFile(folder)).length < Number(times)) process.exitCode = 1
process.disconnect?.()
