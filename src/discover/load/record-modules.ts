import { createHash } from 'node:crypto'
import { readFileSync, type Stats, statSync } from 'node:fs'
import { type LoadHookSync, type ResolveHookSync, registerHooks } from 'node:module'
import { dirname, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** A project file as it was when it was evaluated: neither of a package nor of this framework. */
export interface LoadedModule {
  readonly path: string
  readonly sha256: string
  readonly size: number
  readonly mtimeMs: number
}
export interface Resolution {
  readonly specifier: string
  /** The absolute path of the importing file; `undefined` where it is no file. */
  readonly parent: string | undefined
  readonly url: string
}
export interface ImportFailure {
  readonly specifier: string
  readonly parent: string | undefined
  readonly error: unknown
}
/** A load, whether or not it came to its end. */
export interface FailedLoad {
  readonly root: string
  readonly configFile: string
  readonly record: ModuleRecord
}
export interface ModuleRecord {
  /** In the order in which Node loaded them. */
  readonly modules: readonly LoadedModule[]
  /** Path -> the text that was evaluated. */
  readonly texts: ReadonlyMap<string, string>
  readonly resolutions: readonly Resolution[]
  readonly failures: readonly ImportFailure[]
  readonly url: (path: string) => string
  readonly isProjectFile: (path: string) => boolean
  stop(): void
}

/** What the hooks have seen so far. */
interface Seen {
  /** Part of the address of every project file that this load evaluates. */
  readonly query: string
  readonly modules: Map<string, LoadedModule>
  readonly texts: Map<string, string>
  readonly resolutions: Resolution[]
  readonly failures: ImportFailure[]
  readonly frameworkFolders: Set<string>
}

/**
 * A registered symbol: Node's modules belong to the process, and two bundles of this framework may load projects in
 * one.
 */
const loadsSymbol = Symbol.for('assetstore.loads')
const holder = globalThis as { [loadsSymbol]?: number }

/**
 * Records every project file that is evaluated until it is stopped. The hash is of the bytes that Node evaluates, and
 * the file's state is read before them: a file that is edited meanwhile is another file at the next look, never one
 * that was seen.
 *
 * Node evaluates a file once a process. From the second load on, the addresses of project files carry the number of the
 * load, so that a long-lived process sees what was edited.
 */
export function recordModules(): ModuleRecord {
  const loads = holder[loadsSymbol] ?? 0
  holder[loadsSymbol] = loads + 1
  const seen: Seen = {
    query: loads === 0 ? '' : `?load=${loads}`,
    modules: new Map(),
    texts: new Map(),
    resolutions: [],
    failures: [],
    frameworkFolders: new Set(),
  }
  const hooks = registerHooks({ resolve: resolveHook(seen), load: loadHook(seen) })
  return {
    get modules() {
      return [...seen.modules.values()]
    },
    texts: seen.texts,
    resolutions: seen.resolutions,
    failures: seen.failures,
    url: (path) => pathToFileURL(path).href + seen.query,
    isProjectFile: (path) => isProjectFile(path, seen),
    stop: () => hooks.deregister(),
  }
}

function resolveHook(seen: Seen): ResolveHookSync {
  return (specifier, context, next) => {
    const parent = pathOf(context.parentURL)
    try {
      const found = next(specifier, context)
      const path = pathOf(found.url)
      if (path !== undefined && isFramework(specifier)) seen.frameworkFolders.add(dirname(path) + sep)
      const numbered = path !== undefined && isProjectFile(path, seen) && !found.url.includes('?')
      // A CommonJS module is also required, and then by its path alone: with a number it would be another module.
      const url = numbered && !found.format?.startsWith('commonjs') ? found.url + seen.query : found.url
      seen.resolutions.push({ specifier, parent, url })
      return { ...found, url }
    } catch (error) {
      seen.failures.push({ specifier, parent, error })
      throw error
    }
  }
}

function loadHook(seen: Seen): LoadHookSync {
  return (url, context, next) => {
    const path = pathOf(url)
    if (path === undefined || !isProjectFile(path, seen) || seen.modules.has(path)) return next(url, context)
    const stats = statSync(path, { throwIfNoEntry: false })
    try {
      const loaded = next(url, context)
      if (stats === undefined) return loaded
      const bytes = bytesOf(loaded.source) ?? readFileSync(path)
      seen.modules.set(path, describe(path, { bytes, stats }))
      seen.texts.set(path, bytes.toString('utf8'))
      return loaded
    } catch (error) {
      const from = seen.resolutions.findLast((resolution) => resolution.url === url)
      if (from !== undefined) seen.failures.push({ specifier: from.specifier, parent: from.parent, error })
      throw error
    }
  }
}

function isProjectFile(path: string, { frameworkFolders }: Seen): boolean {
  if (path.includes(`${sep}node_modules${sep}`)) return false
  return !frameworkFolders.values().some((folder) => path.startsWith(folder))
}

/**
 * Imported under its name, the framework is not part of the project, also where it is linked and so lies outside
 * `node_modules`.
 */
function isFramework(specifier: string): boolean {
  return specifier === 'assetstore' || specifier.startsWith('assetstore/')
}

function pathOf(url: string | undefined): string | undefined {
  return url?.startsWith('file:') ? fileURLToPath(url) : undefined
}

function bytesOf(source: unknown): Buffer | undefined {
  if (typeof source === 'string') return Buffer.from(source)
  if (source instanceof ArrayBuffer) return Buffer.from(source)
  if (ArrayBuffer.isView(source)) return Buffer.from(source.buffer, source.byteOffset, source.byteLength)
  return undefined
}

function describe(path: string, { bytes, stats }: { readonly bytes: Buffer; readonly stats: Stats }): LoadedModule {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { path, sha256, size: bytes.length, mtimeMs: stats.mtimeMs }
}
