import { Worker } from 'node:worker_threads'
import type { Node } from '../../../src/graph/node.ts'
import type { Files } from '../project.ts'

/** A project whose assets can be made: all its files, and the assets to make. */
export interface Program {
  readonly files: Files
  readonly assets: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** False: it has no types to take away. */
  readonly typed?: boolean
  /** What the loader knows of an asset: the resources that its context names. */
  readonly nodes?: Readonly<Record<string, Partial<Node>>>
}
/** What an asset makes, as text, and the texts of functions that it asked for meanwhile. */
export type Made = { readonly rows: string; readonly texts: readonly string[] } | { readonly error: string }

export interface Recomputation extends AsyncDisposable {
  /** Loads the program anew for each asset, and makes it. */
  make(program: Program): Promise<Readonly<Record<string, Made>>>
}

/** A realm that a program ran in stays in memory, so that a thread that made many of them ends up collecting garbage. */
const programsOfThread = 100

export function startRecomputation(): Recomputation {
  let thread = startThread()
  let count = 0
  return {
    async make(program) {
      if (count++ === programsOfThread) {
        count = 1
        // Others may still wait for it.
        void thread.end()
        thread = startThread()
      }
      return thread.make(program)
    },
    [Symbol.asyncDispose]: () => thread.end(),
  }
}

function startThread() {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    execArgv: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  })
  const waiting = new Map<number, PromiseWithResolvers<Readonly<Record<string, Made>>>>()
  let failure: unknown
  let isEnding = false
  const end = async () => {
    isEnding = true
    await Promise.allSettled([...waiting.values()].map(({ promise }) => promise))
    await worker.terminate()
  }
  worker.on('message', ({ id, made }) => {
    waiting.get(id)?.resolve(made)
    waiting.delete(id)
  })
  // Nobody waits for a thread that is gone.
  const fail = (error: unknown) => {
    failure ??= error
    for (const { reject } of waiting.values()) reject(failure)
    waiting.clear()
  }
  worker.on('error', fail)
  worker.on('exit', (code) => {
    if (!isEnding) fail(new Error(`the thread that makes programs ended with ${code}`))
  })
  let next = 0
  return {
    end,
    make(program: Program): Promise<Readonly<Record<string, Made>>> {
      const id = next++
      const made = Promise.withResolvers<Readonly<Record<string, Made>>>()
      if (failure !== undefined) made.reject(failure)
      else {
        waiting.set(id, made)
        worker.postMessage({ id, program })
      }
      return made.promise
    },
  }
}
