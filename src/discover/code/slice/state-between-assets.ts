import { followRef } from '../exports.ts'
import type { ProjectFiles, Unit } from '../project-files.ts'

/**
 * State that code may keep from one asset to the next in one process: `client ??= connect(env('MODEL'))`, a cache, an
 * instance. It is named by labels, so that two assets that share it have one name for it.
 */
export function stateBetweenAssets(files: ProjectFiles, units: readonly Unit[]): string[] {
  const writtenUnits = new Set<Unit>()
  let changesOthers = false
  for (const unit of units) {
    for (const write of unit.facts.state.writes ?? []) {
      if (write.to !== 'name') {
        changesOthers = true
        continue
      }
      const [name = '', ...members] = write.path.split('.').filter((part) => part !== '*')
      for (const { target } of followRef(files, unit.module, { to: 'binding', name, members }).targets)
        if (target.to === 'unit') writtenUnits.add(target.unit)
    }
  }
  if (changesOthers) for (const unit of units) if (holdsState(unit)) writtenUnits.add(unit)
  return [...writtenUnits].map(({ module, facts }) => `${module.path} ${facts.label}`).sort()
}

function holdsState({ facts: { statement, state } }: Unit): boolean {
  return !statement && (state.kind === 'state' || state.kind === 'container')
}
