import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

// Node keeps its compiled code there, of whatever it runs.
const ofNode = ['node_modules', 'node-compile-cache']

/** Every path in a folder, relative to it, but for what begins so: that is not looked into, as others may change it. */
export const tree = (folder: string, but = ' '): string[] => {
  const within = (parent: string): string[] =>
    readdirSync(join(folder, parent), { withFileTypes: true }).flatMap((entry) => {
      const path = join(parent, entry.name)
      if ([but, ...ofNode].some((start) => path.startsWith(start))) return []
      return entry.isDirectory() ? [path, ...within(path)] : [path]
    })
  return within('').sort()
}

export const sizesIn = (folder: string): number[] =>
  tree(folder).flatMap((path) => {
    const stat = statSync(join(folder, path))
    return stat.isFile() ? [stat.size] : []
  })
