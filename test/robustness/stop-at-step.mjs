// Loaded before a command: says that the step named by STOP_AT is done, and stops the process there, as SIGSTOP does.
import { subscribe } from 'node:diagnostics_channel'
import { writeSync } from 'node:fs'

let stopped = false
subscribe('assetstore:publish', ({ step }) => {
  if (stopped || step !== process.env.STOP_AT) return
  stopped = true
  writeSync(2, 'it stops here\n')
  process.kill(process.pid, 'SIGSTOP')
})
