import { createHash } from 'node:crypto'
import type { InstalledPackage, Packages } from './installed.ts'

/** Its version is part of no fingerprint: an upgrade of it makes nothing stale. */
export const framework = 'assetstore'

interface Way {
  readonly path: string
  readonly installed: InstalledPackage
}
interface Edge {
  readonly path: string
  readonly name: string
  readonly installed: InstalledPackage | undefined
}

/**
 * Packages with everything that they depend on, by the way to it: `foo` and `foo > bar` -> `1.0.1 3f2a…`. A package
 * that is reached in several ways is named by the shortest. Where one name means several packages, every way to it is
 * named: which of them a package gets is then part of what it is.
 *
 * @param direct The packages that code imports, by the names that they have there.
 */
export function withDependencies(
  packages: Packages,
  direct: ReadonlyMap<string, InstalledPackage>,
): Readonly<Record<string, string>> {
  const edges = edgesFrom(packages, direct)
  const meanings = new Map<string, Set<string>>()
  for (const { name, installed } of edges)
    meanings.set(name, (meanings.get(name) ?? new Set()).add(installed?.identity ?? ''))
  const names = new Set<string>()
  const entries = edges.flatMap(({ path, name, installed }) => {
    const isNew = installed !== undefined && !names.has(`${name} ${installed.identity}`)
    names.add(`${name} ${installed?.identity}`)
    if (!isNew && (meanings.get(name)?.size ?? 0) < 2) return []
    return [[path, installed === undefined ? 'none' : shortened(installed)] as const]
  })
  return Object.fromEntries([...entries, ...[...direct].map(([path, { identity }]) => [path, identity] as const)])
}

/**
 * A package and all that it depends on, by their names and by where they are installed: one that is installed twice may
 * keep something for both by its name, and one place may have two names.
 */
export function installedWith(packages: Packages, direct: InstalledPackage): ReadonlySet<string> {
  const edges = edgesFrom(packages, new Map([[direct.name, direct]]))
  return new Set(edges.flatMap(({ name, installed }) => (installed === undefined ? [name] : [name, idOf(installed)])))
}

/** Breadth first, so that the first way to a package is a shortest one. */
function edgesFrom(packages: Packages, direct: ReadonlyMap<string, InstalledPackage>): Edge[] {
  const queue: Way[] = [...direct].map(([path, installed]) => ({ path, installed })).sort(byPath)
  const met = new Set(queue.map(({ installed }) => idOf(installed)))
  const edges: Edge[] = queue.map(({ path, installed }) => ({ path, name: installed.name, installed }))
  for (const { path, installed } of queue) {
    for (const name of installed.dependencies) {
      if (name === framework) continue
      const next = packages.dependency(installed, name)
      const way = `${path} > ${name}`
      edges.push({ path: way, name, installed: next })
      if (next === undefined || met.has(idOf(next))) continue
      met.add(idOf(next))
      queue.push({ path: way, installed: next })
    }
  }
  return edges
}

const byPath = (a: Way, b: Way): number => (a.path < b.path ? -1 : 1)

const idOf = ({ folder, locked, name, version }: InstalledPackage): string =>
  folder ?? locked?.id ?? `${name}@${version}`

/** The version for people, and 12 hex digits for the rest: there may be hundreds of them on a line of the lock. */
function shortened({ identity }: InstalledPackage): string {
  const [version = '', ...rest] = identity.split(' ')
  if (rest.length === 0) return version
  return `${version} ${createHash('sha256').update(rest.join(' ')).digest('hex').slice(0, 12)}`
}
