import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { DbtAnswer } from './answer.ts'
import { withoutFolder } from './ask/anywhere.ts'
import { sha256 } from './ask/kept-answer.ts'

/** The present modules that Python models and plugins reach in the profile's `module_paths`. */
export interface ModuleFiles {
  /** Absolute path -> sha256; the empty text for one that was looked for and is not there. */
  readonly files: Readonly<Record<string, string>>
  readonly folders: readonly string[]
}

export function moduleFilesOf({ nodes, sources }: DbtAnswer): ModuleFiles {
  const all = [...nodes, ...sources.map(({ plugin }) => plugin)].flatMap((one) => one?.python ?? [])
  const paths = all.flatMap(({ modules, looked }) => [...modules.map(([path]) => path), ...looked])
  const sorted = [...new Set(paths)].sort()
  return {
    files: Object.fromEntries(sorted.map((path) => [path, isFile(path) ? sha256(readFileSync(path)) : ''])),
    folders: [...new Set(all.flatMap(({ folders }) => folders))].sort(),
  }
}

/** A digest of these files: if it changes, so has the code of some model. */
export function digestOfModules(answer: DbtAnswer, project: string): string {
  const { files, folders } = moduleFilesOf(answer)
  return sha256(withoutFolder(JSON.stringify([Object.entries(files), folders.map(namesIn)]), project))
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile()

function namesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.includes('__pycache__') && isFile(join(folder, name)))
    .sort()
}
