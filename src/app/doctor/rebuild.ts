import { readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { findConfig } from '../../discover/load/find-config.ts'
import { AssetError } from '../../errors.ts'
import { isIntact } from '../../store/catalog/intact.ts'
import { hasEntries } from '../../store/records/entry-files.ts'
import { type Rebuilt, rebuildCatalog } from '../../store/records/rebuild.ts'
import { isAbandoned } from '../../store/tmp.ts'
import type { ProjectRequest } from '../open/request.ts'

export interface RebuildReport extends Rebuilt {
  /** What cannot be restored, in words. */
  readonly notRestored: readonly string[]
}

const notRestored = [
  'the history of runs and of what failed in them',
  'when sources were asked the last time',
  'what code looked like that has changed since',
  'which times of schedules were carried out, and messages that were not received yet',
]

/**
 * Makes a catalog that is lost or damaged again, from the record files beside the objects. Nothing is computed.
 *
 * @throws AssetError `CLI_USAGE` where the catalog is whole, unless `yes`; `STORE_EMPTY` where there is no record file;
 * `STORE_BUSY` where a process works in the store.
 */
export async function rebuildStore(project: ProjectRequest, yes: boolean): Promise<RebuildReport> {
  const folder = await storeFolderOf(project)
  const busy = processesIn(folder)
  if (busy.length > 0) {
    const message = `a process works in ${folder}: ${busy.join(', ')}`
    throw new AssetError({ code: 'STORE_BUSY', message, fix: 'wait for it, or stop it, and say it again' })
  }
  if (!hasEntries(folder)) {
    const message = `there is nothing in ${join(folder, 'records')} that a catalog could be made of`
    const fix = 'move catalog.sqlite away, where there is one, and make everything again: assets materialize'
    throw new AssetError({ code: 'STORE_EMPTY', message, fix })
  }
  if (!yes && (await isIntact(folder, project.environment))) {
    const message = 'the catalog is whole as far as it can be told, and a new one would know less'
    throw new AssetError({ code: 'CLI_USAGE', message, fix: 'leave it; to make it again all the same, say --yes' })
  }
  return { ...(await rebuildCatalog(folder)), notRestored }
}

/** Without opening the store, which cannot be. */
async function storeFolderOf(project: ProjectRequest): Promise<string> {
  const { cwd, store, environment } = project
  if (store !== undefined) return resolve(cwd, store)
  const configFile = findConfig(project)
  const { evaluateOptions } = await import('../../discover/load/evaluate.ts')
  const hooks = project.hooks ?? { capture: false, guard: false, shared: false }
  const options = await evaluateOptions({ configFile, environment }, hooks)
  return resolve(dirname(configFile), options.store ?? '.assetstore')
}

function processesIn(folder: string): readonly string[] {
  const tmp = join(folder, 'tmp')
  try {
    return readdirSync(tmp).filter((name) => !isAbandoned(join(tmp, name), name))
  } catch {
    return []
  }
}
