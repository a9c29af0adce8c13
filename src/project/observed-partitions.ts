import type { Observation } from '../discover/facts.ts'
import type { Lookups } from '../discover/files/lookups.ts'
import type { LoadedProject } from '../discover/load/load.ts'
import { observeOrigin } from '../discover/observe/observer.ts'
import { originOfPartition } from '../discover/observe/partition-glob.ts'
import { type Unit, unitOf } from '../unit.ts'
import type { ProjectUnits } from './project-units.ts'

interface Observing {
  readonly project: Pick<LoadedProject, 'root' | 'nodes'>
  readonly units: ProjectUnits
  /** All nodes where it is left out. */
  readonly scope: ReadonlySet<string> | undefined
  readonly cacheFolder: string
  readonly lookups: Lookups
}

/** Of every partition of a source of files, the version of its own files now. */
export async function observedPartitions(of: Observing): Promise<ReadonlyMap<Unit, Observation>> {
  const { project, units, scope, ...where } = of
  const observed = new Map<Unit, Observation>()
  for (const { name, definition } of project.nodes) {
    if (!('origin' in definition) || !('glob' in definition.origin)) continue
    if (scope !== undefined && !scope.has(name)) continue
    for (const key of units.set(name)?.keys ?? []) {
      const unit = unitOf(name, key)
      const origin = originOfPartition(definition.origin, units.partition(unit))
      observed.set(unit, await observeOrigin(origin, { root: project.root, ...where }))
    }
  }
  return observed
}
