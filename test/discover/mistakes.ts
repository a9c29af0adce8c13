import { loadProject } from '../../src/discover/load/load.ts'
import { AssetError, AssetErrors } from '../../src/errors.ts'

/** Everything that is wrong, as a reader sees it. */
export async function mistakes(where: Parameters<typeof loadProject>[0]) {
  try {
    await loadProject(where)
  } catch (error) {
    if (!AssetError.is(error) && !(error instanceof AssetErrors)) throw error
    const errors = AssetError.is(error) ? [error] : error.errors
    return errors.map(({ code, at, message, fix }) => ({ code, at, message, fix }))
  }
  return []
}
