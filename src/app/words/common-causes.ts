import type { Cause, RootCause } from '../../causes.ts'
import { assetOf, partitionOf, type Unit } from '../../unit.ts'
import { rangesText } from '../../util/text/key-ranges.ts'

export interface CausedUnit {
  readonly unit: Unit
  readonly causes: readonly Cause[]
}

/** A longer list is not read; each asset shows its own causes. */
const mostRoots = 20

/**
 * The causes of several partitions of an asset, each once, with the partitions that have it; a cause of all partitions
 * names none.
 *
 * @param order all keys of the asset.
 * @param total The number of partitions, where `units` does not hold all of them.
 */
export function commonCauses(
  units: readonly CausedUnit[],
  order: readonly string[],
  total = units.length,
): readonly Cause[] {
  const common = new Map<string, { readonly cause: Cause; readonly keys: string[]; readonly roots: RootCause[] }>()
  for (const { unit, causes } of units) {
    for (const one of causes) {
      const cause = withoutPartition(one, unit)
      const name = `${cause.kind} ${cause.message}`
      const entry = common.get(name) ?? { cause, keys: [], roots: [] }
      common.set(name, entry)
      entry.keys.push(partitionOf(unit))
      if (entry.roots.length < mostRoots) entry.roots.push(...newRoots(entry.roots, cause))
    }
  }
  return [...common.values()].map(({ cause, keys, roots }) => ({
    ...cause,
    message: keys.length === total ? cause.message : `${cause.message} (${rangesText(keys, order)})`,
    ...(roots.length === 0 ? {} : { roots: roots.slice(0, mostRoots) }),
  }))
}

function newRoots(rootsBefore: readonly RootCause[], { roots = [] }: Cause): readonly RootCause[] {
  const nameOf = ({ asset, kind, message }: RootCause) => `${asset} ${kind} ${message}`
  const names = new Set(rootsBefore.map(nameOf))
  return roots.filter((root) => !names.has(nameOf(root)))
}

/** `days[2026-01-05] is stale` is one cause with the same of another day: the partition is named beside it. */
export function withoutPartition(cause: Cause, reader: Unit): Cause {
  const { subject = '', message, roots } = cause
  const asset = assetOf(subject as Unit)
  const own = partitionOf(reader)
  // It reads only one of its own partitions.
  const name = asset === assetOf(reader) ? 'the partition before it' : asset
  const named = asset === subject ? message : message.replaceAll(subject, name)
  return {
    ...cause,
    message: own === '' ? named : named.replaceAll(`[${own}]`, ''),
    ...(cause.subject === undefined ? {} : { subject: asset }),
    ...(roots === undefined ? {} : { roots: roots.map((root) => ({ ...root, asset: assetOf(root.asset as Unit) })) }),
  }
}
