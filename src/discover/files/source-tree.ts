import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** What Node loads as a module of a project: no declarations. */
export const sourceFile = /(?<!\.d)\.m?[jt]s$/
const testFile = /\.(?:test|spec)\.m?[jt]s$/

export interface SourceTree {
  /** Absolute paths of the source files that are no tests. */
  readonly files: readonly string[]
  /** Absolute paths of the folders that were looked into. */
  readonly folders: readonly string[]
}

/** The source files at any depth below a folder, but not in hidden folders or installed packages. */
export function sourceTree(folder: string): SourceTree {
  const files: string[] = []
  const folders = [folder]
  for (const each of folders) {
    for (const entry of readdirSync(each, { withFileTypes: true })) {
      const path = join(each, entry.name)
      if (entry.isDirectory()) {
        if (!/^(?:\.|node_modules$)/.test(entry.name)) folders.push(path)
      } else if (entry.isFile() && sourceFile.test(entry.name) && !testFile.test(entry.name)) files.push(path)
    }
  }
  return { files, folders }
}
