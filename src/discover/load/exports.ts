import { isModuleNamespaceObject } from 'node:util/types'
import { type DefinitionSet, setOf } from '../../define/declaration/definition-set.ts'
import type { Exposure, Labels } from '../../define/declaration/place.ts'
import { type Definition, definitionOf } from '../../define/definition.ts'

/** A definition under the name that the table of contents gives it. */
export interface ExportedDefinition {
  readonly name: string
  readonly definition: Definition
  /** What sets say of it beside what it says itself. */
  readonly labels?: Labels
  readonly exposures?: readonly Exposure[]
  /** It is a member of that. */
  readonly set?: DefinitionSet
}

/**
 * The definitions that a module exports; those of a namespace (`export * as crm`) under `crm.`. Other exports are
 * ignored. The order is alphabetical: a namespace object has no other order.
 */
export function exportedDefinitions(contents: object): readonly ExportedDefinition[] {
  return [...walk(contents, { prefix: '', within: [] })].flatMap(({ name, value }) => {
    const definition = definitionOf(value)
    return definition === undefined ? [] : [{ name, definition, ...ofSet(setOf(value)) }]
  })
}

/** The sets that a module exports, whole or some members of them. */
export function exportedSets(contents: object): readonly DefinitionSet[] {
  const sets = [...walk(contents, { prefix: '', within: [] })].map(({ value }) => setOf(value))
  return [...new Set(sets.filter((set) => set !== undefined))]
}

const ofSet = (set: DefinitionSet | undefined) => (set === undefined ? {} : { set })

interface Walk {
  readonly prefix: string
  /** The namespaces that this one is part of: a file may export itself. */
  readonly within: readonly object[]
}

function* walk(
  namespace: object,
  { prefix, within }: Walk,
): Generator<{ readonly name: string; readonly value: object }> {
  const chain = [...within, namespace]
  for (const [key, value] of Object.entries(namespace) as [string, unknown][]) {
    const name = prefix + key
    if (definitionOf(value) !== undefined || setOf(value) !== undefined) yield { name, value: value as object }
    else if (isNamespace(value) && !chain.includes(value)) {
      yield* walk(value, { prefix: `${name}.`, within: chain })
    }
  }
}

function isNamespace(value: unknown): value is object {
  if (isModuleNamespaceObject(value)) return true
  // What runs modules in tests makes such objects itself, and says by their tag what they are.
  return typeof value === 'object' && value !== null && Reflect.get(value, Symbol.toStringTag) === 'Module'
}
