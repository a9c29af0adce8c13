import { type FSWatcher, readdirSync, realpathSync, statSync, watch } from 'node:fs'
import { join } from 'node:path'

export interface FolderWatch {
  /** By the path from the root on, with `/`: what is ignored is not watched. */
  readonly isIgnored: (path: string) => boolean
  /** Something has changed. */
  readonly note: () => void
}

/**
 * Watches every folder below a root, each by itself: a folder reports its entries by name, whichever file has the name
 * at that time. Links are followed.
 */
export function watchFolders(root: string, { isIgnored, note }: FolderWatch): { close(): void } {
  /** By the path from the root on; that of the root is empty. */
  const watchers = new Map<string, FSWatcher>()
  const close = (path: string) => {
    for (const [at, watcher] of watchers) {
      if (at !== path && !at.startsWith(`${path}/`)) continue
      watcher.close()
      watchers.delete(at)
    }
  }
  const open = (path: string, above: readonly string[]) => {
    const real = realPath(join(root, path))
    if (real === undefined || above.includes(real)) return
    const within = [...above, real]
    const watcher = watch(real, (_, name) => {
      const at = path === '' ? String(name) : `${path}/${name}`
      if (name !== null && isIgnored(at)) return
      note()
      // The parent folder reports a folder that appears, disappears or moves.
      if (name === null) return
      if (watchers.has(at)) close(at)
      open(at, within)
    })
    // A folder that is gone the moment it is looked at is a change like any other.
    watcher.on('error', note)
    watchers.set(path, watcher)
    for (const name of namesIn(real)) {
      const at = path === '' ? name : `${path}/${name}`
      if (!isIgnored(at)) open(at, within)
    }
  }
  open('', [])
  return {
    close() {
      for (const watcher of watchers.values()) watcher.close()
      watchers.clear()
    },
  }
}

/** The real path of a folder, absolute; `undefined` where there is no folder. */
function realPath(path: string): string | undefined {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return undefined
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
