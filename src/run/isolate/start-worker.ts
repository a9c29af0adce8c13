import type { Isolate } from '../../define/definition.ts'
import type { Port } from './peer.ts'

/** A thread or a process of ours, before the first message. */
export interface StartedWorker {
  readonly port: Port
  /** Resolves with the way in which it ended. */
  readonly gone: Promise<Death>
  /** Ends it at once, whatever it is doing, and every process that it started. */
  kill(): void
}

export interface Death {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  /** The error that ended a thread. */
  readonly error?: unknown
}

export interface WorkerStart {
  /** Absolute. */
  readonly file: string
  readonly env: NodeJS.ProcessEnv
}

/**
 * A thread has a heap of its own and shares the process. Native code must not be stopped in the midst of its work, so
 * no DuckDB is loaded in a thread.
 */
async function startThread({ file, env }: WorkerStart): Promise<StartedWorker> {
  const { Worker } = await import('node:worker_threads')
  const worker = new Worker(file, { env: { ...env } })
  const gone = Promise.withResolvers<Death>()
  let error: unknown
  worker.on('error', (thrown) => {
    error = thrown
  })
  worker.on('exit', (exitCode) => gone.resolve({ exitCode, signal: null, ...(error === undefined ? {} : { error }) }))
  return {
    port: { post: (message) => worker.postMessage(message), listen: (take) => void worker.on('message', take) },
    gone: gone.promise,
    kill: () => void worker.terminate(),
  }
}

async function startProcess({ file, env }: WorkerStart): Promise<StartedWorker> {
  const { fork } = await import('node:child_process')
  // The worker is a process group of its own: Ctrl-C reaches the run, which ends the worker and everything it started.
  const detached = process.platform !== 'win32'
  // The last pipe stays open as long as this process lives: see `endWithParent`.
  const stdio = ['ignore', 'inherit', 'inherit', 'ipc', 'pipe'] as const
  const child = fork(file, { env, detached, serialization: 'advanced', stdio: [...stdio] })
  const gone = Promise.withResolvers<Death>()
  child.on('exit', (exitCode, signal) => gone.resolve({ exitCode, signal }))
  child.on('error', () => gone.resolve({ exitCode: child.exitCode, signal: child.signalCode }))
  child.stdio[4]?.on('error', () => undefined)
  const kill = () => {
    try {
      if (detached && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      else child.kill('SIGKILL')
    } catch {
      // No process of the group is left.
    }
  }
  return {
    port: {
      // If a message cannot be sent, `gone` reports why.
      post: (message) => void (child.connected && child.send(message as object, () => undefined)),
      listen: (take) => void child.on('message', take),
    },
    gone: gone.promise,
    kill,
  }
}

const starts = { thread: startThread, process: startProcess } as const satisfies Record<Isolate, unknown>

export const startWorker = (isolate: Isolate, start: WorkerStart): Promise<StartedWorker> => starts[isolate](start)
