import { existsSync } from 'node:fs'
import { dirname, extname, resolve } from 'node:path'
import { AssetError } from '../../errors.ts'
import { errorCode } from '../../util/error-code.ts'
import { packageName } from '../packages/package-name.ts'
import { fileLabel } from '../user-place.ts'
import { compilerPathsCure } from './compiler-paths.ts'
import type { FailedLoad, ImportFailure } from './record-modules.ts'

/** An import that leads nowhere, at its own line. */
export function importFailure(failed: ImportFailure, load: FailedLoad): AssetError {
  const { specifier } = failed
  if (specifier === load.record.url(load.configFile)) return configFailure(failed, load)
  const importer = failed.parent ?? load.configFile
  const label = fileLabel(load.root, importer)
  const line = lineOf(specifier, load.record.texts.get(importer))
  return new AssetError({
    code: 'PROJECT_LOAD',
    message: `${label} imports "${specifier}", which ${whatIsWrong(failed.error)}`,
    at: line === undefined ? label : `${label}:${line}`,
    facts: { specifier, file: label },
    fix: cureOf(failed, importer),
    cause: failed.error,
  })
}

/** The project file itself: it is this framework that imports it. */
function configFailure({ error }: ImportFailure, { root, configFile }: FailedLoad): AssetError {
  const label = fileLabel(root, configFile)
  return new AssetError({
    code: 'PROJECT_LOAD',
    message: `${label} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
    at: label,
    fix: 'mend what it names, or move the project to a path that Node can import from',
    cause: error,
  })
}

function whatIsWrong(error: unknown): string {
  switch (errorCode(error)) {
    case 'ERR_MODULE_NOT_FOUND':
    case 'MODULE_NOT_FOUND':
      return 'is not there'
    case 'ERR_UNSUPPORTED_DIR_IMPORT':
      return 'is a folder'
    case 'ERR_PACKAGE_IMPORT_NOT_DEFINED':
      return 'no "imports" of a package.json defines'
    case 'ERR_PACKAGE_PATH_NOT_EXPORTED':
      return 'that package does not export'
    case 'ERR_IMPORT_ATTRIBUTE_MISSING':
      return 'is JSON, and the import does not say so'
    case 'ERR_UNKNOWN_FILE_EXTENSION':
      return 'Node cannot run: it knows .ts, .mts, .js and .mjs'
    default:
      return `cannot be loaded: ${error instanceof Error ? error.message : String(error)}`
  }
}

function cureOf({ specifier, error }: ImportFailure, importer: string): string {
  if (errorCode(error) === 'ERR_IMPORT_ATTRIBUTE_MISSING') {
    return `write \`import … from '${specifier}' with { type: 'json' }\``
  }
  if (errorCode(error) === 'ERR_UNKNOWN_FILE_EXTENSION') {
    return 'move what is imported into a file with one of these endings'
  }
  if (specifier.startsWith('#')) {
    const target = specifier === '#project' ? './assets.config.ts' : './…'
    return `add "imports": { "${specifier}": "${target}" } to package.json`
  }
  if (!/^(?:\.{0,2}\/|file:)/.test(specifier)) {
    const name = packageName(specifier) ?? specifier
    if (errorCode(error) === 'ERR_PACKAGE_PATH_NOT_EXPORTED') {
      return `import one of the paths under "exports" in the package.json of ${name}`
    }
    return compilerPathsCure(specifier, importer) ?? `run \`npm install ${name}\`, or correct the name`
  }
  const file = withEnding(specifier, importer)
  return file === undefined
    ? 'correct the path, or add the file'
    : `write "${file}": Node wants the whole name of the file`
}

/**
 * The specifier with the ending of a file that is there: `./crm`, `./crm.js` -> `./crm.ts`, `./crm/` ->
 * `./crm/index.ts`.
 */
function withEnding(specifier: string, importer: string): string | undefined {
  const bare = specifier.slice(0, specifier.length - extname(specifier).length)
  const stems = [specifier, bare, `${specifier.replace(/\/$/, '')}/index`]
  const candidates = stems.flatMap((stem) => ['.ts', '.mts', '.js', '.mjs'].map((ending) => stem + ending))
  return candidates.find((candidate) => existsSync(resolve(dirname(importer), candidate)))
}

/**
 * The specifier is written there in quotes: it is what failed, so that the first such line is the import or one that
 * fails alike.
 */
function lineOf(specifier: string, source: string | undefined): number | undefined {
  const lines = source?.split('\n') ?? []
  const index = lines.findIndex((line) => line.includes(`'${specifier}'`) || line.includes(`"${specifier}"`))
  return index === -1 ? undefined : index + 1
}
