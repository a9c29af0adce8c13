import { constants, Script } from 'node:vm'

/**
 * Imports with Node's own loader even where this file was compiled by a tool that puts its own in the place of
 * `import()`, as test runners do: the hooks that record a project's modules hang on Node's, and so does what "loaded"
 * means in a run.
 */
export function nativeImport(url: string): Promise<object> {
  return (/\bimport\(/.test(String(plainImport)) ? plainImport : scriptImport())(url)
}

const plainImport = (url: string): Promise<object> => import(url)

function scriptImport(): typeof plainImport {
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER
  return new Script('(url) => import(url)', { importModuleDynamically }).runInThisContext()
}
