import { type Edge, followRef } from '../../exports.ts'
import type { ProjectFiles, SourceModule, Unit } from '../../project-files.ts'

/** Where a path of names leads from a unit. */
export type Follow = (unit: Unit, path: string) => Edge

/** Members behind a computed one are part of the value. */
export function createFollow(files: ProjectFiles): Follow {
  const edgesByModule = new Map<SourceModule, Map<string, Edge>>()
  return ({ module }, path) => {
    const ofModule = edgesByModule.get(module) ?? new Map<string, Edge>()
    edgesByModule.set(module, ofModule)
    const edge = ofModule.get(path) ?? followPath(files, module, path)
    ofModule.set(path, edge)
    return edge
  }
}

function followPath(files: ProjectFiles, module: SourceModule, path: string): Edge {
  const [name = '', ...members] = path.split('.')
  const fixedMembers = members.includes('*') ? members.slice(0, members.indexOf('*')) : members
  return followRef(files, module, { to: 'binding', name, members: fixedMembers })
}
