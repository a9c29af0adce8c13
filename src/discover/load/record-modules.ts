import { createHash } from 'node:crypto'
import { readFileSync, type Stats, statSync } from 'node:fs'
import { type LoadHookSync, type ResolveHookSync, registerHooks } from 'node:module'
import { dirname, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { AssetError } from '../../errors.ts'
import { thrownText } from '../../util/thrown.ts'

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
  /** Path -> sha256 of what was evaluated after the load: what code imports while it runs. */
  readonly late: ReadonlyMap<string, string>
  /** The load is over: what is evaluated from now on is late. */
  loaded(): void
  /** Code of the project has imported it while it ran in another thread or process. */
  heardLate(path: string, text: string): void
  stop(): void
}

/** What the hooks have seen so far. */
interface Sightings {
  readonly evaluatedTexts: ReadonlyMap<string, string>
  /** Part of the address of every project file that this load evaluates. */
  readonly query: string
  readonly modules: Map<string, LoadedModule>
  readonly texts: Map<string, string>
  readonly resolutions: Resolution[]
  readonly failures: ImportFailure[]
  readonly frameworkFolders: Set<string>
  readonly late: Map<string, string>
  isLoaded: boolean
}

/**
 * A registered symbol: Node's modules belong to the process, and two bundles of this framework may load projects in
 * one.
 */
const loadsSymbol = Symbol.for('assetstore.loads')
const holder = globalThis as { [loadsSymbol]?: number }

export interface Recording {
  readonly shared: boolean
  /** Path -> the text that stands for the file, whatever the file holds now. */
  readonly evaluatedTexts?: ReadonlyMap<string, string> | undefined
}

/**
 * Records every project file that is evaluated until it is stopped. The hash is of the bytes that Node evaluates, and
 * the file's state is read before them: a file that is edited meanwhile looks changed to the next command, never
 * unchanged.  Node evaluates a file once a process. From the second load on, the addresses of project files carry the
 * number of the load, so that a long-lived process sees edits; so do those of the first load, where other code of the
 * process may have imported the files.
 */
export function recordModules({ shared, evaluatedTexts = new Map() }: Recording): ModuleRecord {
  const loads = holder[loadsSymbol] ?? (shared ? 1 : 0)
  holder[loadsSymbol] = loads + 1
  const sightings: Sightings = {
    evaluatedTexts,
    query: loads === 0 ? '' : `?load=${loads}`,
    modules: new Map(),
    texts: new Map(),
    resolutions: [],
    failures: [],
    frameworkFolders: new Set(),
    late: new Map(),
    isLoaded: false,
  }
  const hooks = hooked({ resolve: resolveHook(sightings), load: loadHook(sightings) })
  return {
    get modules() {
      return [...sightings.modules.values()]
    },
    texts: sightings.texts,
    resolutions: sightings.resolutions,
    failures: sightings.failures,
    url: (path) => pathToFileURL(path).href + sightings.query,
    isProjectFile: (path) => isProjectFile(path, sightings),
    late: sightings.late,
    loaded() {
      sightings.isLoaded = true
    },
    heardLate(path, text) {
      sightings.late.set(path, hashOf(Buffer.from(text)))
      sightings.texts.set(path, text)
    },
    stop: () => hooks.deregister(),
  }
}

/** Jest loads modules by itself, where no hook of Node's sees them, and refuses hooks. */
function hooked(hooks: Parameters<typeof registerHooks>[0]): ReturnType<typeof registerHooks> {
  try {
    return registerHooks(hooks)
  } catch (error) {
    throw new AssetError({
      code: 'PROJECT_LOAD',
      message: `what a project is made of cannot be seen in this process: ${thrownText(error)}`,
      fix: 'test assets alone with `run` of assetstore/testing, which works everywhere, or open the project under Vitest or node:test',
      cause: error,
    })
  }
}

function resolveHook(sightings: Sightings): ResolveHookSync {
  return (specifier, context, next) => {
    if (sightings.isLoaded) return lateResolution(sightings, context.parentURL, next(specifier, context))
    const parent = pathOf(context.parentURL)
    try {
      const resolved = next(specifier, context)
      const path = pathOf(resolved.url)
      if (path !== undefined && isFramework(specifier)) sightings.frameworkFolders.add(dirname(path) + sep)
      const url = numberedUrl(sightings, resolved)
      sightings.resolutions.push({ specifier, parent, url })
      return { ...resolved, url }
    } catch (error) {
      sightings.failures.push({ specifier, parent, error })
      throw error
    }
  }
}

/** A CommonJS module is also required, and then by its path alone: with a number it would be another module. */
function numberedUrl(sightings: Sightings, { url, format }: Resolved): string {
  const path = pathOf(url)
  const isNumbered = path !== undefined && isProjectFile(path, sightings) && !url.includes('?')
  return isNumbered && !format?.startsWith('commonjs') ? url + sightings.query : url
}

type Resolved = ReturnType<Parameters<ResolveHookSync>[2]>

/** What a module of this load imports late is of this load, and not what an earlier one has evaluated. */
function lateResolution(sightings: Sightings, parentUrl: string | undefined, resolved: Resolved): Resolved {
  const isOurs = sightings.query !== '' && parentUrl?.endsWith(sightings.query) === true
  return isOurs ? { ...resolved, url: numberedUrl(sightings, resolved) } : resolved
}

function noteLate(
  { late, texts, query }: Sightings,
  url: string,
  { path, source }: { path: string; source: unknown },
): void {
  const isOfAnother = url.includes('?load=') && !(query !== '' && url.endsWith(query))
  if (isOfAnother) return
  const bytes = bytesOf(source) ?? readFileSync(path)
  late.set(path, hashOf(bytes))
  texts.set(path, bytes.toString('utf8'))
}

function loadHook(sightings: Sightings): LoadHookSync {
  return (url, context, next) => {
    const path = pathOf(url)
    if (sightings.isLoaded && path !== undefined && isProjectFile(path, sightings)) {
      const loaded = next(url, context)
      noteLate(sightings, url, { path, source: loaded.source })
      return loaded
    }
    if (path === undefined || !isProjectFile(path, sightings) || sightings.modules.has(path)) return next(url, context)
    const stats = statSync(path, { throwIfNoEntry: false })
    try {
      const loaded = asGiven(next(url, context), sightings.evaluatedTexts.get(path))
      if (stats === undefined) return loaded
      const bytes = bytesOf(loaded.source) ?? readFileSync(path)
      sightings.modules.set(path, describe(path, { bytes, stats }))
      sightings.texts.set(path, bytes.toString('utf8'))
      return loaded
    } catch (error) {
      const from = sightings.resolutions.findLast((resolution) => resolution.url === url)
      if (from !== undefined) sightings.failures.push({ specifier: from.specifier, parent: from.parent, error })
      throw error
    }
  }
}

type Loaded = ReturnType<LoadHookSync>

/** An edit since then does not concern whoever goes on with modules that were loaded before. */
const asGiven = (loaded: Loaded, text: string | undefined): Loaded =>
  text === undefined || bytesOf(loaded.source)?.toString('utf8') === text ? loaded : { ...loaded, source: text }

function isProjectFile(path: string, { frameworkFolders }: Sightings): boolean {
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
  return { path, sha256: hashOf(bytes), size: bytes.length, mtimeMs: stats.mtimeMs }
}

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
