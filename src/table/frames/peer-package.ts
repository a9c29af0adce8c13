import { createRequire } from 'node:module'
import { join } from 'node:path'
import { constants, Script } from 'node:vm'
import { projectRoot } from '../../define/project/project-root.ts'
import { AssetError } from '../../errors.ts'
import { errorCode } from '../../util/error-code.ts'
import { layer } from '../../util/process/layer.ts'
import { thrownText } from '../../util/thrown.ts'

/**
 * A package that the project installs if it wants objects of it, as the project itself would load it.
 *
 * @throws AssetError `PACKAGE_MISSING`
 */
export function peerPackage(name: string, what: string): unknown {
  try {
    return createRequire(besideProject())(name)
  } catch (error) {
    throw missing(name, what, error)
  }
}

/**
 * As `peerPackage`, for a package whose module for `import` differs from the one for `require`: the module that the
 * project's own code would import.
 *
 * @throws AssetError `PACKAGE_MISSING`
 */
export async function importPeer(name: string, what: string): Promise<unknown> {
  // An import is resolved from the file that contains it, so the script takes the name of a file of the project.
  const loading = new Script(`import(${JSON.stringify(name)})`, {
    filename: besideProject(),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })
  try {
    return await withoutItsWarning(() => loading.runInThisContext() as Promise<unknown>)
  } catch (error) {
    throw missing(name, what, error)
  }
}

/** Suppresses Node's warning about such an import, which would be in the log of whichever asset runs then. */
function withoutItsWarning<Result>(work: () => Result): Result {
  const undo = layer(process, 'emitWarning', (below) => {
    const emit = (...args: Parameters<typeof below>) =>
      String(args[0]).includes('USE_MAIN_CONTEXT_DEFAULT_LOADER') ? undefined : below(...args)
    return emit as typeof below
  })
  try {
    return work()
  } finally {
    undo()
  }
}

const besideProject = (): string => join(projectRoot(), 'package.json')

const absent: ReadonlySet<string | undefined> = new Set(['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'])

function missing(name: string, what: string, error: unknown): AssetError {
  const isAbsent = absent.has(errorCode(error)) && String((error as Error).message).includes(`'${name}'`)
  return new AssetError({
    code: 'PACKAGE_MISSING',
    message: isAbsent
      ? `${what} needs the package ${name}, which the project does not have`
      : `${what} needs the package ${name}, which does not load: ${thrownText(error)}`,
    facts: { package: name },
    fix: isAbsent ? `npm install ${name}` : `install it anew for this machine: npm install ${name}`,
    cause: error,
  })
}
