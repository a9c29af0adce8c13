import { createRequire } from 'node:module'
import { join } from 'node:path'
import { projectRoot } from '../../define/project-root.ts'
import { AssetError } from '../../errors.ts'
import { errorCode } from '../../util/error-code.ts'
import { thrownText } from '../../util/thrown.ts'

/**
 * A package that the project has where it wants what is made with it, as the project itself finds it.
 *
 * @throws AssetError `PACKAGE_MISSING`
 */
export function peerPackage(name: string, what: string): unknown {
  try {
    return createRequire(join(projectRoot(), 'package.json'))(name)
  } catch (error) {
    const isAbsent = errorCode(error) === 'MODULE_NOT_FOUND' && String((error as Error).message).includes(`'${name}'`)
    throw new AssetError({
      code: 'PACKAGE_MISSING',
      message: isAbsent
        ? `${what} needs the package ${name}, which the project does not have`
        : `${what} needs the package ${name}, which does not load: ${thrownText(error)}`,
      facts: { package: name },
      fix: isAbsent ? `npm install ${name}` : `install it anew for this machine: npm install ${name}`,
      cause: error,
    })
  }
}
