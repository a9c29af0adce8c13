// Loaded before a command: says that the step named by STOP_AT is done, of the asset STOP_OF or of any, and stops the process there, as SIGSTOP
// does.
import { subscribe } from 'node:diagnostics_channel'
import { writeSync } from 'node:fs'

let stopped = false
subscribe('assetstore:publish', ({ step, asset }) => {
  const { STOP_AT, STOP_OF = asset } = process.env
  if (stopped || step !== STOP_AT || asset !== STOP_OF) return
  stopped = true
  writeSync(2, 'it stops here\n')
  process.kill(process.pid, 'SIGSTOP')
})
