import type { Definition, Run, SourceDefinition, SourceOrigin } from '../../define/definition.ts'
import { filesKind } from './files.ts'
import { functionKind } from './function.ts'
import { packageKind } from './package.ts'
import type { SourceFunctions, SourceKind } from './source-kind.ts'
import { tableKind } from './table.ts'

/** Every kind of source. */
export const sourceKinds: readonly SourceKind[] = [functionKind, filesKind, tableKind, packageKind]

export function sourceKind({ type }: Pick<SourceOrigin, 'type'>): SourceKind {
  const match = sourceKinds.find((kind) => kind.type === type)
  if (match === undefined) throw new Error(`no kind of source is called ${JSON.stringify(type)}`)
  return match
}

/** A source with its kind; `undefined` of what is no source. */
export function sourceOf(definition: Definition): (SourceDefinition & { readonly of: SourceKind }) | undefined {
  return 'origin' in definition ? { ...definition, of: sourceKind(definition.origin) } : undefined
}

/** The function behind a definition, in whichever language; a source that is data at rest has none. */
export function functionOf(definition: Definition): Run | undefined {
  return 'run' in definition ? definition.run : functionsOf(definition)?.run
}

/** The user's functions of a source that is made of them. */
export function functionsOf(definition: Definition): SourceFunctions | undefined {
  const source = sourceOf(definition)
  return source?.of.functions?.(source.origin)
}
