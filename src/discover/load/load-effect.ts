import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FileFacts } from '../code/facts.ts'
import { readFileFacts } from '../code/file-facts.ts'
import { packageName } from '../packages/package-name.ts'
import { fileLabel } from '../user-place.ts'
import type { ModuleRecord } from './record-modules.ts'

/**
 * The packages whose functions make a value of their arguments and nothing else: this one, and libraries of schemas.
 */
const makers: ReadonlySet<string> = new Set(['assetstore', 'zod', 'valibot', 'arktype', '@sinclair/typebox'])

/** Where a module does something while it is loaded. */
export interface LoadEffect {
  /** Absolute. */
  readonly path: string
  readonly line: number
}

/** What is known of a file, if anything is. */
export type KnownFacts = (path: string) => FileFacts | undefined

interface LoadedModules {
  readonly root: string
  readonly configFile: string
  readonly record: Pick<ModuleRecord, 'modules' | 'texts' | 'resolutions'>
  readonly knownFacts?: KnownFacts | undefined
}

/**
 * The first thing that a loaded module does besides declaring; `undefined` where all modules do nothing else, so that
 * the same files give the same definitions at every load.
 */
export function loadEffect({ root, configFile, record, knownFacts }: LoadedModules): LoadEffect | undefined {
  const urls = new Map(record.resolutions.map(({ parent, specifier, url }) => [`${parent}\n${specifier}`, url]))
  for (const { path, sha256 } of record.modules) {
    const isProject = (specifier: string) => {
      const url = urls.get(`${path}\n${specifier}`)
      return url?.startsWith('file:') === true && fileURLToPath(url) === configFile
    }
    const earlier = knownFacts?.(path)
    const facts =
      earlier?.sha256 === sha256 ? earlier : readFileFacts(fileLabel(root, path), record.texts.get(path) ?? '')
    const line = lineOfEffect(path, facts, isProject)
    if (line !== undefined) return { path, line }
  }
  return undefined
}

/**
 * The line of the first statement of a module that does something; the first line in a language that is not read.
 *
 * @param isProject Whether a specifier leads to the project file, whose functions are the framework's.
 */
export function lineOfEffect(
  path: string,
  facts: FileFacts,
  isProject: (specifier: string) => boolean,
): number | undefined {
  const ending = extname(path)
  if (ending === '.json') return undefined
  if (facts.kind !== 'module' || !['.ts', '.mts', '.js', '.mjs'].includes(ending)) return 1
  const { effect, calls = [] } = facts.loading
  const others = calls.flatMap(([specifier, line]) =>
    isProject(specifier) || makers.has(packageName(specifier) ?? '') ? [] : [line],
  )
  const lines = effect === undefined ? others : [...others, effect]
  return lines.length === 0 ? undefined : Math.min(...lines)
}
