// Loaded before a process that publishes: kills it, as `kill -9` does, when the step named by KILL_AT has been done.
import { subscribe } from 'node:diagnostics_channel'

subscribe('assetstore:publish', ({ step }) => {
  if (step === process.env.KILL_AT) process.kill(process.pid, 'SIGKILL')
})
