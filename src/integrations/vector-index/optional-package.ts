import { AssetError } from '../../index.ts'

/**
 * A package that only one target needs, and that only its users install.
 *
 * @throws AssetError `INDEX_UNAVAILABLE` where it is not installed.
 */
export async function optionalPackage<Module>(name: string, target: string): Promise<Module> {
  try {
    return await import(name)
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
    throw new AssetError({
      code: 'INDEX_UNAVAILABLE',
      message: isMissing
        ? `a vector index in ${target} needs the package ${name}, which is not installed`
        : `the package ${name} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
      fix: isMissing ? `run npm install ${name}` : `see whether ${name} supports this platform, or use another target`,
      cause: error,
    })
  }
}
