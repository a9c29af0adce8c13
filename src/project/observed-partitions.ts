import type { Partition } from '../define/partitions/partition.ts'
import type { Observation } from '../discover/facts.ts'
import type { Lookups } from '../discover/files/lookups.ts'
import type { LoadedProject } from '../discover/load/load.ts'
import { noMatch } from '../discover/observe/match-files.ts'
import { versionOf } from '../discover/observe/observe-files.ts'
import { observeOrigin } from '../discover/observe/observer.ts'
import { keyMistakeError, type PartitionFiles, partitionFiles } from '../discover/observe/partition-files.ts'
import { originOfPartition } from '../discover/observe/partition-glob.ts'
import type { LoadedNode } from '../graph/node.ts'
import { contextOfKey } from '../partitions/open-partitions.ts'
import type { PartitionSet } from '../partitions/partition-set.ts'
import type { UnitFacts } from '../plan/units.ts'
import type { Unit } from '../unit.ts'
import { digestFields } from '../util/digest.ts'
import type { ProjectUnits } from './project-units.ts'

export interface Observing {
  readonly project: Pick<LoadedProject, 'root' | 'nodes'>
  readonly units: ProjectUnits
  readonly cacheFolder: string
  readonly lookups: Lookups
}

/**
 * The present version of the files for every partition of a source of files. A file whose path holds an invalid key is
 * an error of the source, since otherwise its rows would be silently left out.
 *
 * @param among Only these units.
 */
export async function observedPartitions(
  of: Observing,
  among: readonly UnitFacts[],
): Promise<ReadonlyMap<Unit, Observation>> {
  const { project, units, ...where } = of
  const observed = new Map<Unit, Observation>()
  const byAsset = Map.groupBy(among, ({ node }) => node.name)
  for (const source of filesWithPartitions(of, new Set(byAsset.keys()))) {
    const { name, origin, set } = source
    const { mistakes } = await partitionFiles(project.root, { glob: origin.glob, set })
    const error = mistakes.length === 0 ? undefined : keyMistakeError(name, mistakes)
    for (const { unit } of byAsset.get(name) ?? []) {
      const own = originOfPartition(origin, units.partition(unit))
      observed.set(
        unit,
        error === undefined ? await observeOrigin(own, { root: project.root, ...where }) : { type: 'failed', error },
      )
    }
  }
  return observed
}

/**
 * The observation of all partitions together, for the lock: a digest over the files of every key, whether its window
 * exists or not, so that a day that passes changes nothing.
 *
 * @param versionsOfKeys The versions that were read, by key. An existing key without a version is left out, so that a
 * later command sees that its files were not read.
 */
export async function observedTogether(
  of: Observing,
  { name, versionsOfKeys }: { readonly name: string; readonly versionsOfKeys?: ReadonlyMap<string, string> },
): Promise<Observation | undefined> {
  const [source] = filesWithPartitions(of, new Set([name]))
  if (source === undefined) return undefined
  const { project, units: _, ...where } = of
  const { origin, set } = source
  const { keys, mistakes } = await partitionFiles(project.root, { glob: origin.glob, set })
  if (mistakes.length > 0) return { type: 'failed', error: keyMistakeError(name, mistakes) }
  const versions: [key: string, version: string][] = []
  for (const key of [...new Set([...keys.keys(), ...(versionsOfKeys?.keys() ?? [])])].sort()) {
    let version = versionsOfKeys?.get(key)
    if (version === undefined && versionsOfKeys !== undefined && set.has(key)) continue
    if (version === undefined) {
      const partition = (set.contextOf(key) ?? (await contextOfKey(set.definition, key)) ?? { key }) as Partition
      const observation = await observeOrigin(originOfPartition(origin, partition), { root: project.root, ...where })
      if (observation.type !== 'known') return observation
      version = observation.version
    }
    if (version !== versionOfNone) versions.push([key, version])
  }
  const version = digestFields('partition-files1', [['files', versions.flat()]])
  return { type: 'known', version, ...(versions.length === 0 ? { nothing: noMatch(project.root, origin.glob) } : {}) }
}

const versionOfNone = versionOf([])

/** The files of a source by key; `undefined` for any node but a source of files with partitions. */
export async function filesOfPartitions(
  { project, units }: Pick<Observing, 'project' | 'units'>,
  name: string,
): Promise<(PartitionFiles & { readonly set: PartitionSet }) | undefined> {
  const [source] = filesWithPartitions({ project, units }, new Set([name]))
  if (source === undefined) return undefined
  const { origin, set } = source
  return { set, ...(await partitionFiles(project.root, { glob: origin.glob, set })) }
}

function filesWithPartitions({ project, units }: Pick<Observing, 'project' | 'units'>, scope?: ReadonlySet<string>) {
  return project.nodes.flatMap(({ name, definition }: LoadedNode) => {
    if (scope !== undefined && !scope.has(name)) return []
    if (!('origin' in definition) || !('glob' in definition.origin)) return []
    const set = units.set(name)
    return set === undefined ? [] : [{ name, origin: definition.origin, set }]
  })
}
