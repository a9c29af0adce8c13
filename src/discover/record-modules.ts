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

let loads = 0

/**
 * Records every project file that is evaluated until it is stopped. The hash is of the bytes that Node evaluates, and the file's state is
 * read before them: a file that is edited meanwhile is another file at the next look, never one that was seen.
 *
 * Node evaluates a file once a process. From the second load on, the addresses of project files carry the number of the load, so that
 * a long-lived process sees what was edited.
 */
export function recordModules(): ModuleRecord {
  const query = loads === 0 ? '' : `?load=${loads}`
  loads++
  const modules = new Map<string, LoadedModule>()
  const texts = new Map<string, string>()
  const resolutions: Resolution[] = []
  const failures: ImportFailure[] = []
  const frameworkFolders = new Set<string>()
  const isProjectFile = (path: string) =>
    !path.includes(`${sep}node_modules${sep}`) && ![...frameworkFolders].some((folder) => path.startsWith(folder))

  const resolve: ResolveHookSync = (specifier, context, next) => {
    const parent = pathOf(context.parentURL)
    try {
      const found = next(specifier, context)
      const path = pathOf(found.url)
      if (path !== undefined && isFramework(specifier)) frameworkFolders.add(dirname(path) + sep)
      const fresh =
        path !== undefined && isProjectFile(path) && !found.format?.startsWith('commonjs') && !found.url.includes('?')
      const url = fresh ? found.url + query : found.url
      resolutions.push({ specifier, parent, url })
      return { ...found, url }
    } catch (error) {
      failures.push({ specifier, parent, error })
      throw error
    }
  }
  const load: LoadHookSync = (url, context, next) => {
    const path = pathOf(url)
    if (path === undefined || !isProjectFile(path) || modules.has(path)) return next(url, context)
    const stats = statSync(path, { throwIfNoEntry: false })
    const loaded = attempt(url, () => next(url, context))
    if (stats !== undefined) {
      const bytes = bytesOf(loaded.source) ?? readFileSync(path)
      modules.set(path, describe(path, { bytes, stats }))
      texts.set(path, bytes.toString('utf8'))
    }
    return loaded
  }
  const attempt = <Loaded>(url: string, load: () => Loaded): Loaded => {
    try {
      return load()
    } catch (error) {
      const from = resolutions.findLast((resolution) => resolution.url === url)
      if (from !== undefined) failures.push({ specifier: from.specifier, parent: from.parent, error })
      throw error
    }
  }
  const hooks = registerHooks({ resolve, load })
  return {
    get modules() {
      return [...modules.values()]
    },
    texts,
    resolutions,
    failures,
    url: (path) => pathToFileURL(path).href + query,
    isProjectFile,
    stop: () => hooks.deregister(),
  }
}

/** Imported under its name, the framework is not part of the project, also where it is linked and so lies outside `node_modules`. */
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
