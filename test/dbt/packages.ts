import { mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Python } from '../rig/python/describe.ts'
import type { PythonEnvironment } from '../rig/python/environment.ts'

/** A folder with what the environment of dbt has not, such as pandas: the packages of other environments. */
export function linkPackages(
  folder: string,
  { interpreter }: Pick<Python, 'interpreter'>,
  environments: readonly PythonEnvironment[],
): void {
  const library = (environment: string) => {
    const lib = join(environment, 'lib')
    return join(lib, readdirSync(lib).find((name) => name.startsWith('python3')) ?? '', 'site-packages')
  }
  const known = new Set(readdirSync(library(dirname(dirname(interpreter)))))
  mkdirSync(folder)
  for (const one of environments) {
    if (!('folder' in one)) continue
    for (const name of readdirSync(library(one.folder))) {
      if (known.has(name) || !/^(?:pandas|numpy|polars|_polars|pyarrow|tzdata|openpyxl|et_xmlfile)/.test(name)) continue
      known.add(name)
      symlinkSync(join(library(one.folder), name), join(folder, name))
    }
  }
}
