import { watch } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { OutsideFiles } from './outside-files.ts'
import { watchFolders } from './watch-folders.ts'

export interface FileChanges extends Disposable {
  /** Resolves at the next change after the last one that was reported. */
  changed(): Promise<void>
  /** Watches these as well, in place of the ones that were named before. */
  follow(outside: OutsideFiles): void
}

/** Editors write a file in several steps: what comes within this is one change. */
const settleMs = 30

/** Elsewhere Node watches each file by itself, and loses one that an editor replaces by another of its name. */
const watchesTrees: ReadonlySet<NodeJS.Platform> = new Set(['darwin', 'win32'])

/** Changes of files below a folder, and of files outside of it that are followed. */
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
  const outside = followOutside(note)
  return {
    follow: outside.follow,
    async changed() {
      if (!pending && !signal.aborted)
        await new Promise<void>((resolve) => {
          wake = resolve
          signal.addEventListener('abort', () => resolve(), { once: true })
        })
      await sleep(settleMs)
      pending = false
    },
    [Symbol.dispose]() {
      watcher.close()
      outside.close()
    },
  }
}

function followOutside(note: () => void): { follow(outside: OutsideFiles): void; close(): void } {
  let matters: OutsideFiles['matters'] = () => false
  const watchers = new Map<string, { close(): void }>()
  const close = (isKept: (root: string) => boolean = () => false) => {
    for (const [root, watcher] of watchers) {
      if (isKept(root)) continue
      watcher.close()
      watchers.delete(root)
    }
  }
  return {
    close,
    follow({ roots, ...outside }) {
      matters = outside.matters
      close((root) => roots.includes(root))
      for (const root of roots) {
        if (watchers.has(root)) continue
        watchers.set(root, watchFolders(root, { isIgnored: (path) => !matters(join(root, path)), note }))
        // An edit between the scan and this moment was not seen, so it counts as a change.
        note()
      }
    },
  }
}

interface Watched {
  /** By the path relative to the folder, with `/`: changes of such a path, and below it, are not reported. */
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
