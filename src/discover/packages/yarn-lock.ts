import { type IndentedMap, mapAt, parseIndented, textAt } from './indented-text.ts'
import type { Lock, LockedPackage, LockFile, Manifest } from './lock.ts'

/**
 * `yarn.lock` of either form: an entry is known by the ranges that were asked for, `foo@^1.0.0` or `foo@npm:^1.0.0`.
 */
export function yarnLock({ text, manifest }: LockFile): Lock {
  const entries = new Map<string, { readonly id: string; readonly entry: IndentedMap }>()
  const byName = new Map<string, Set<string>>()
  const lock = parseIndented(text)
  for (const [id, entry] of Object.entries(lock)) {
    if (typeof entry === 'string') continue
    for (const range of id.split(', ')) {
      entries.set(range, { id, entry })
      byName.set(nameOf(range), (byName.get(nameOf(range)) ?? new Set()).add(id))
    }
  }
  const locked = (id: string): LockedPackage => describe(id, mapAt(lock, id))
  const only = (name: string): LockedPackage | undefined => {
    const [id, another] = byName.get(name) ?? []
    return id === undefined || another !== undefined ? undefined : locked(id)
  }
  return {
    installed({ name, version }) {
      return [...(byName.get(name) ?? [])].map(locked).find((candidate) => candidate.version === version)
    },
    resolve(from, name) {
      const range = from === undefined ? rangesOf(manifest)[name] : dependenciesOf(mapAt(lock, from.id))[name]
      const entry = entries.get(`${name}@${range}`) ?? entries.get(`${name}@npm:${range}`)
      // With `resolutions`, the entry has another range than the one that was asked for.
      return entry === undefined ? only(name) : locked(entry.id)
    },
  }
}

const nameOf = (range: string): string => range.slice(0, range.indexOf('@', 1))

function describe(id: string, entry: IndentedMap): LockedPackage {
  const resolution = textAt(entry, 'resolution')
  return {
    id,
    name: nameOf(id),
    version: textAt(entry, 'version') ?? '0.0.0',
    integrity: textAt(entry, 'integrity') ?? textAt(entry, 'checksum') ?? textAt(entry, 'resolved') ?? resolution,
    linked: resolution !== undefined && /@(?:workspace|link|portal):/.test(resolution),
    dependencies: Object.keys(dependenciesOf(entry)),
  }
}

function dependenciesOf(entry: IndentedMap): Readonly<Record<string, string>> {
  const all = { ...mapAt(entry, 'dependencies'), ...mapAt(entry, 'optionalDependencies') }
  return Object.fromEntries(Object.entries(all).map(([name, range]) => [name, String(range)]))
}

function rangesOf({ dependencies, devDependencies, optionalDependencies }: Manifest): Readonly<Record<string, string>> {
  return { ...devDependencies, ...optionalDependencies, ...dependencies }
}
