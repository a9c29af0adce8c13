import { AssetError } from '../errors.ts'
import { errorCode } from '../util/error-code.ts'

/** The working folder of the process. @throws AssetError `PROJECT_NOT_FOUND` where it was removed meanwhile. */
export function workingFolder(): string {
  try {
    return process.cwd()
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
    throw new AssetError({
      code: 'PROJECT_NOT_FOUND',
      message: 'the working folder was removed',
      fix: 'go to a folder that is there',
      cause: error,
    })
  }
}
