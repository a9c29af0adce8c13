import type { Node } from '../../../graph/node.ts'
import { kinds } from '../../kinds/kinds.ts'
import { sourceKind } from '../../kinds/source-kinds.ts'
import { runAmong } from '../definition-calls.ts'
import { definitionKind } from '../definition-kind.ts'
import { followExport, followRef } from '../exports.ts'
import { type ArgumentFacts, type CallFacts, type DefinitionKind, spread } from '../facts.ts'
import type { ProjectFiles, SourceModule, Unit } from '../project-files.ts'
import type { Root } from './slice.ts'

export interface DefinitionRoots {
  readonly roots: readonly Root[]
  /** The modules on the way from the table of contents. */
  readonly through: readonly SourceModule[]
  /** `fingerprint: 'strict'`. */
  readonly strict: boolean
}

/** For what `source.files` and the like make, these are the roots of that kind of source. */
function rootsOf(kind: DefinitionKind): readonly string[] {
  if (kind === 'project') return []
  return isNodeKind(kind) ? kinds[kind].roots : sourceKind({ type: kind }).roots
}

const isNodeKind = (kind: DefinitionKind): kind is keyof typeof kinds => kind in kinds

/** Where the keys of a node are from. */
const keysOptions = ['partitions']

/**
 * Where the slice of a node starts: at its function and at the options that change what it makes. A definition that is
 * not spelled out at its export (made by a function of the user's, say) starts at the whole declaration. A member of a
 * set has no code in the project's modules.
 */
export function definitionRoots(files: ProjectFiles, entry: string, node: Node): DefinitionRoots {
  if (node.ofSet) return { roots: [], through: [], strict: false }
  const names = node.keys ? keysOptions : undefined
  const { targets, through } = followExport(files, entry, node.name.split('.'))
  const roots: Root[] = []
  let strict = false
  for (const { target } of targets) {
    if (target.to !== 'unit') continue
    const { unit, name } = target
    const label = `${unit.module.path} ${unit.facts.label}`
    const call = unit.module.calls.get(unit.facts.names[name] ?? '')
    const kind = call === undefined || target.members.length > 0 ? undefined : definitionKind(files, unit.module, call)
    if (call === undefined || kind === undefined) {
      roots.push({ role: 'declaration', unit, label })
      continue
    }
    strict ||= isStrict(call)
    for (const argument of call.arguments)
      roots.push(...argumentRoots(files, { module: unit.module, call, kind, argument, label, names }))
  }
  return { roots, through, strict }
}

function isStrict(call: CallFacts): boolean {
  return call.arguments.some(
    (argument) =>
      'properties' in argument &&
      argument.properties.some(({ key, text }) => key === 'fingerprint' && text === 'strict'),
  )
}

interface DefinitionArgument {
  readonly module: SourceModule
  readonly call: CallFacts
  readonly kind: DefinitionKind
  readonly argument: ArgumentFacts
  readonly label: string
  /** Only these options, and not the function. */
  readonly names: readonly string[] | undefined
}
function argumentRoots(
  files: ProjectFiles,
  { module, call, kind, argument, label, names }: DefinitionArgument,
): Root[] {
  if ('properties' in argument) {
    return argument.properties.flatMap(({ key, unit }) => {
      const declaration = module.units[unit]
      return (key === spread || (names ?? rootsOf(kind)).includes(key)) && declaration
        ? [{ role: key, unit: declaration, label: `${label}.${key}` }]
        : []
    })
  }
  const unit = module.units[argument.unit]
  if (unit === undefined) return []
  const isRun = argument === runAmong(call.arguments) && isNodeKind(kind)
  // A file in another language: what is in it counts, and not what it is called.
  if (isRun && argument.literal) return []
  if (isRun && names !== undefined) return []
  if (!isRun) return [{ role: 'argument', unit, label: `${module.path} ${unit.facts.label}` }]
  const named = argument.name ? declarationOf(files, unit) : undefined
  if (named !== undefined)
    return [{ role: 'function', unit: named, label: `${named.module.path} ${named.facts.label}`, ordinals: true }]
  return [{ role: 'function', unit, label, ordinals: true }]
}

/** The one declaration that a name leads to. */
function declarationOf(files: ProjectFiles, unit: Unit): Unit | undefined {
  const [ref] = unit.facts.refs
  const targets = ref === undefined ? [] : followRef(files, unit.module, ref).targets
  const [first] = targets
  if (targets.length !== 1 || first?.target.to !== 'unit' || first.target.members.length > 0) return undefined
  return first.target.unit.facts.names.length === 1 ? first.target.unit : undefined
}
