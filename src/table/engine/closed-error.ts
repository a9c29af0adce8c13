import { AssetError } from '../../errors.ts'

/** The error of a reading whose project or run ends before its last row. */
export function closedError(): AssetError {
  return new AssetError({
    code: 'ASSET_CANCELLED',
    message: 'the project was closed before the last row was read',
    fix: 'await what reads its tables before you close it',
  })
}
