import { watch } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { watchFolders } from './watch-folders.ts'

export interface FileChanges extends Disposable {
  /** Resolves at the next change after the last that was told. */
  changed(): Promise<void>
}

/** Editors write a file in several steps: what comes within this is one change. */
const settleMs = 30

/** Elsewhere Node watches each file by itself, and loses one that an editor replaces by another of its name. */
const watchesTrees: ReadonlySet<NodeJS.Platform> = new Set(['darwin', 'win32'])

/** Changes of files below a folder. */
export function fileChanges(root: string, { isIgnored, signal }: Watched): FileChanges {
  let pending = false
  let wake: () => void = () => undefined
  const note = () => {
    pending = true
    wake()
  }
  const watcher = watchesTrees.has(process.platform)
    ? watchTree(root, { isIgnored, note })
    : watchFolders(root, { isIgnored, note })
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
  /** By the path from the folder on, with `/`: nothing is told of it, nor of what is below it. */
  readonly isIgnored: (path: string) => boolean
  readonly signal: AbortSignal
}

function watchTree(root: string, { isIgnored, note }: Pick<Watched, 'isIgnored'> & { readonly note: () => void }) {
  const watcher = watch(root, { recursive: true }, (_, path) => {
    if (path !== null && !isIgnored(path.replaceAll('\\', '/'))) note()
  })
  // A folder that is gone the moment it is looked at is a change like any other.
  watcher.on('error', note)
  return watcher
}
