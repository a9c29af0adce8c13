import type { ProjectFiles, SourceModule } from '../project-files.ts'

/** The names that a module exports, those of its stars included. */
export function exportedNames(
  files: ProjectFiles,
  module: SourceModule,
  visited = new Set<SourceModule>(),
): Set<string> {
  if (visited.has(module)) return new Set()
  visited.add(module)
  const names = new Set(module.exports.keys())
  for (const from of module.facts.stars) {
    const resolution = files.resolve(module.file, from)
    const opened = resolution.to === 'file' ? files.open(resolution.file) : undefined
    if (opened?.kind !== 'module') continue
    for (const name of exportedNames(files, opened, visited)) if (name !== 'default') names.add(name)
  }
  return names
}

/** A star whose names are not written down: a package, or CommonJS. */
export function hasUnknownNames(files: ProjectFiles, module: SourceModule, star: string): boolean {
  const resolution = files.resolve(module.file, star)
  if (resolution.to !== 'file') return true
  const opened = files.open(resolution.file)
  return opened.kind === 'module' && opened.exports.size === 0 && opened.facts.stars.length === 0
}

/** Name -> the stars that give it. A table of contents has hundreds of stars, and every node is looked up in it. */
export function starIndex(files: ProjectFiles, module: SourceModule): ReadonlyMap<string, readonly string[]> {
  const earlier = starIndexes.get(module)
  if (earlier !== undefined) return earlier
  const index = new Map<string, string[]>()
  for (const from of module.facts.stars) {
    const resolution = files.resolve(module.file, from)
    const opened = resolution.to === 'file' ? files.open(resolution.file) : undefined
    if (opened?.kind !== 'module') continue
    for (const name of exportedNames(files, opened))
      if (name !== 'default') index.set(name, [...(index.get(name) ?? []), from])
  }
  starIndexes.set(module, index)
  return index
}
const starIndexes = new WeakMap<SourceModule, ReadonlyMap<string, readonly string[]>>()
