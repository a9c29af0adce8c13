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

export function startRecomputation(): Recomputation {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    execArgv: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  })
  const waiting = new Map<number, (made: Readonly<Record<string, Made>>) => void>()
  let failed: unknown
  worker.on('message', ({ id, made }) => waiting.get(id)?.(made))
  worker.on('error', (error) => {
    failed = error
  })
  let next = 0
  return {
    make: (program) =>
      new Promise((resolve, reject) => {
        if (failed !== undefined) reject(failed)
        const id = next++
        waiting.set(id, (made) => {
          waiting.delete(id)
          resolve(made)
        })
        worker.postMessage({ id, program })
      }),
    [Symbol.asyncDispose]: async () => void (await worker.terminate()),
  }
}
