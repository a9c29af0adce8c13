import { setTimeout as sleep } from 'node:timers/promises'
import type { Isolate } from '../../define/definition.ts'
import type { Unit } from '../../unit.ts'
import { hide } from '../../util/process/hidden-values.ts'
import { received, toSend } from './crossing.ts'
import { workerDied } from './death.ts'
import type { ProjectMessage, WorkerNotices } from './messages.ts'
import { type Answers, openPeer, type Peer } from './peer.ts'
import { startWorker } from './start-worker.ts'
import { workerFile } from './worker-file.ts'

/**
 * The threads and processes of one run: one for each call that is under way. Each is used again for later calls.
 */
export interface WorkerPool {
  /** @throws the project's error when it is loaded there; the signal's reason. */
  lease(isolate: Isolate, signal: AbortSignal): Promise<Lease>
  /** Rejects with an error of project code that belongs to no asset, and otherwise never settles. */
  readonly broken: Promise<never>
  /** Closes the resources that the workers have opened, and ends the workers. */
  close(): Promise<Aftermath>
}

/** Errors that came after the calls were over. */
export interface Aftermath {
  /** Unit that opened a resource which did not close -> the error. */
  readonly unclosed: ReadonlyMap<Unit, string>
  /** Unit -> the first uncaught error that came after its function was over. */
  readonly late: ReadonlyMap<Unit, unknown>
}

/** A worker that makes one call, and answers questions about its result. */
export interface Lease {
  readonly peer: Pick<Peer, 'ask' | 'tell' | 'waiting'>
  /** Receives messages and answers questions until the worker is given back. */
  attend(by: { readonly hears: Answers; readonly answers: Answers }): void
  /** Sends the worker the reason, gives it a moment to clean up, and ends it. Do not call `giveBack` afterwards. */
  stop(reason: unknown): void
  /** Makes the worker free for the next call. */
  giveBack(): Promise<void>
}

export interface PoolOptions {
  /** Is called when the first worker is started. */
  readonly project: () => ProjectMessage
  readonly env: NodeJS.ProcessEnv
}

/**
 * In ms: how long a stopped function may clean up, how long an idle worker is kept, and how long a worker may take to
 * end.
 */
const [graceMs, idleMs, exitMs] = [500, 1_000, 2_000]
/** A worker whose heap has grown beyond this many bytes is not used again. */
const mostBytes = 256 * 2 ** 20

interface Worker {
  readonly peer: Peer
  readonly gone: Promise<unknown>
  readonly kill: () => void
  by: Parameters<Lease['attend']>[0] | undefined
  isAlive: boolean
  isLoaded: boolean
  idle: NodeJS.Timeout | undefined
}

export function openWorkerPool({ project, env }: PoolOptions): WorkerPool {
  const idle: Record<Isolate, Worker[]> = { thread: [], process: [] }
  const all = new Set<Worker>()
  const unclosed = new Map<Unit, string>()
  const late = new Map<Unit, unknown>()
  const broken = Promise.withResolvers<never>()
  // Without a listener the rejection must not end the process: only a waiting caller has an error.
  broken.promise.catch(() => undefined)

  const start = async (isolate: Isolate): Promise<Worker> => {
    const started = await startWorker(isolate, { file: workerFile(), env })
    const forward = (kind: 'hears' | 'answers') => (name: string) => (value: unknown) =>
      worker.by?.[kind][name]?.(value)
    const hears = Object.fromEntries(notices.map((name) => [name, forward('hears')(name)]))
    const answers = Object.fromEntries(requests.map((name) => [name, forward('answers')(name)]))
    const peer = openPeer(started.port, {
      answers,
      hears: {
        ...hears,
        stray: (error: unknown) => broken.reject(received(error)),
        hide: ({ kind, value }: WorkerNotices['hide']) => hide(kind, value),
      },
    })
    const gone = started.gone.then((death) => {
      worker.isAlive = false
      clearTimeout(worker.idle)
      all.delete(worker)
      idle[isolate] = idle[isolate].filter((one) => one !== worker)
      peer.end(workerDied(isolate, death))
    })
    const worker: Worker = {
      peer,
      gone,
      kill: started.kill,
      by: undefined,
      isAlive: true,
      isLoaded: false,
      idle: undefined,
    }
    all.add(worker)
    return worker
  }
  /** Closes the worker's resources and ends it. */
  const retire = async (worker: Worker): Promise<void> => {
    clearTimeout(worker.idle)
    try {
      const ended = received(await worker.peer.ask('end')) as { unclosed: [Unit, string][]; late: [Unit, unknown][] }
      for (const [unit, text] of ended.unclosed) unclosed.set(unit, text)
      for (const [unit, error] of ended.late) late.set(unit, error)
      worker.peer.tell('exit')
    } catch {
      // The worker ended by itself between two calls.
    }
    await Promise.race([worker.gone, sleep(exitMs, undefined, { ref: false })])
    worker.kill()
    await worker.gone
  }
  const rest = (isolate: Isolate, worker: Worker) => {
    if (!worker.isAlive) return
    idle[isolate].push(worker)
    worker.idle = setTimeout(() => {
      idle[isolate] = idle[isolate].filter((one) => one !== worker)
      void retire(worker)
    }, idleMs)
  }
  const take = async (isolate: Isolate): Promise<Worker> => {
    const waiting = idle[isolate].pop()
    if (waiting === undefined) return start(isolate)
    clearTimeout(waiting.idle)
    return waiting
  }
  return {
    broken: broken.promise,
    async lease(isolate, signal) {
      signal.throwIfAborted()
      const worker = await take(isolate)
      const abandon = () => worker.kill()
      signal.addEventListener('abort', abandon, { once: true })
      try {
        if (!worker.isLoaded) await worker.peer.ask('load', project())
        worker.isLoaded = true
      } catch (error) {
        worker.kill()
        signal.throwIfAborted()
        throw error
      } finally {
        signal.removeEventListener('abort', abandon)
      }
      return leased(worker, (resting) => rest(isolate, resting), retire)
    },
    async close() {
      const resting = new Set(Object.values(idle).flat())
      idle.thread = []
      idle.process = []
      await Promise.all([...all].map((worker) => (resting.has(worker) ? retire(worker) : worker.gone)))
      return { unclosed, late }
    },
  }
}

const notices = ['event', 'line', 'read', 'condition', 'text', 'late', 'readings', 'gaveUp'] as const
const requests = ['open', 'next', 'shut', 'copy'] as const

function leased(worker: Worker, rest: (worker: Worker) => void, retire: (worker: Worker) => Promise<void>): Lease {
  let isOver = false
  return {
    peer: worker.peer,
    attend(by) {
      worker.by = by
    },
    stop(reason) {
      if (isOver) return
      isOver = true
      worker.peer.tell('abort', toSend(reason))
      const timer = setTimeout(worker.kill, graceMs)
      void worker.gone.then(() => clearTimeout(timer))
    },
    async giveBack() {
      if (isOver) return
      isOver = true
      try {
        const { bytes } = (await worker.peer.ask('finish')) as { readonly bytes: number }
        worker.by = undefined
        if (bytes > mostBytes) void retire(worker)
        else rest(worker)
      } catch {
        // The worker died after its call was over, so the result is complete.
        worker.kill()
      }
    },
  }
}
