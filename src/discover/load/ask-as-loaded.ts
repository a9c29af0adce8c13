import { dirname, join } from 'node:path'
import { createResolver } from '../code/resolution.ts'
import type { Lookups } from '../files/lookups.ts'
import type { LoadedProject } from './load.ts'

/**
 * Asks again what Node asked when it loaded the project: where every import of its modules leads, and which
 * `package.json` says what kind of module each of them is. Whoever remembers what the modules declared depends on the
 * answers.
 */
export function askAsLoaded(project: Pick<LoadedProject, 'root' | 'modules' | 'imports'>, lookups: Lookups): void {
  const { root, modules, imports } = project
  const { resolve } = createResolver(root, lookups)
  for (const { fromFile, specifier } of imports) resolve(fromFile, specifier)
  for (const folder of new Set(modules.map(({ path }) => dirname(path)))) askForManifest(folder, lookups)
}

function askForManifest(folder: string, lookups: Lookups): void {
  if (lookups.text(join(folder, 'package.json')) === undefined && folder !== dirname(folder))
    askForManifest(dirname(folder), lookups)
}
