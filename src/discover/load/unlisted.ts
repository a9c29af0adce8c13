import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type DefinitionKind, definitionKinds } from '../../define/definition.ts'
import { sourceFile, sourceTree } from '../files/source-tree.ts'
import { type Declared, declaredIn } from '../parameters/declared-in.ts'
import { fileLabel, filePath, placeLabel } from '../user-place.ts'
import { type ExportedDefinition, exportedDefinitions } from './exports.ts'
import { nativeImport } from './native-import.ts'
import type { ModuleRecord } from './record-modules.ts'

/** A definition that some file exports and the table of contents does not. */
export interface Unlisted {
  readonly name: string
  readonly kind: DefinitionKind
  /** Absolute. */
  readonly file: string
  /** Relative to the folder of the table of contents, as an import names it: `./crm.ts`. */
  readonly specifier: string
  readonly at: string
}

export interface Listing {
  readonly root: string
  readonly configFile: string
  readonly entry: string
  readonly record: ModuleRecord
  readonly exported: readonly ExportedDefinition[]
}

/**
 * The definitions that the table of contents misses: of files that were loaded, by what they export; of other files
 * below its folder, by their text, which is parsed only where it has the words of a definition in it.
 */
export async function findUnlisted(listing: Listing): Promise<readonly Unlisted[]> {
  return [...(await loadedUnlisted(listing)), ...neverLoaded(listing)]
}

async function loadedUnlisted({ root, configFile, entry, record, exported }: Listing): Promise<readonly Unlisted[]> {
  const listed = new Set(exported.map(({ definition }) => definition))
  const visited = new Set<object>()
  const unlisted: Unlisted[] = []
  for (const [path, url] of loadedUrls(record)) {
    if (path === configFile || path === entry || !sourceFile.test(path)) continue
    for (const { name, definition } of exportedDefinitions(await nativeImport(url))) {
      if (name.includes('.') || listed.has(definition) || visited.has(definition)) continue
      visited.add(definition)
      const specifier = specifierOf(path, entry)
      unlisted.push({ name, kind: definition.kind, file: path, specifier, at: placeLabel(root, definition.at) })
    }
  }
  return unlisted
}

/**
 * The addresses under which the modules were evaluated: importing them again gives the same modules and runs nothing.
 */
function loadedUrls({ resolutions, texts }: ModuleRecord): ReadonlyMap<string, string> {
  const urls = resolutions.filter(({ url }) => url.startsWith('file:')).map(({ url }) => [filePath(url), url] as const)
  return new Map(urls.filter(([path]) => texts.has(path)))
}

const wordsOfDefinition = new RegExp(`\\b(?:${definitionKinds.join('|')})\\b`)

function neverLoaded({ root, configFile, entry, record }: Listing): readonly Unlisted[] {
  return sourceTree(dirname(entry))
    .files.filter((file) => !record.texts.has(file) && file !== configFile)
    .flatMap((file) => {
      const text = readFileSync(file, 'utf8')
      if (!wordsOfDefinition.test(text)) return []
      return declaredIn(file, { text, configFile, root })
        .filter(({ exported }) => exported)
        .map(({ name, kind, at }) => ({ name, kind, at, file, specifier: specifierOf(file, entry) }))
    })
}

/** The definitions of loaded files that no file exports: what a parameter may mean where nothing else has its name. */
export function findUnexported({ root, configFile, record }: Listing): readonly Declared[] {
  return [...record.texts].flatMap(([file, text]) => {
    if (file === configFile || !sourceFile.test(file) || !wordsOfDefinition.test(text)) return []
    return declaredIn(file, { text, configFile, root }).filter(({ exported }) => !exported)
  })
}

function specifierOf(file: string, entry: string): string {
  return `./${fileLabel(dirname(entry), file)}`
}
