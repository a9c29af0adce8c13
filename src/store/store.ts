import { mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { defaultEnvironment } from '../define/project/environment.ts'
import { type CatalogOptions, openCatalog } from './catalog/open.ts'
import { storeFailure } from './failure.ts'
import type { Catalog } from './interface.ts'
import { fileObjects } from './objects/file-objects.ts'
import type { Objects } from './objects/interface.ts'
import { filedCatalog } from './records/filed-catalog.ts'
import { sweepTmp, tmpFolder } from './tmp.ts'

/**
 * A project's records and the tables that they name. Disposing of it closes the catalog and removes its temporary
 * files.
 */
export interface Store extends AsyncDisposable {
  /** Absolute. */
  readonly folder: string
  /** The catalog. Everything written to it is also kept in files beside it. */
  readonly catalog: Catalog
  readonly objects: Objects
  /** A path that nobody has used yet, in the run's own folder, on the same file system as the objects. */
  tmpFile(run: string): string
  /** Removes the run's own folder. */
  endTmp(run: string): Promise<void>
}

/** Opens the store; `undefined` when reading and there is no store. Throws what `openCatalog` throws. */
export async function openStore(options: CatalogOptions & { readonly mode: 'write' }): Promise<Store>
export async function openStore(options: CatalogOptions): Promise<Store | undefined>
export async function openStore(options: CatalogOptions): Promise<Store | undefined> {
  const catalog = await openCatalog(options)
  if (catalog === undefined) return undefined
  const { folder, mode, environment = defaultEnvironment } = options
  const store = storeOf(folder, mode === 'write' ? filedCatalog(catalog, folder, environment) : catalog)
  try {
    if (options.mode === 'write') await sweepTmp(options.folder)
    return store
  } catch (error) {
    await store[Symbol.asyncDispose]()
    throw error
  }
}

function storeOf(folder: string, catalog: Catalog): Store {
  const runs = new Set<string>()
  const objects = fileObjects(folder)
  let files = 0
  const endTmp = async (run: string): Promise<void> => {
    await rm(tmpFolder(folder, run), { recursive: true, force: true })
    runs.delete(run)
  }
  return {
    folder,
    catalog,
    objects,
    tmpFile: (run) => {
      const own = tmpFolder(folder, run)
      if (!runs.has(run)) makeFolder(own)
      runs.add(run)
      files += 1
      return join(own, `${files}.parquet`)
    },
    endTmp,
    [Symbol.asyncDispose]: async () => {
      try {
        objects.keep()
        for (const run of runs) await endTmp(run)
      } finally {
        await catalog[Symbol.asyncDispose]()
      }
    },
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true })
  } catch (error) {
    throw storeFailure(error, path)
  }
}
