import { AssetError } from '../../errors.ts'

/** What a reading ends with whose project, or run, is over before its last row. */
export function closedError(): AssetError {
  return new AssetError({
    code: 'ASSET_CANCELLED',
    message: 'the project was closed before the last row was read',
    fix: 'await what reads its tables before you close it',
  })
}
