import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isProxy } from 'node:util/types'
import { AssetError, type OptionWords, textsOf } from '../errors.ts'
import type { StepError } from '../events.ts'
import { firstThrown, isError, thrownText } from '../util/thrown.ts'

export interface Failing {
  readonly asset: string
  /** Where the asset is declared: the place of a mistake that has no line of its own. */
  readonly at: string
  /** The project's folder. */
  readonly root: string
  /** The caller's words for options in messages; undefined for the flags of the command. */
  readonly optionWords?: OptionWords | undefined
}

/**
 * A thrown value in the form that is kept and shown, with the first line of the stack that is in the project.
 */
export function stepError(thrown: unknown, { asset, at, root, optionWords }: Failing): StepError {
  const error = firstThrown(thrown)
  if (isMistake(error)) {
    // The asset is not the place to look for an error of the store.
    const place = error.at ?? (error.code.startsWith('STORE_') ? undefined : at)
    return {
      code: error.code,
      ...(optionWords === undefined ? { message: error.message, fix: error.fix } : textsOf(error, optionWords)),
      ...(place === undefined ? {} : { at: place }),
      ...(error.facts === undefined ? {} : { facts: error.facts }),
    }
  }
  return {
    code: 'ASSET_FAILED',
    message: thrownText(error),
    at: (isError(error) ? ownFrame(error, root) : undefined) ?? at,
    fix: `mend the function and run again; its lines and the stack: assets logs ${asset}`,
  }
}

/** A proxy counts as no mistake without being looked at: its traps are the user's, and may throw. */
export function isMistake(error: unknown): error is AssetError {
  return !isProxy(error) && AssetError.is(error)
}

/**
 * The first frame of the stack in the project, which the user can act on: `assets/documents.ts:12:5`, without a column
 * where the language has none. `undefined` where there is no such frame.
 */
export function ownFrame(error: Error, root: string): string | undefined {
  for (const line of String(error.stack ?? '').split('\n')) {
    const match = /\(?((?:file:\/\/|\/|[A-Za-z]:\\)[^()]+?):(\d+)(?::(\d+))?\)?$/.exec(line.trim())
    if (match === null) continue
    const [, place, row, column] = match as unknown as [string, string, string, string | undefined]
    const file = relative(root, place.startsWith('file:') ? fileURLToPath(place) : place)
    if (file.startsWith('..') || file.includes('node_modules')) continue
    return [file.replaceAll('\\', '/'), row, column].filter((part) => part !== undefined).join(':')
  }
  return undefined
}
