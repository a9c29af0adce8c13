// Loaded before a process that frees: kills it, as `kill -9` does, before it removes its n-th file.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const { unlinkSync } = fs
let left = Number(process.env.KILL_AT)
fs.unlinkSync = (path) => {
  left -= 1
  if (left < 0) process.kill(process.pid, 'SIGKILL')
  unlinkSync(path)
}
syncBuiltinESMExports()
