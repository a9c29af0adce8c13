import { constants, Script } from 'node:vm'

/**
 * Imports with Node's own loader even where this file was compiled by a tool that puts its own in the place of `import()`, as test
 * runners do: the hooks that record a project's modules hang on Node's, and so does what "loaded" means in a run.
 */
export function nativeImport(url: string): Promise<object> {
  const importer = new Script('(url) => import(url)', {
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }).runInThisContext() as (url: string) => Promise<object>
  return importer(url)
}
