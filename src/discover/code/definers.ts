import { sourceKinds } from '../kinds/source-kinds.ts'
import type { DefinitionKind, ImportFacts, SourceMember } from './facts.ts'
import type { Node } from './parser.ts'
import { memberChain, stringOf } from './syntax.ts'

/** What a project file imports from. */
const framework = 'assetstore'

/** `resource`, `defineProject`: what is imported from the framework itself. */
export function isDefinerImport(imported: ImportFacts | undefined, name: string): boolean {
  return imported !== undefined && imported.from === framework && imported.name === name
}

/**
 * Whether a call makes a resource, and which properties of its argument are code; the others are read when the project
 * is loaded, and either are part of the key as values or change nothing of what the resource gives.
 */
export function resourceCode(
  imported: ImportFacts | undefined,
): ((property: string, value: Node) => boolean) | undefined {
  if (isDefinerImport(imported, 'resource')) return (property) => property !== 'settings'
  if (imported?.from !== `${framework}/embedder` || imported.name !== 'embedder') return undefined
  // A name of a model is a setting; a model is made by code.
  return (property, value) => property === 'open' || (property === 'model' && stringOf(value) === undefined)
}

/**
 * The definition that a call makes, by the names in its callee: `asset`, `project.asset`, `source.files`,
 * `defineProject`, whatever they are imported as. One file does not tell whether the name does come from the project. A
 * call that is wrongly taken for a definition is cut into its arguments, which are all reached from it.
 */
export function definerOf(
  callee: Node,
  imported: (name: string) => ImportFacts | undefined,
): DefinitionKind | undefined {
  const { root, members } = memberChain(callee)
  if (root.type !== 'Identifier') return undefined
  const origin = imported(root.name)
  const path = [
    origin === undefined || origin.name === '*' || origin.name === 'default' ? root.name : origin.name,
    ...members,
  ]
  return definerAt(path)
}

/** The kind of definition that a path such as `source.files` makes. */
export function definerAt(path: readonly string[]): DefinitionKind | undefined {
  const last = path.at(-1)
  switch (last) {
    case 'asset':
    case 'source':
    case 'check':
    case 'effect':
      return last
    case 'defineProject':
      return 'project'
    // `asset.python`
    case 'python':
      return definerAt(path.slice(0, -1))
    default:
      return path.at(-2) === 'source' ? sourceMember(last) : undefined
  }
}

function sourceMember(name: string | undefined): SourceMember | undefined {
  const type = sourceKinds.find((kind) => kind.type === name)?.type
  return type === 'function' ? undefined : type
}
