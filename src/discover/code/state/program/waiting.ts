import type { ProjectFiles, SourceModule, Unit } from '../../project-files.ts'
import { evaluatedFrom } from '../../slice/closure.ts'
import type { Program } from './program.ts'

/**
 * What a unit waits for at load: every `await` before it in its module and in the modules that this one imports. Other
 * modules do not wait, so each `await` can change the order.
 */
export function createWaits(files: ProjectFiles, program: Program): (unit: Unit) => readonly Unit[] {
  const awaits = new Map<SourceModule, readonly Unit[]>()
  for (const module of program.modules) {
    const units = module.units.filter(({ facts }) => facts.state.awaits)
    if (units.length > 0) awaits.set(module, units)
  }
  if (awaits.size === 0) return () => []
  const imported = new Map<SourceModule, readonly Unit[]>()
  return (unit) => {
    const { module } = unit
    const ofImports = imported.get(module) ?? importedAwaits(files, module, awaits)
    imported.set(module, ofImports)
    const own = awaits.get(module) ?? []
    return [...ofImports, ...own.filter((other) => program.position(other) < program.position(unit))]
  }
}

function importedAwaits(
  files: ProjectFiles,
  module: SourceModule,
  awaits: ReadonlyMap<SourceModule, readonly Unit[]>,
): readonly Unit[] {
  return evaluatedFrom(files, [module]).flatMap((other) => (other === module ? [] : (awaits.get(other) ?? [])))
}
