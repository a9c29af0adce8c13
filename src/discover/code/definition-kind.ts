import { definerAt } from './definers.ts'
import { followRef } from './exports.ts'
import type { CallFacts, DefinitionKind, Ref } from './facts.ts'
import type { ProjectFiles, SourceModule } from './project-files.ts'

/**
 * The definition that a call makes, by the origin of its callee: the project file or the framework, under any local
 * name. `undefined` where it comes from anywhere else.
 */
export function definitionKind(files: ProjectFiles, module: SourceModule, call: CallFacts): DefinitionKind | undefined {
  const { name, members } = call.callee
  const origin = originOf(files, module, { to: 'binding', name, members })
  const path = /^(?:project|package assetstore)#(.*)$/.exec(origin ?? '')?.[1]?.split('.')
  return path === undefined ? undefined : definerAt(path)
}

/**
 * The origin of a name, followed through `const { asset } = project` and `const define = asset` in the module itself.
 */
export function originOf(files: ProjectFiles, module: SourceModule, ref: Ref): string | undefined {
  const [first] = followRef(files, module, ref).targets
  if (first === undefined) return undefined
  if (first.target.to === 'leaf') return first.target.text
  const { unit, name, members } = first.target
  const { alias, names, refs } = unit.facts
  const others = refs.filter((other) => other.to === 'binding' && !names.includes(other.name))
  const behind = alias && others.length === names.length ? others[name] : undefined
  if (behind?.to !== 'binding') return undefined
  return originOf(files, unit.module, { ...behind, members: [...behind.members, ...members] })
}

/** Whether an origin is the project file's or the framework's. */
export function isFramework(origin: string | undefined): boolean {
  return origin !== undefined && /^(project#|package assetstore[/#])/.test(origin)
}
