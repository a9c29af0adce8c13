import { Worker } from 'node:worker_threads'

/** The descriptor of a stream that the parent process holds open for as long as it lives. */
const lifeline = 4

/**
 * Ends this process when its parent is gone, even if the parent was killed and this process is in the midst of a loop:
 * another thread listens.
 */
export function endWithParent(): void {
  const listen = `
    const { Socket } = require('node:net')
    const end = () => process.kill(process.pid, 'SIGKILL')
    const parent = new Socket({ fd: ${lifeline}, readable: true, writable: false })
    parent.on('end', end).on('error', end).on('close', end).resume()`
  const options = { eval: true, execArgv: [], env: {}, stdout: false, stderr: false }
  new Worker(listen, options).unref()
}
