import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AssetError } from '../errors.ts'
import type { StepError } from '../events.ts'

/** What a user's function threw, as it is kept and shown: with the first line of the stack that is the project's own. */
export function stepError(error: unknown, where: { readonly asset: string; readonly root: string }): StepError {
  if (AssetError.is(error)) {
    return {
      code: error.code,
      message: error.message,
      ...(error.at === undefined ? {} : { at: error.at }),
      ...(error.facts === undefined ? {} : { facts: error.facts }),
      fix: error.fix,
    }
  }
  const at = error instanceof Error ? ownFrame(error, where.root) : undefined
  return {
    code: 'ASSET_FAILED',
    message: error instanceof Error ? `${error.name}: ${error.message}` : `threw ${String(error)}`,
    ...(at === undefined ? {} : { at }),
    fix: `mend the function and run again; its lines and the stack: assets logs ${where.asset}`,
  }
}

/** `assets/documents.ts:12:5`: the frame a user can act on, where there is one. */
export function ownFrame(error: Error, root: string): string | undefined {
  for (const line of (error.stack ?? '').split('\n')) {
    const match = /\(?((?:file:\/\/|\/|[A-Za-z]:\\)[^()]+?):(\d+):(\d+)\)?$/.exec(line.trim())
    if (match === null) continue
    const [, place, row, column] = match as unknown as [string, string, string, string]
    const file = relative(root, place.startsWith('file:') ? fileURLToPath(place) : place)
    if (file.startsWith('..') || file.includes('node_modules')) continue
    return `${file.replaceAll('\\', '/')}:${row}:${column}`
  }
  return undefined
}
