import { join } from 'node:path'
import type { Definition } from '../../define/definition.ts'
import type { ForeignFacts, PythonOrigin } from '../../define/foreign/foreign-function.ts'
import { pythonPackage } from '../../python/module-folder.ts'

/** The function of ours that has another engine run the `sql` of an asset; `undefined` where that is DuckDB. */
export function engineOrigin({ options }: Definition): PythonOrigin | undefined {
  if (!('engine' in options) || options.engine !== 'spark') return undefined
  return { type: 'python', file: join(pythonPackage(), '_spark', 'sql.py'), function: 'run_sql' }
}

/** The part of it that the asset is made from: the release of the engine, and none of our own code. */
export function engineFacts({ packages = {}, files, ...facts }: ForeignFacts): ForeignFacts {
  const isOwn = (path: string) => path.startsWith(pythonPackage())
  return {
    scheme: 'engine-1',
    upstream: [],
    declarations: [],
    packages: Object.fromEntries(Object.entries(packages).filter(([name]) => name.startsWith('pypi:pyspark'))),
    files: Object.fromEntries(Object.entries(files).filter(([path]) => !isOwn(path))),
    ...(facts.listings === undefined ? {} : { listings: facts.listings }),
    ...(facts.links === undefined ? {} : { links: facts.links }),
    ...(facts.asked === undefined ? {} : { asked: facts.asked }),
    ...(facts.provisional ? { provisional: true as const } : {}),
  }
}
