import { watch } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

export interface FileChanges extends Disposable {
  /** Resolves at the next change after the last that was told. */
  changed(): Promise<void>
}

/** Editors write a file in several steps: what comes within this is one change. */
const settleMs = 30

/**
 * Changes of files below a folder: not of what packages, git and the store keep there, nor of what is hidden.
 *
 * @param ignored Absolute or relative to the folder: a folder of which nothing is told.
 */
export function fileChanges(root: string, { isIgnored, signal }: Watched): FileChanges {
  let pending = false
  let wake: () => void = () => undefined
  const note = () => {
    pending = true
    wake()
  }
  const watcher = watch(root, { recursive: true, signal }, (_, path) => {
    if (path !== null && !isIgnored(path.replaceAll('\\', '/'))) note()
  })
  // A folder that is gone the moment it is looked at is a change like any other.
  watcher.on('error', note)
  return {
    async changed() {
      if (!pending && !signal.aborted)
        await new Promise<void>((resolve) => {
          wake = resolve
          signal.addEventListener('abort', () => resolve(), { once: true })
        })
      await sleep(settleMs)
      pending = false
    },
    [Symbol.dispose]: () => watcher.close(),
  }
}

interface Watched {
  /** By the path from the folder on, with `/`. */
  readonly isIgnored: (path: string) => boolean
  readonly signal: AbortSignal
}
