import type { AnyFunction } from '../../define/definition.ts'
import { type DataDefinition, partitionsOf } from '../../define/partitions/partition.ts'
import { AssetError } from '../../errors.ts'
import type { LoadedNode } from '../../graph/node.ts'
import { dataDefinitionsOf } from '../../partitions/open-partitions.ts'
import { placeLabel } from '../user-place.ts'
import { readParameters } from './upstream-names.ts'

export interface KeysFrom {
  /** Left out where no data decides the keys. */
  readonly keysFrom?: readonly string[]
}

/**
 * The assets that the keys of an asset come from, by the parameters of the functions that are asked for them.
 *
 * @param mistakes Is added to.
 */
export function keysFromOf(
  { name, definition }: Pick<LoadedNode, 'name' | 'definition'>,
  root: string,
  mistakes: AssetError[],
): KeysFrom {
  const { options } = definition
  const data = dataDefinitionsOf(partitionsOf('partitions' in options ? options.partitions : undefined))
  if (data.length === 0) return {}
  const names = data.flatMap(([, one]) => {
    // The definition itself is refused where `run` is no function.
    if (typeof one.run !== 'function') return []
    const subject = { name: `partitions.from of ${name}`, at: placeLabel(root, one.at) }
    try {
      const { upstream, resources } = readParameters(one.run as AnyFunction, subject)
      if (resources !== 'all' && resources.length > 0) mistakes.push(noResources(subject, resources))
      return upstream
    } catch (error) {
      if (!AssetError.is(error)) throw error
      mistakes.push(error)
      return []
    }
  })
  return { keysFrom: [...new Set(names)] }
}

/**
 * Whether a function is asked at every run, as `observe` is: what it is given besides tables, or reads without any, may
 * be another at any time.
 */
export function isAskedEveryRun({ run }: DataDefinition, subject: string): boolean {
  return run.length > 1 || readParameters(run as AnyFunction, { name: subject }).upstream.length === 0
}

function noResources({ name, at }: { readonly name: string; readonly at: string }, resources: readonly string[]) {
  return new AssetError({
    code: 'PARTITIONS_INVALID',
    message: `${name} names ${resources.map((one) => `"${one}"`).join(', ')} in its context, which has signal, log, now and env`,
    at,
    facts: { resources },
    fix: 'read the keys from the tables of assets, or from what the module imports',
  })
}
