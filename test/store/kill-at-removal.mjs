// Loaded before a process that frees: kills it, as `kill -9` does, before it removes its n-th file.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const { unlinkSync } = fs
const { unlink } = fs.promises
let left = Number(process.env.KILL_AT)
function count() {
  left -= 1
  if (left < 0) process.kill(process.pid, 'SIGKILL')
}
fs.unlinkSync = (path) => {
  count()
  unlinkSync(path)
}
fs.promises.unlink = (path) => {
  count()
  return unlink(path)
}
syncBuiltinESMExports()
