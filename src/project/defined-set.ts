import { type PartitionsDefinition, partitionsOf } from '../define/partitions/partition.ts'
import type { NodeFacts } from '../discover/facts.ts'
import { listedKeys } from '../partitions/listed-keys.ts'
import type { PartitionSet } from '../partitions/partition-set.ts'
import { setTexts } from '../partitions/set-texts.ts'
import { type DefinedSet, keysCode } from '../plan/lock/lock-world.ts'

/** The part of an asset's keys that code decides, as the lock keeps it. */
export function definedSet(
  { definition, keys: all }: PartitionSet,
  { keys, isForeign }: { readonly keys: Pick<NodeFacts, 'code'> | undefined; readonly isForeign: boolean },
): DefinedSet {
  return {
    ...(isListed(definition) ? { keys: all } : {}),
    ...(isForeign ? { listedKeys: listedKeys(definition) } : {}),
    texts: {
      ...setTexts(definition),
      ...(keys === undefined ? {} : { [keysCode]: `${keys.code.digest.slice(0, 12)} ${keys.code.scheme}` }),
    },
  }
}

function isListed(of: PartitionsDefinition | undefined): boolean {
  if (of?.type === 'cross') return Object.values(of.dimensions).every((one) => isListed(partitionsOf(one)))
  return of?.type === 'fixed'
}
